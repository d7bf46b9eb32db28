package taskcluster.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a request came from and went to, as the client sees it. */
final class ClientAddress {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final int MAX_PORT = 65535;
    private static final Pattern IP_ADDRESS =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}");

    private ClientAddress() {}

    /** The name of the server, without port. */
    static String host(HttpServletRequest request) {
        String header = request.getHeader("host");
        if (header == null) {
            return request.getServerName();
        }
        int colon = colon(header);
        return colon < 0 ? header : header.substring(0, colon);
    }

    /** The port that the client connected to; a proxy in front says so if it is another than ours. */
    static int port(HttpServletRequest request) {
        int forwarded = number(firstOf(request.getHeader("x-forwarded-port")));
        if (forwarded > 0) {
            return forwarded;
        }
        if ("https".equalsIgnoreCase(firstOf(request.getHeader("x-forwarded-proto")))) {
            return HTTPS_PORT;
        }
        String header = request.getHeader("host");
        int colon = header == null ? -1 : colon(header);
        int own = header == null || colon < 0 ? -1 : number(header.substring(colon + 1));
        if (own > 0) {
            return own;
        }
        return request.isSecure() ? HTTPS_PORT : HTTP_PORT;
    }

    /** Whether the client used HTTPS, be it up to a proxy only. */
    static boolean isSecure(HttpServletRequest request, boolean trustProxy) {
        return request.isSecure()
                || (trustProxy && "https".equalsIgnoreCase(firstOf(request.getHeader("x-forwarded-proto"))));
    }

    /** The IP address of the client. */
    static String sourceIp(HttpServletRequest request, boolean trustProxy) {
        return sourceIp(trustProxy ? request.getHeader("x-forwarded-for") : null, request.getRemoteAddr());
    }

    /** The first address of those that proxies forward, if it is one, else that of the connection. */
    static String sourceIp(@Nullable String forwarded, String remote) {
        String first = firstOf(forwarded);
        String address = first == null ? "" : withoutZone(first);
        return IP_ADDRESS.matcher(address).matches() ? address : withoutZone(remote);
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static int colon(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.indexOf(']') ? colon : -1;
    }

    private static @Nullable String firstOf(@Nullable String list) {
        if (list == null) {
            return null;
        }
        int comma = list.indexOf(',');
        return (comma < 0 ? list : list.substring(0, comma)).strip();
    }

    private static int number(@Nullable String port) {
        int number = 0;
        for (int i = 0; port != null && i < port.length(); i++) {
            int digit = port.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > MAX_PORT) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number > MAX_PORT ? -1 : number;
    }
}

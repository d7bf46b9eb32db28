package taskcluster.object.download;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A range of IP addresses, version 4 or 6.
 *
 * @param first its first address
 * @param prefixLength how many leading bits all its addresses share
 */
record IpNetwork(InetAddress first, int prefixLength) {
    private static final int BYTE = 8;
    /** Java also knows addresses of fewer numbers, which mean something else than people think. */
    private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d+(\\.\\d+){3}");

    /**
     * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    static IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!address.contains(":") && !FOUR_NUMBERS.matcher(address).matches()) {
            throw new IllegalArgumentException("not an address: " + address);
        }
        InetAddress first = InetAddress.ofLiteral(address);
        int bits = first.getAddress().length * BYTE;
        int prefixLength = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        return new IpNetwork(first, prefixLength);
    }

    /** Whether the address is one of these; false for what is no address. */
    boolean contains(String address) {
        try {
            return contains(InetAddress.ofLiteral(address).getAddress());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean contains(byte[] address) {
        byte[] own = first.getAddress();
        if (own.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 1 << (BYTE - 1 - bit % BYTE);
            if (((own[bit / BYTE] ^ address[bit / BYTE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}

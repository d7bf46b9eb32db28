package taskcluster.object.download;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import software.amazon.awssdk.utils.http.SdkHttpUtils;
import taskcluster.object.config.JsonSetting;

/**
 * Sends those who download certain objects to a CDN, or to a cache that is near them, instead of to the backend.
 *
 * @param names which objects it has: those whose name the pattern is found in
 * @param baseUrl what to put before the name of an object
 * @param callers the networks of those who are sent there; empty for everyone
 */
record CdnRedirect(Pattern names, String baseUrl, List<IpNetwork> callers) {

    /** Reads {@code [{middlewareType: 'cdn', regexp, baseUrl, ipRanges?}]}. */
    static List<CdnRedirect> parse(JsonSetting setting) {
        return setting.elements().stream().map(CdnRedirect::parseOne).toList();
    }

    private static CdnRedirect parseOne(JsonSetting middleware) {
        if (!middleware.text("middlewareType").equals("cdn")) {
            throw middleware.get("middlewareType").refusal("must be cdn");
        }
        middleware.allow("middlewareType", "regexp", "baseUrl", "ipRanges");
        List<IpNetwork> callers = middleware.has("ipRanges")
                ? middleware.get("ipRanges").elements().stream()
                        .map(CdnRedirect::network)
                        .toList()
                : List.of();
        if (middleware.has("ipRanges") && callers.isEmpty()) {
            throw middleware.get("ipRanges").refusal("must not be empty; leave it out for everyone");
        }
        return new CdnRedirect(pattern(middleware.get("regexp")), url(middleware.get("baseUrl")), callers);
    }

    private static IpNetwork network(JsonSetting range) {
        try {
            return IpNetwork.parse(range.text());
        } catch (IllegalArgumentException e) {
            throw range.refusal("must be addresses such as 192.0.2.0/24 or 2001:db8::/32");
        }
    }

    private static Pattern pattern(JsonSetting regexp) {
        try {
            return Pattern.compile(regexp.text());
        } catch (PatternSyntaxException e) {
            throw regexp.refusal("is no regular expression: " + e.getDescription());
        }
    }

    private static String url(JsonSetting setting) {
        try {
            URI uri = URI.create(setting.text());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return setting.text();
            }
        } catch (IllegalArgumentException e) {
            throw setting.refusal("must be an http or https URL");
        }
        throw setting.refusal("must be an http or https URL");
    }

    boolean appliesTo(String name, String callerIp) {
        return names.matcher(name).find()
                && (callers.isEmpty() || callers.stream().anyMatch(network -> network.contains(callerIp)));
    }

    String url(String name) {
        return baseUrl + SdkHttpUtils.urlEncodeIgnoreSlashes(name);
    }
}

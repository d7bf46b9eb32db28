package taskcluster.object.download;

import java.util.List;
import java.util.Optional;
import taskcluster.object.config.JsonSetting;

/** What may answer downloads in place of the backends: the first that applies does. */
public final class Middleware {
    private final List<CdnRedirect> redirects;

    private Middleware(List<CdnRedirect> redirects) {
        this.redirects = redirects;
    }

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if it is wrong; the message names the place
     */
    public static Middleware of(JsonSetting setting) {
        return new Middleware(CdnRedirect.parse(setting));
    }

    /** Where to send a caller that downloads an object. */
    Optional<String> redirect(String name, String callerIp) {
        return redirects.stream()
                .filter(redirect -> redirect.appliesTo(name, callerIp))
                .map(redirect -> redirect.url(name))
                .findFirst();
    }
}

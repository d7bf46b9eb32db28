package taskcluster.auth.credential;

import static taskcluster.auth.credential.FailureReason.INVALID_SIGNATURE;
import static taskcluster.auth.credential.FailureReason.OTHER;
import static taskcluster.auth.credential.FailureReason.TIMESTAMP_ERROR;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskcluster.api.Authentication;
import taskcluster.api.HawkRequest;
import taskcluster.api.hawk.Bewit;
import taskcluster.api.hawk.HawkException;
import taskcluster.api.hawk.HawkHeader;
import taskcluster.api.hawk.HawkMac;

/**
 * Checks that whoever made a request holds the access token of the credentials that it names: the request is signed with
 * it, and was signed not long ago.
 *
 * @param credentials what the credentials themselves are checked with
 * @param now the time of the check
 */
record SignatureCheck(CredentialCheck credentials, Instant now) {
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,15}");

    /** Credentials that are good, with what they stand for and whom they go back to. */
    record Outcome(Authentication.Success success, Verified verified) {}

    /**
     * Checks a request that carries credentials.
     *
     * @throws Refusal if they are not good
     */
    Outcome check(HawkRequest request, Scheme scheme) {
        try {
            return scheme == Scheme.BEWIT ? url(request) : header(request);
        } catch (HawkException malformed) {
            throw new Refusal(OTHER, String.valueOf(malformed.getMessage()));
        }
    }

    private Outcome header(HawkRequest request) throws HawkException {
        HawkHeader header = HawkHeader.parse(String.valueOf(request.authorization()));
        Verified verified = credentials.check(header.id(), header.ext());
        String mac = HawkMac.ofHeader(
                header, verified.accessToken(), request.method(), request.resource(), request.host(), request.port());
        checkMac(mac, header.mac());
        OptionalLong signed = seconds(header.ts());
        if (signed.isEmpty() || Math.abs(signed.getAsLong() * 1000 - now.toEpochMilli()) > SKEW.toMillis()) {
            throw new Refusal(TIMESTAMP_ERROR, "Unauthorized: Stale timestamp");
        }
        return outcome(verified, header.hash());
    }

    private Outcome url(HawkRequest request) throws HawkException {
        Bewit bewit = Bewit.find(request.resource()).orElseThrow(() -> new HawkException("Unauthorized: Unauthorized"));
        if (!request.method().equalsIgnoreCase("GET") && !request.method().equalsIgnoreCase("HEAD")) {
            throw new Refusal(OTHER, "Unauthorized: Invalid method");
        }
        OptionalLong expires = seconds(bewit.expires());
        if (expires.isEmpty() || expires.getAsLong() * 1000 <= now.toEpochMilli()) {
            throw new Refusal(TIMESTAMP_ERROR, "Unauthorized: Access expired");
        }
        Verified verified = credentials.check(bewit.id(), bewit.ext());
        String mac = HawkMac.ofBewit(
                verified.accessToken(), bewit.expires(), bewit.resource(), request.host(), request.port(), bewit.ext());
        checkMac(mac, bewit.mac());
        return outcome(verified, null);
    }

    private static void checkMac(String expected, String given) {
        if (!HawkMac.isEqual(expected, given)) {
            throw new Refusal(INVALID_SIGNATURE, "Unauthorized: Bad mac");
        }
    }

    private static Outcome outcome(Verified verified, @Nullable String hash) {
        return new Outcome(
                new Authentication.Success(verified.clientId(), verified.scopes(), verified.expires(), hash), verified);
    }

    private static OptionalLong seconds(String text) {
        return SECONDS.matcher(text).matches() ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}

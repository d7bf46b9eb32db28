package taskcluster.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.api.hawk.Bewit;
import taskcluster.api.hawk.HawkException;
import taskcluster.api.hawk.HawkHeader;
import taskcluster.api.hawk.HawkMac;
import taskcluster.scopes.ScopeSet;

/** Knows some clients, and all that are called {@code has a+b} for the scopes {@code demo:a} and {@code demo:b}, all with the access token {@code secret}, and checks their signatures. */
record TestAuthenticator(Map<String, List<String>> clients) implements Authenticator {
    static final String ACCESS_TOKEN = "secret";

    @Override
    public Authentication authenticate(HawkRequest request) {
        Instant expires = Instant.now().plus(Duration.ofMinutes(15));
        try {
            if (request.authorization() != null) {
                HawkHeader header = HawkHeader.parse(request.authorization());
                String mac = HawkMac.ofHeader(
                        header, ACCESS_TOKEN, request.method(), request.resource(), request.host(), request.port());
                return check(header.id(), mac, header.mac(), header.hash(), expires);
            }
            Optional<Bewit> bewit = Bewit.find(request.resource());
            if (bewit.isPresent()) {
                Bewit given = bewit.get();
                String mac = HawkMac.ofBewit(
                        ACCESS_TOKEN, given.expires(), given.resource(), request.host(), request.port(), given.ext());
                return check(given.id(), mac, given.mac(), null, expires);
            }
        } catch (HawkException e) {
            return new Authentication.Failure(e.getMessage());
        }
        return new Authentication.NoAuth(ScopeSet.of(List.of("assume:anonymous")), expires);
    }

    private Authentication check(String id, String expected, String given, @Nullable String hash, Instant expires) {
        List<String> scopes = id.startsWith("has ")
                ? Arrays.stream(id.substring("has ".length()).split("\\+"))
                        .map("demo:"::concat)
                        .toList()
                : clients.get(id);
        if (scopes == null) {
            return new Authentication.Failure("Client with clientId '" + id + "' not found");
        }
        return HawkMac.isEqual(expected, given)
                ? new Authentication.Success(id, ScopeSet.of(scopes), expires, hash)
                : new Authentication.Failure("Unauthorized: Bad mac");
    }
}

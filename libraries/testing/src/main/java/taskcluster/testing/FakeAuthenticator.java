package taskcluster.testing;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import taskcluster.api.Authentication;
import taskcluster.api.Authenticator;
import taskcluster.api.HawkRequest;
import taskcluster.api.hawk.Bewit;
import taskcluster.api.hawk.HawkException;
import taskcluster.api.hawk.HawkHeader;
import taskcluster.api.hawk.HawkMac;
import taskcluster.core.Json;
import taskcluster.scopes.ScopeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Clients of a test and their scopes. Signatures are really checked, of headers and of signed URLs; authorised scopes are
 * honoured. There are no roles and no certificates, and every client has the same access token.
 */
public final class FakeAuthenticator implements Authenticator {
    /** The access token of every client. */
    public static final String ACCESS_TOKEN = "secret";

    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final Duration VALIDITY = Duration.ofDays(1);

    private final Map<String, ScopeSet> clients = new ConcurrentHashMap<>();
    private final Clock clock;
    private volatile ScopeSet anonymous = ScopeSet.empty();

    public FakeAuthenticator() {
        this(Clock.systemUTC());
    }

    public FakeAuthenticator(Clock clock) {
        this.clock = clock;
    }

    /** Adds a client, or gives it other scopes. */
    public FakeAuthenticator client(String clientId, String... scopes) {
        clients.put(clientId, ScopeSet.of(List.of(scopes)));
        return this;
    }

    /** Gives scopes to everyone, with credentials or without. */
    public FakeAuthenticator anonymous(String... scopes) {
        anonymous = ScopeSet.of(List.of(scopes));
        return this;
    }

    /** Forgets a client. */
    public void remove(String clientId) {
        clients.remove(clientId);
    }

    @Override
    public Authentication authenticate(HawkRequest request) {
        try {
            if (request.authorization() != null) {
                return checkHeader(request, HawkHeader.parse(request.authorization()));
            }
            Optional<Bewit> bewit = Bewit.find(request.resource());
            return bewit.isPresent() ? checkBewit(request, bewit.get()) : nobody();
        } catch (HawkException malformed) {
            return new Authentication.Failure(Objects.requireNonNullElse(malformed.getMessage(), "Unauthorized"));
        }
    }

    private Authentication nobody() {
        return new Authentication.NoAuth(anonymous, clock.instant().plus(SKEW));
    }

    private Authentication checkHeader(HawkRequest request, HawkHeader header) throws HawkException {
        String mac = HawkMac.ofHeader(
                header, ACCESS_TOKEN, request.method(), request.resource(), request.host(), request.port());
        if (clients.containsKey(header.id()) && !HawkMac.isEqual(mac, header.mac())) {
            return new Authentication.Failure("Unauthorized: Bad mac");
        }
        Duration age = Duration.between(seconds(header.ts()), clock.instant());
        if (age.abs().compareTo(SKEW) > 0) {
            return new Authentication.Failure("Unauthorized: Stale timestamp");
        }
        return accept(header.id(), header.ext(), header.hash());
    }

    private Authentication checkBewit(HawkRequest request, Bewit bewit) throws HawkException {
        String mac = HawkMac.ofBewit(
                ACCESS_TOKEN, bewit.expires(), bewit.resource(), request.host(), request.port(), bewit.ext());
        if (!List.of("get", "head").contains(request.method().toLowerCase(Locale.ROOT))) {
            return new Authentication.Failure("Unauthorized: Invalid method");
        }
        if (seconds(bewit.expires()).isBefore(clock.instant())) {
            return new Authentication.Failure("Unauthorized: Access expired");
        }
        if (clients.containsKey(bewit.id()) && !HawkMac.isEqual(mac, bewit.mac())) {
            return new Authentication.Failure("Unauthorized: Bad mac");
        }
        return accept(bewit.id(), bewit.ext(), null);
    }

    private Authentication accept(String clientId, @Nullable String ext, @Nullable String hash) throws HawkException {
        ScopeSet scopes = clients.get(clientId);
        if (scopes == null) {
            return new Authentication.Failure("Client with clientId '" + clientId + "' not found");
        }
        ScopeSet all = scopes.union(anonymous);
        Optional<List<String>> authorized = authorizedScopes(ext);
        if (authorized.isPresent() && !authorized.get().stream().allMatch(all::satisfies)) {
            return new Authentication.Failure("Supplied credentials do not satisfy authorizedScopes");
        }
        ScopeSet restricted = authorized.map(ScopeSet::of).orElse(scopes).union(anonymous);
        return new Authentication.Success(clientId, restricted, clock.instant().plus(VALIDITY), hash);
    }

    private static Optional<List<String>> authorizedScopes(@Nullable String ext) throws HawkException {
        if (ext == null) {
            return Optional.empty();
        }
        try {
            String json = new String(Base64.getDecoder().decode(ext), StandardCharsets.UTF_8);
            JsonNode scopes = Json.MAPPER.readTree(json).path("authorizedScopes");
            if (!scopes.isArray()) {
                return Optional.empty();
            }
            List<String> authorized = new ArrayList<>();
            scopes.forEach(scope -> authorized.add(scope.asString()));
            return Optional.of(authorized);
        } catch (IllegalArgumentException | JacksonException unreadable) {
            throw new HawkException("Failed to parse ext");
        }
    }

    private static Instant seconds(String text) throws HawkException {
        try {
            return Instant.ofEpochSecond(Long.parseLong(text));
        } catch (NumberFormatException noNumber) {
            throw new HawkException("Unauthorized: Stale timestamp");
        }
    }
}

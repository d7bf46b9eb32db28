package taskcluster.auth.vending.github;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.Verification;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import taskcluster.auth.vending.FakeVendor;
import taskcluster.auth.vending.RsaKeys;

/** Plays GitHub for one app: where it is installed, and tokens of the installations. */
final class FakeGithub implements AutoCloseable {
    static final String APP_ID = "123456";

    private final KeyPair keys = RsaKeys.generate();
    private final FakeVendor server = new FakeVendor(this::answer);

    /** By path: {@code /orgs/<name>} or {@code /users/<name>}, in lower case. */
    private final Map<String, Map<String, ?>> installations = new HashMap<>();

    private final Deque<FakeVendor.Answer> next = new ArrayDeque<>();

    private synchronized FakeVendor.Answer answer(FakeVendor.Request request) {
        if (!next.isEmpty()) {
            return next.remove();
        }
        if (!isFromApp(request.header("authorization"))) {
            return FakeVendor.Answer.json(401, Map.of("message", "A JSON web token could not be decoded"));
        }
        if (request.verb().equals("POST")) {
            return token(request);
        }
        Map<String, ?> installation = installations.get(request.path().replaceFirst("/installation$", ""));
        return installation == null
                ? FakeVendor.Answer.json(404, Map.of("message", "Not Found"))
                : FakeVendor.Answer.json(200, installation);
    }

    private boolean isFromApp(String authorization) {
        try {
            Verification app = JWT.require(Algorithm.RSA256((RSAPublicKey) keys.getPublic()))
                    .withIssuer(APP_ID)
                    .withClaimPresence("exp")
                    .withClaimPresence("iat")
                    // Tests move the clock of the service ahead.
                    .ignoreIssuedAt();
            app.build().verify(authorization.replaceFirst("^Bearer ", ""));
            return true;
        } catch (JWTVerificationException refused) {
            return false;
        }
    }

    private FakeVendor.Answer token(FakeVendor.Request request) {
        String path = request.path();
        boolean there = installations.values().stream()
                .anyMatch(
                        installation -> path.equals("/app/installations/" + installation.get("id") + "/access_tokens"));
        if (!there) {
            return FakeVendor.Answer.json(404, Map.of("message", "Not Found"));
        }
        if (request.json().path("repositories").toString().contains("\"hidden\"")) {
            return FakeVendor.Answer.json(
                    422,
                    Map.of("message", "There is at least one repository that does not exist or is not accessible"));
        }
        return FakeVendor.Answer.json(
                201, Map.of("token", "ghs_token", "expires_at", "2100-01-01T01:00:00Z", "permissions", Map.of()));
    }

    FakeVendor server() {
        return server;
    }

    /** The key of the app, as GitHub gives it to who owns the app. */
    String privateKey() {
        return RsaKeys.pkcs1(keys);
    }

    /** Forgets all installations and what was to be answered next. */
    synchronized void clear() {
        installations.clear();
        next.clear();
    }

    /** @param path such as {@code /orgs/some-name} */
    synchronized void install(String path, long id, Object account) {
        Map<String, Object> installation = new TreeMap<>();
        installation.put("id", id);
        installation.put("account", account);
        installations.put(path, installation);
    }

    void install(String path, long id) {
        install(path, id, Map.of("login", path.substring(path.lastIndexOf('/') + 1)));
    }

    synchronized void uninstall(String path) {
        installations.remove(path);
    }

    /** Answers the next requests so, one after the other, before any others. */
    synchronized void answerNext(FakeVendor.Answer... answers) {
        next.addAll(List.of(answers));
    }

    @Override
    public void close() {
        server.close();
    }
}

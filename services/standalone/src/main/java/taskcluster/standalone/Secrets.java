package taskcluster.standalone;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import tools.jackson.core.JacksonException;

/**
 * The secrets of one standalone deployment, made at random on its first start and kept in a file that only the owner
 * can read.
 *
 * @param accessTokens access tokens of the static clients, by clientId
 * @param databasePasswords passwords of the services' database roles, by service, and of its administrator
 * @param cryptoKey base64 of the 32-byte key that encrypts columns at rest
 * @param cryptoKeyId under which what it encrypts refers to it
 * @param olderCryptoKeys earlier ones, by id, while they are being replaced
 * @param s3AccessKeyId identity of the services towards the artifact store
 * @param s3SecretAccessKey its secret
 */
public record Secrets(
        Map<String, String> accessTokens,
        Map<String, String> databasePasswords,
        String cryptoKey,
        String cryptoKeyId,
        Map<String, String> olderCryptoKeys,
        String s3AccessKeyId,
        String s3SecretAccessKey) {
    public static final String ROOT_CLIENT = "static/taskcluster/root";
    static final String INDEX_CLIENT = "static/taskcluster/index";
    static final String BUILT_IN_WORKERS_CLIENT = "static/taskcluster/built-in-workers";
    public static final String QUEUE_CLIENT = "static/taskcluster/queue";
    static final String NOTIFY_CLIENT = "static/taskcluster/notify";
    static final String WORKER_CLIENT = "static/standalone/worker";

    /** The clients that auth expects of every deployment, and the embedded workers' own. */
    static final List<String> CLIENTS = List.of(
            BUILT_IN_WORKERS_CLIENT,
            "static/taskcluster/github",
            "static/taskcluster/hooks",
            INDEX_CLIENT,
            NOTIFY_CLIENT,
            "static/taskcluster/object",
            "static/taskcluster/purge-cache",
            QUEUE_CLIENT,
            "static/taskcluster/secrets",
            "static/taskcluster/web-server",
            "static/taskcluster/worker-manager",
            ROOT_CLIENT,
            WORKER_CLIENT);

    public static final List<String> SERVICES =
            List.of("auth", "queue", "index", "secrets", "object", "purge-cache", "notify");
    private static final String DATABASE_ADMIN = "postgres";
    private static final String FIRST_CRYPTO_KEY = "standalone";

    /** What an older version did not write is missing in its file. */
    @JsonCreator
    static Secrets of(
            @Nullable Map<String, String> accessTokens,
            @Nullable Map<String, String> databasePasswords,
            @Nullable String cryptoKey,
            @Nullable String cryptoKeyId,
            @Nullable Map<String, String> olderCryptoKeys,
            @Nullable String s3AccessKeyId,
            @Nullable String s3SecretAccessKey) {
        return new Secrets(
                accessTokens == null ? Map.of() : accessTokens,
                databasePasswords == null ? Map.of() : databasePasswords,
                cryptoKey == null ? "" : cryptoKey,
                cryptoKeyId == null ? FIRST_CRYPTO_KEY : cryptoKeyId,
                olderCryptoKeys == null ? Map.of() : olderCryptoKeys,
                s3AccessKeyId == null ? "" : s3AccessKeyId,
                s3SecretAccessKey == null ? "" : s3SecretAccessKey);
    }

    /**
     * Reads the file, adds what a newer version needs and an older one did not make, and writes it back if anything was
     * added.
     *
     * @throws StandaloneException if the file is damaged
     */
    public static Secrets loadOrCreate(Path file) {
        Secrets kept = of(null, null, null, null, null, null, null);
        if (Files.exists(file)) {
            try {
                kept = Json.MAPPER.readValue(file.toFile(), Secrets.class);
            } catch (JacksonException e) {
                throw new StandaloneException(
                        file + " is damaged: restore it from a backup (without it the database can't be decrypted)", e);
            }
        }
        Secrets complete = kept.completed();
        if (!complete.equals(kept)) {
            complete.write(file);
        }
        return complete;
    }

    void write(Path file) {
        DataDirectory.writePrivate(file, Json.MAPPER.writeValueAsString(this));
    }

    private Secrets completed() {
        Map<String, String> tokens = new TreeMap<>(accessTokens);
        CLIENTS.forEach(clientId -> tokens.computeIfAbsent(clientId, id -> token()));
        Map<String, String> passwords = new LinkedHashMap<>(databasePasswords);
        SERVICES.forEach(service -> passwords.computeIfAbsent(service, s -> token()));
        passwords.computeIfAbsent(DATABASE_ADMIN, admin -> token());
        return new Secrets(
                tokens,
                passwords,
                cryptoKey.isEmpty() ? randomKey() : cryptoKey,
                cryptoKeyId,
                olderCryptoKeys,
                s3AccessKeyId.isEmpty() ? "standalone" : s3AccessKeyId,
                s3SecretAccessKey.isEmpty() ? token() : s3SecretAccessKey);
    }

    public String accessToken(String clientId) {
        String token = accessTokens.get(clientId);
        if (token == null) {
            throw new IllegalArgumentException("no such static client: " + clientId);
        }
        return token;
    }

    public String databasePassword(String user) {
        String password = databasePasswords.get(user);
        if (password == null) {
            throw new IllegalArgumentException("no such database user: " + user);
        }
        return password;
    }

    /** The password of the database's administrator. */
    public String adminPassword() {
        return databasePassword(DATABASE_ADMIN);
    }

    /** The passwords of the services' database roles, by service. */
    Map<String, String> servicePasswords() {
        return SERVICES.stream().collect(Collectors.toMap(service -> service, this::databasePassword));
    }

    /** The static clients in the form that auth's configuration takes. */
    public String staticClientsJson(String workerPoolId) {
        return Json.MAPPER.writeValueAsString(CLIENTS.stream()
                .map(clientId -> clientId.equals(WORKER_CLIENT)
                        ? Map.of(
                                "clientId",
                                clientId,
                                "accessToken",
                                accessToken(clientId),
                                "description",
                                "The workers that `tc up` starts",
                                "scopes",
                                List.of(
                                        "queue:claim-work:" + workerPoolId,
                                        "queue:worker-id:standalone/*",
                                        "queue:status:*"))
                        : Map.of("clientId", clientId, "accessToken", accessToken(clientId)))
                .toList());
    }

    /** The encryption keys in the form that the services' configuration takes: the newest is the last. */
    public String cryptoKeysJson() {
        List<Map<String, String>> keys = new ArrayList<>();
        olderCryptoKeys.forEach((id, key) -> keys.add(keyJson(id, key)));
        keys.add(keyJson(cryptoKeyId, cryptoKey));
        return Json.MAPPER.writeValueAsString(keys);
    }

    private static Map<String, String> keyJson(String id, String key) {
        return Map.of("id", id, "algo", "aes-256", "key", key);
    }

    /** With a new encryption key; the present one becomes an older one. */
    Secrets withNewCryptoKey() {
        Map<String, String> older = new LinkedHashMap<>(olderCryptoKeys);
        older.put(cryptoKeyId, cryptoKey);
        return withCryptoKeys(randomKey(), FIRST_CRYPTO_KEY + "-" + Slugid.v4(), older);
    }

    /** With only the newest encryption key. */
    Secrets withoutOlderCryptoKeys() {
        return withCryptoKeys(cryptoKey, cryptoKeyId, Map.of());
    }

    private Secrets withCryptoKeys(String newest, String newestId, Map<String, String> older) {
        return new Secrets(accessTokens, databasePasswords, newest, newestId, older, s3AccessKeyId, s3SecretAccessKey);
    }

    @Override
    public String toString() {
        return "Secrets[...]";
    }

    private static String token() {
        return Slugid.v4() + Slugid.v4();
    }

    private static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}

package taskcluster.postgres;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Encrypts column values before they reach the database.
 *
 * <p>A value is stored as a container {@code {"kid": key id, "v": 1, "__bufchunks_val": n, "__buf0_val": base64, ...}}. With
 * {@code v} 1 the chunks, joined, are a nonce of 12 bytes and AES-256-GCM output that authenticates the key id too. With
 * {@code v} 0, which is only read, they are an initialisation vector of 16 bytes and AES-256-CBC output.
 */
public final class ColumnEncryption {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int CBC_VECTOR_BYTES = 16;

    private final SequencedMap<String, SecretKeySpec> keys = new LinkedHashMap<>();

    private ColumnEncryption(List<Key> keys) {
        for (Key key : keys) {
            this.keys.remove(key.id());
            this.keys.put(key.id(), new SecretKeySpec(key.bytes(), "AES"));
        }
    }

    /** A key and the name under which encrypted values refer to it. */
    public static final class Key {
        private static final int BYTES = 32;

        private final String id;
        private final byte[] bytes;

        /** @param bytes 32 of them */
        public Key(String id, byte[] bytes) {
            if (bytes.length != BYTES) {
                throw new IllegalArgumentException(
                        "Encryption key '" + id + "' has " + bytes.length + " bytes, but AES-256 needs " + BYTES);
            }
            this.id = id;
            this.bytes = bytes.clone();
        }

        public String id() {
            return id;
        }

        byte[] bytes() {
            return bytes.clone();
        }
    }

    /** The last key encrypts, all decrypt; of two keys with one id the later counts. */
    public static ColumnEncryption fromKeys(List<Key> keys) {
        return new ColumnEncryption(keys);
    }

    /**
     * From a JSON list {@code [{"id": ..., "algo": "aes-256", "key": base64 of 32 bytes}]}.
     *
     * @throws IllegalArgumentException naming the key that is not usable
     */
    public static ColumnEncryption fromJson(String keys) {
        List<Key> parsed = new ArrayList<>();
        for (JsonNode key : parse(keys, "The list of encryption keys")) {
            String id = key.path("id").asString("");
            if (!key.path("algo").asString("").equals("aes-256")) {
                throw new IllegalArgumentException("Encryption key '" + id + "' must have the algo aes-256");
            }
            try {
                parsed.add(
                        new Key(id, Base64.getDecoder().decode(key.path("key").asString(""))));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Encryption key '" + id + "' is not usable: " + e.getMessage(), e);
            }
        }
        return new ColumnEncryption(parsed);
    }

    /** Whether there is a key at all, so that this can encrypt. */
    public boolean hasKey() {
        return !keys.isEmpty();
    }

    /**
     * The id of the key that encrypts.
     *
     * @throws IllegalStateException when there is no key
     */
    public String newestKeyId() {
        return newestKey().getKey();
    }

    private Map.Entry<String, SecretKeySpec> newestKey() {
        Map.Entry<String, SecretKeySpec> key = keys.lastEntry();
        if (key == null) {
            throw new IllegalStateException("There is no encryption key: configure one to store secrets");
        }
        return key;
    }

    /**
     * A JSON container of the encrypted text; a new one each time.
     *
     * @throws IllegalStateException when there is no key
     */
    public String encrypt(String text) {
        Map.Entry<String, SecretKeySpec> key = newestKey();
        byte[] sealed = new byte[NONCE_BYTES];
        RANDOM.nextBytes(sealed);
        try {
            Cipher cipher = gcm(Cipher.ENCRYPT_MODE, key.getKey(), key.getValue(), sealed);
            byte[] plain = text.getBytes(StandardCharsets.UTF_8);
            sealed = Arrays.copyOf(sealed, NONCE_BYTES + cipher.getOutputSize(plain.length));
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM does not work on this machine", e);
        }
        ObjectNode container = JSON.createObjectNode();
        container.put("kid", key.getKey());
        container.put("v", 1);
        container.put("__bufchunks_val", 1);
        container.put("__buf0_val", Base64.getEncoder().encodeToString(sealed));
        return container.toString();
    }

    /**
     * The text in a container.
     *
     * @throws IllegalArgumentException when it names an unknown key, is no container, or was tampered with
     */
    public String decrypt(String json) {
        JsonNode container = parse(json, "An encrypted value");
        String id = container.path("kid").asString("");
        SecretKeySpec key = keys.get(id);
        if (key == null) {
            throw new IllegalArgumentException(
                    "The encryption key '" + id + "' is not configured, but a stored value needs it");
        }
        byte[] sealed = chunks(container);
        try {
            byte[] plain = switch (container.path("v").asInt(-1)) {
                case 0 -> openCbc(key, sealed);
                case 1 ->
                    gcm(Cipher.DECRYPT_MODE, id, key, sealed).doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
                default ->
                    throw new IllegalArgumentException(
                            "An encrypted value has the unknown format v=" + container.path("v"));
            };
            return new String(plain, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "A value encrypted with the key '" + id + "' cannot be decrypted: it or the key was changed", e);
        }
    }

    private static Cipher gcm(int mode, String id, SecretKeySpec key, byte[] nonceFirst)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonceFirst, 0, NONCE_BYTES));
        cipher.updateAAD(id.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] openCbc(SecretKeySpec key, byte[] sealed) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(sealed, 0, CBC_VECTOR_BYTES));
        return cipher.doFinal(sealed, CBC_VECTOR_BYTES, sealed.length - CBC_VECTOR_BYTES);
    }

    private static byte[] chunks(JsonNode container) {
        int count = container.path("__bufchunks_val").asInt(0);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            joined.writeBytes(Base64.getDecoder()
                    .decode(container.path("__buf" + i + "_val").asString("")));
        }
        return joined.toByteArray();
    }

    private static JsonNode parse(String json, String what) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(what + " is not JSON");
        }
    }
}

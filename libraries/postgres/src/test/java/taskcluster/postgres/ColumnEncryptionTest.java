package taskcluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import taskcluster.postgres.ColumnEncryption.Key;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ColumnEncryptionTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte[] A = bytes(1);
    private static final byte[] B = bytes(2);
    private static final ColumnEncryption ENCRYPTION =
            ColumnEncryption.fromKeys(List.of(new Key("a", A), new Key("b", B)));

    private static byte[] bytes(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    @Test
    void encryptsWithTheLastKeyEachTimeAnew() {
        String first = ENCRYPTION.encrypt("sécret ✓");
        String second = ENCRYPTION.encrypt("sécret ✓");
        assertThat(first).isNotEqualTo(second).doesNotContain("cret");
        assertThat(ENCRYPTION.decrypt(first)).isEqualTo("sécret ✓");
        assertThat(ENCRYPTION.decrypt(second)).isEqualTo("sécret ✓");
        assertThat(ENCRYPTION.decrypt(ENCRYPTION.encrypt(""))).isEmpty();
        JsonNode container = JSON.readTree(first);
        assertThat(container.path("kid").asString()).isEqualTo("b");
        assertThat(container.path("v").asInt()).isEqualTo(1);
    }

    @Test
    void anOlderKeyStillDecrypts() {
        String stored = ColumnEncryption.fromKeys(List.of(new Key("a", A))).encrypt("x");
        assertThat(ENCRYPTION.decrypt(stored)).isEqualTo("x");
    }

    @Test
    void anUnknownKeyIsNamed() {
        String stored = ENCRYPTION.encrypt("x");
        ColumnEncryption without = ColumnEncryption.fromKeys(List.of(new Key("a", A)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> without.decrypt(stored))
                .withMessageContaining("'b' is not configured");
    }

    @Test
    void readsTheCbcFormatInOneOrSeveralChunks() throws GeneralSecurityException {
        byte[] vector = Arrays.copyOf(new byte[] {9, 8, 7}, 16);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(A, "AES"), new IvParameterSpec(vector));
        byte[] sealed = cipher.doFinal("old secret of some length".getBytes(StandardCharsets.UTF_8));
        byte[] all = Arrays.copyOf(vector, 16 + sealed.length);
        System.arraycopy(sealed, 0, all, 16, sealed.length);
        assertThat(ENCRYPTION.decrypt(container(0, all, all.length))).isEqualTo("old secret of some length");
        assertThat(ENCRYPTION.decrypt(container(0, all, 20))).isEqualTo("old secret of some length");
    }

    private static String container(int version, byte[] sealed, int chunk) {
        ObjectNode container = JSON.createObjectNode().put("kid", "a").put("v", version);
        int count = 0;
        for (int from = 0; from < sealed.length; from += chunk) {
            byte[] part = Arrays.copyOfRange(sealed, from, Math.min(from + chunk, sealed.length));
            container.put("__buf" + count++ + "_val", Base64.getEncoder().encodeToString(part));
        }
        return container.put("__bufchunks_val", count).toString();
    }

    @Test
    void tamperingIsNoticed() {
        ObjectNode container = (ObjectNode) JSON.readTree(ENCRYPTION.encrypt("secret"));
        byte[] sealed = Base64.getDecoder().decode(container.path("__buf0_val").asString());
        sealed[14] ^= 1;
        String changed = container
                .deepCopy()
                .put("__buf0_val", Base64.getEncoder().encodeToString(sealed))
                .toString();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ENCRYPTION.decrypt(changed))
                .withMessageContaining("changed");
        ColumnEncryption sameKeyOtherName = ColumnEncryption.fromKeys(List.of(new Key("c", B)));
        String renamed = container.deepCopy().put("kid", "c").toString();
        assertThatIllegalArgumentException().isThrownBy(() -> sameKeyOtherName.decrypt(renamed));
    }

    @Test
    void rubbishIsAnErrorOfItsOwn() {
        for (String rubbish : List.of(
                "",
                "no json",
                "[]",
                "{\"kid\": \"a\"}",
                "{\"kid\": \"a\", \"v\": 7}",
                "{\"kid\": \"a\", \"v\": 0}",
                "{\"kid\": \"a\", \"v\": 1}",
                "{\"kid\": \"a\", \"v\": 1, \"__bufchunks_val\": 1, \"__buf0_val\": \"%%\"}",
                container(1, new byte[5], 5),
                container(0, new byte[17], 17))) {
            assertThatIllegalArgumentException().as(rubbish).isThrownBy(() -> ENCRYPTION.decrypt(rubbish));
        }
    }

    @Test
    void keysComeFromJsonAndTheLastEncrypts() {
        String key = Base64.getEncoder().encodeToString(A);
        ColumnEncryption encryption = ColumnEncryption.fromJson("[{\"id\": \"a\", \"algo\": \"aes-256\", \"key\": \""
                + Base64.getEncoder().encodeToString(B) + "\"}, {\"id\": \"a\", \"algo\": \"aes-256\", \"key\": \""
                + key
                + "\"}]");
        assertThat(ColumnEncryption.fromKeys(List.of(new Key("a", A))).decrypt(encryption.encrypt("x")))
                .isEqualTo("x");
    }

    @Test
    void badKeysAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Key("short", new byte[31]))
                .withMessageContaining("'short' has 31 bytes");
        refused("[{\"id\": \"k\", \"algo\": \"aes-128\", \"key\": \"\"}]", "'k' must have the algo aes-256");
        refused("[{\"id\": \"k\", \"algo\": \"aes-256\", \"key\": \"%\"}]", "'k' is not usable");
        refused("[{\"id\": \"k\", \"algo\": \"aes-256\", \"key\": \"YWJj\"}]", "'k' has 3 bytes");
        refused("nonsense", "not JSON");
    }

    private static void refused(String keys, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ColumnEncryption.fromJson(keys))
                .withMessageContaining(message);
    }

    @Test
    void withoutAKeyNothingIsStored() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ColumnEncryption.fromKeys(List.of()).encrypt("x"))
                .withMessageContaining("no encryption key");
    }
}

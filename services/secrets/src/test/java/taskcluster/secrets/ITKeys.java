package taskcluster.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.secrets.SecretsFixture.FAR;
import static taskcluster.secrets.SecretsFixture.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.postgres.ColumnEncryption;
import taskcluster.postgres.KeyRotation;
import taskcluster.testing.Response;

/** Encryption at rest, and changing its keys. */
class ITKeys {
    private SecretsFixture first;

    @BeforeEach
    void start() {
        first = SecretsFixture.start();
        first.set("old", "v", FAR);
    }

    @AfterEach
    void stop() {
        first.close();
    }

    @Test
    @DisplayName("secrets-32: older keys decrypt, the last one encrypts")
    void olderKeysDecrypt() {
        try (SecretsFixture second = first.startAnother(Map.of("secrets.crypto-keys", keys("k1", "k2")))) {
            assertThat(second.value("old")).contains("v");
            second.set("new", "w", FAR);
            assertThat(second.keyOf("new")).isEqualTo("k2");
            assertThat(second.keyOf("old")).isEqualTo("k1");
            second.set("old", "x", FAR);
            assertThat(second.keyOf("old")).isEqualTo("k2");
        }
    }

    @Test
    @DisplayName("secrets-33: without its key a secret cannot be read, but all are listed and can be set")
    void aMissingKey() {
        try (SecretsFixture second = first.startAnother(Map.of("secrets.crypto-keys", keys("k2")))) {
            Response got = second.root().get("secret/old");
            assertThat(got.status()).isEqualTo(500);
            assertThat(got.message()).contains("incidentId").doesNotContain("k1");
            assertThat(second.names(10)).containsExactly("old");
            second.set("old", "w", FAR);
            assertThat(second.value("old")).contains("w");
            assertThat(second.history("old")).containsExactly("created by root", "updated by root");
        }
    }

    @Test
    void secretsUnderOlderKeysAreEncryptedWithTheLastOne() throws Exception {
        for (int i = 0; i < 25; i++) {
            first.set("old/" + i, "v" + i, FAR);
        }
        KeyRotation rotation = new KeyRotation(first.database().admin(), ColumnEncryption.fromJson(keys("k1", "k2")));
        List<Long> replaced = new ArrayList<>();
        assertThat(rotation.run(Set.of("secrets"), outcome -> replaced.add(outcome.replaced())))
                .isTrue();
        assertThat(replaced).containsExactly(26L);
        assertThat(first.keyOf("old")).isEqualTo("k2");
        assertThat(first.history("old")).as("nobody changed it").containsExactly("created by root");
        // The old key is not needed any more.
        try (SecretsFixture last = first.startAnother(Map.of("secrets.crypto-keys", keys("k2")))) {
            assertThat(last.value("old")).contains("v");
            assertThat(last.value("old/24")).contains("v24");
        }
    }
}

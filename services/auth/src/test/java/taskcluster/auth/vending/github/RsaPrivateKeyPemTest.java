package taskcluster.auth.vending.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.KeyPair;
import org.junit.jupiter.api.Test;
import taskcluster.auth.vending.RsaKeys;

class RsaPrivateKeyPemTest {
    private static final KeyPair KEYS = RsaKeys.generate();
    private static final String PEM = RsaKeys.pkcs1(KEYS);

    @Test
    void readsTheFilesOfGithub() {
        assertThat(RsaPrivateKeyPem.parse(PEM)).isEqualTo(KEYS.getPrivate());
        assertThat(RsaPrivateKeyPem.parse(" \r\n" + PEM.replace("\n", "\r\n") + "\n"))
                .isEqualTo(KEYS.getPrivate());
    }

    @Test
    void linesMayBeWrittenOut() {
        assertThat(RsaPrivateKeyPem.parse(PEM.replace("\n", "\\n"))).isEqualTo(KEYS.getPrivate());
    }

    @Test
    void refusesAllElseWithoutQuotingIt() {
        for (String other : new String[] {
            "",
            "secret",
            RsaKeys.pkcs8(KEYS),
            PEM.replace("RSA PRIVATE KEY", "EC PRIVATE KEY"),
            PEM.replace("MII", "AAA"),
            PEM.substring(0, PEM.length() / 2) + "\n-----END RSA PRIVATE KEY-----\n",
            "-----BEGIN RSA PRIVATE KEY-----\nsecret\n-----END RSA PRIVATE KEY-----\n",
            "-----BEGIN RSA PRIVATE KEY-----\n=\n-----END RSA PRIVATE KEY-----\n",
            PEM + PEM,
        }) {
            assertThatIllegalArgumentException()
                    .as(other)
                    .isThrownBy(() -> RsaPrivateKeyPem.parse(other))
                    .withMessageNotContaining("secret")
                    .withNoCause();
        }
    }
}

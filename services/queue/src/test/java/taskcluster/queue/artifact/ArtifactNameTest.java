package taskcluster.queue.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.api.ApiException;

class ArtifactNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"public/logs/live.log", "a", " ", "...", "a..b/.hidden", "/x", "x/", "a//b", "%2e%2e/x", "100%"})
    void printableNameIsAccepted(String name) {
        assertThat(ArtifactName.check("name", name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "public/../x", "x/.", "a\tb", "caf\u00e9", "nul\u0000"})
    void otherNameIsRefusedWithTheField(String name) {
        assertThatThrownBy(() -> ArtifactName.check("artifact", name))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("InputError"));
    }

    @Test
    void nameHasAtMost1024Characters() {
        assertThat(ArtifactName.check("name", "n".repeat(1024)).value()).hasSize(1024);
        assertThatThrownBy(() -> ArtifactName.check("name", "n".repeat(1025)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("1025");
    }
}

package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NotificationSettingsTest {
    @Test
    void areWhatTheEnvironmentSets() {
        assertThat(NotificationSettings.of(Map.of("SMTP_HOST", "mail", "SMTP_USER", "", "PATH", "/bin")))
                .isEqualTo(Map.of("notify.email.smtp.host", "mail"));
        assertThat(NotificationSettings.of(Map.of())).isEmpty();
    }
}

package taskcluster.auth.vending.gcp;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import taskcluster.auth.vending.SecretJson;
import taskcluster.core.Json;

/**
 * The project of Google Cloud whose service accounts are lent.
 *
 * @param credentials of the service account that makes the tokens
 * @param serviceAccounts the email addresses of those that tokens may be made for
 */
record GcpProject(String projectId, GoogleCredentials credentials, Set<String> serviceAccounts) {
    /** What both the account that makes tokens and the tokens may do, as far as IAM lets them. */
    static final List<String> SCOPES = List.of("https://www.googleapis.com/auth/cloud-platform");

    GcpProject {
        serviceAccounts = Set.copyOf(serviceAccounts);
    }

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if it cannot be used
     */
    static Optional<GcpProject> parse(String setting, String json) {
        if (json.isBlank()) {
            return Optional.empty();
        }
        Map<String, SecretJson> projects = SecretJson.parse(setting, json).properties();
        if (projects.size() > 1) {
            throw new IllegalArgumentException(setting + " must not have more than one project");
        }
        return projects.entrySet().stream()
                .map(project -> new GcpProject(
                        project.getKey(),
                        credentials(project.getValue().get("credentials")),
                        Set.copyOf(
                                project.getValue().get("allowedServiceAccounts").texts())))
                .findFirst();
    }

    private static GoogleCredentials credentials(SecretJson key) {
        try {
            return ServiceAccountCredentials.fromStream(
                            new ByteArrayInputStream(Json.MAPPER.writeValueAsBytes(key.node())))
                    .createScoped(SCOPES);
        } catch (IOException | RuntimeException unusable) {
            // Without the cause, which may quote the key.
            throw key.invalid("must be the JSON key of a service account");
        }
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return projectId;
    }
}

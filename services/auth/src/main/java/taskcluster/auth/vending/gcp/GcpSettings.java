package taskcluster.auth.vending.gcp;

import java.util.Optional;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.auth.vending.EndpointUrl;

/**
 * For which service accounts of Google Cloud there are access tokens.
 *
 * @param allowedProjects JSON, {@code {project: {"credentials", "allowedServiceAccounts": [email]}}} with one project at
 *     most; blank for none. The credentials are the JSON key of a service account that may make tokens for the others
 * @param iamEndpoint where to reach the IAM Service Account Credentials API
 */
public record GcpSettings(
        @DefaultValue("") String allowedProjects,

        @DefaultValue("https://iamcredentials.googleapis.com")
        String iamEndpoint) {
    private static final String ALLOWED_PROJECTS = "auth.vending.gcp.allowed-projects";

    public GcpSettings {
        GcpProject.parse(ALLOWED_PROJECTS, allowedProjects);
        iamEndpoint = EndpointUrl.parse("auth.vending.gcp.iam-endpoint", iamEndpoint);
    }

    Optional<GcpProject> project() {
        return GcpProject.parse(ALLOWED_PROJECTS, allowedProjects);
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return "iamEndpoint=" + iamEndpoint;
    }
}

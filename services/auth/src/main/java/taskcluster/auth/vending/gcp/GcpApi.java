package taskcluster.auth.vending.gcp;

import java.util.Map;
import java.util.Optional;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.Stability;

/** The API method that gives access tokens of service accounts. */
public final class GcpApi {
    private final Optional<GcpProject> configured;
    private final AccessTokens tokens;

    public GcpApi(GcpSettings settings) {
        this.configured = settings.project();
        this.tokens = new AccessTokens(settings.iamEndpoint());
    }

    @ApiMethod(
            name = "gcpCredentials",
            route = "/gcp/credentials/<projectId>/<serviceAccount>",
            scopes = "auth:gcp:access-token:<projectId>/<serviceAccount>",
            output = "v1/gcp-credentials-response.json#",
            stability = Stability.STABLE,
            category = "GCP Credentials",
            title = "Get Temporary GCP Credentials",
            description = """
                    Gets an OAuth access token of a service account of Google Cloud, with the scope `cloud-platform`, valid \
                    for an hour. The service account is given by its email address. Where it is not configured in this \
                    deployment the call fails with 400, and with 404 where its project is not.""")
    Object gcpCredentials(ApiRequest request) {
        String projectId = request.param("projectId");
        String serviceAccount = request.param("serviceAccount");
        GcpProject project = configured.orElseThrow(() -> ApiException.notFound(
                "This deployment has no credentials for Google Cloud. Its operator sets GCP_CREDENTIALS_ALLOWED_PROJECTS.",
                Map.of()));
        if (!project.serviceAccounts().contains(serviceAccount)) {
            throw new ApiException(
                    "InvalidRequestArguments",
                    "The given service account {{serviceAccount}} is not allowed. The operator of this deployment lists"
                            + " service accounts in GCP_CREDENTIALS_ALLOWED_PROJECTS.",
                    Map.of("serviceAccount", serviceAccount));
        }
        if (!project.projectId().equals(projectId)) {
            throw ApiException.notFound("The given project {{projectId}} is not found", Map.of("projectId", projectId));
        }
        return tokens.create(project.credentials(), serviceAccount);
    }
}

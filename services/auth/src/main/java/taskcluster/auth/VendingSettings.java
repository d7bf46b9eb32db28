package taskcluster.auth;

import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.auth.vending.aws.AwsSettings;
import taskcluster.auth.vending.azure.AzureSettings;
import taskcluster.auth.vending.gcp.GcpSettings;
import taskcluster.auth.vending.github.GithubSettings;
import taskcluster.auth.vending.sentry.SentrySettings;
import taskcluster.auth.vending.websocktunnel.WebsocktunnelSettings;

/** For which services of others auth gives credentials, {@code auth.vending.*}. By default for none. */
public record VendingSettings(
        @DefaultValue AwsSettings aws,
        @DefaultValue AzureSettings azure,
        @DefaultValue GcpSettings gcp,
        @DefaultValue GithubSettings github,
        @DefaultValue SentrySettings sentry,
        @DefaultValue WebsocktunnelSettings websocktunnel) {}

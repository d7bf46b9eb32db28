package taskcluster.auth;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import taskcluster.auth.vending.aws.AwsApi;
import taskcluster.auth.vending.aws.FederationTokens;
import taskcluster.auth.vending.azure.AzureApi;
import taskcluster.auth.vending.azure.StorageAccounts;
import taskcluster.auth.vending.gcp.GcpApi;
import taskcluster.auth.vending.github.GithubApi;
import taskcluster.auth.vending.github.Installations;
import taskcluster.auth.vending.sentry.SentryApi;
import taskcluster.auth.vending.sentry.SentryKeys;
import taskcluster.auth.vending.websocktunnel.WebsocktunnelApi;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;

/** The part of auth that gives credentials for services of others. */
@Configuration(proxyBeanMethods = false)
class VendingConfiguration {
    private static final Duration LONGEST_PURGE = Duration.ofHours(1);

    @Bean(destroyMethod = "close")
    FederationTokens federationTokens(AuthConfig config) {
        return new FederationTokens(config.vending().aws());
    }

    @Bean
    AwsApi awsApi(FederationTokens federationTokens, Clock clock) {
        return new AwsApi(federationTokens, clock);
    }

    @Bean
    AzureApi azureApi(AuthConfig config, Clock clock) {
        return new AzureApi(new StorageAccounts(config.vending().azure(), clock));
    }

    @Bean
    GcpApi gcpApi(AuthConfig config) {
        return new GcpApi(config.vending().gcp());
    }

    @Bean(destroyMethod = "close")
    Installations githubInstallations(AuthConfig config, Clock clock) {
        return new Installations(config.vending().github(), clock);
    }

    @Bean
    GithubApi githubApi(AuthConfig config, Installations githubInstallations) {
        return new GithubApi(config.vending().github(), githubInstallations);
    }

    @Bean(destroyMethod = "close")
    SentryKeys sentryKeys(AuthConfig config, Clock clock) {
        return new SentryKeys(config.vending().sentry(), clock);
    }

    @Bean
    SentryApi sentryApi(SentryKeys sentryKeys) {
        return new SentryApi(sentryKeys);
    }

    @Bean(destroyMethod = "close")
    Loop expiredSentryKeysLoop(SentryKeys sentryKeys, Monitor monitor, AuthConfig config) {
        return Loop.builder("auth-purge-sentry-keys", monitor.child("auth"))
                .every(config.purgeInterval())
                .maxIterationTime(LONGEST_PURGE)
                .quiet()
                .run(sentryKeys::purge)
                .start();
    }

    @Bean
    WebsocktunnelApi websocktunnelApi(AuthConfig config, Clock clock) {
        return new WebsocktunnelApi(config.vending().websocktunnel(), clock);
    }
}

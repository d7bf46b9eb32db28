package taskcluster.auth;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import taskcluster.api.Api;
import taskcluster.api.Authenticator;
import taskcluster.api.DatabaseHealth;
import taskcluster.api.HealthCheck;
import taskcluster.api.MetricTypes;
import taskcluster.auth.audit.AuditApi;
import taskcluster.auth.audit.AuditLog;
import taskcluster.auth.audit.AuditStore;
import taskcluster.auth.audit.OldAuditEntries;
import taskcluster.auth.client.ClientApi;
import taskcluster.auth.client.ClientStore;
import taskcluster.auth.client.Clients;
import taskcluster.auth.client.ExpiredClients;
import taskcluster.auth.client.LastUsed;
import taskcluster.auth.client.StaticClients;
import taskcluster.auth.credential.AuthenticationMetrics;
import taskcluster.auth.credential.CredentialApi;
import taskcluster.auth.credential.LocalAuthenticator;
import taskcluster.auth.role.RoleApi;
import taskcluster.auth.role.RoleStore;
import taskcluster.auth.role.Roles;
import taskcluster.auth.vending.aws.AwsApi;
import taskcluster.auth.vending.azure.AzureApi;
import taskcluster.auth.vending.gcp.GcpApi;
import taskcluster.auth.vending.github.GithubApi;
import taskcluster.auth.vending.sentry.SentryApi;
import taskcluster.auth.vending.websocktunnel.WebsocktunnelApi;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.ColumnEncryption;
import taskcluster.postgres.Database;
import taskcluster.pulse.EventLog;
import taskcluster.pulse.Exchanges;

/** Everything that auth is made of: who may make requests, and what they may do. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuthConfig.class)
@Import(VendingConfiguration.class)
public class AuthService {
    private static final Duration LONGEST_WRITE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PURGE = Duration.ofDays(1);

    @Bean(destroyMethod = "close")
    Database authDatabase(AuthConfig config, MeterRegistry metrics) {
        return Database.connect(config.database().toDatabaseConfig("auth"), metrics);
    }

    @Bean
    HealthCheck authDatabaseHealth(Database authDatabase) {
        return new DatabaseHealth("auth-database", authDatabase);
    }

    @Bean(destroyMethod = "close")
    EventLog authEventLog(Database authDatabase) {
        return new EventLog(authDatabase);
    }

    @Bean
    ColumnEncryption authColumnEncryption(AuthConfig config) {
        return ColumnEncryption.fromJson(config.cryptoKeys());
    }

    @Bean
    AuditLog authAuditLog(Monitor monitor) {
        return new AuditLog(monitor.child("auth"));
    }

    @Bean
    ClientStore clientStore(Database authDatabase, EventLog authEventLog) {
        return new ClientStore(authDatabase, authEventLog);
    }

    @Bean
    Clients clients(ClientStore clientStore, ColumnEncryption authColumnEncryption, Monitor monitor) {
        return new Clients(clientStore, authColumnEncryption, monitor.child("auth"));
    }

    @Bean
    RoleStore roleStore(Database authDatabase, EventLog authEventLog) {
        return new RoleStore(authDatabase, authEventLog);
    }

    @Bean
    Roles roles(RoleStore roleStore) {
        return new Roles(roleStore);
    }

    @Bean(initMethod = "sync")
    StaticClients staticClients(
            AuthConfig config, ClientStore clientStore, ColumnEncryption authColumnEncryption, Clock clock) {
        return new StaticClients(config.staticClients(), clientStore, authColumnEncryption, clock);
    }

    /** After the static clients are in the database, so that they are among those that it reads. */
    @Bean(destroyMethod = "close")
    ChangeFollower authChangeFollower(
            StaticClients staticClients,
            Clients clients,
            Roles roles,
            EventLog authEventLog,
            Monitor monitor,
            Clock clock,
            AuthConfig config) {
        return new ChangeFollower(clients, roles, authEventLog, monitor.child("auth"), clock, config.reloadInterval());
    }

    @Bean
    LastUsed lastUsed(Clients clients, ClientStore clientStore, AuthConfig config) {
        return new LastUsed(clients, clientStore, config.lastUsedAccuracy());
    }

    @Bean(destroyMethod = "close")
    Loop lastUsedLoop(LastUsed lastUsed, Monitor monitor, Clock clock, AuthConfig config) {
        return Loop.builder("auth-last-used", monitor.child("auth"))
                .every(config.lastUsedInterval())
                .maxIterationTime(LONGEST_WRITE)
                .quiet()
                .run(_ -> lastUsed.write(clock.instant()))
                .start();
    }

    @Bean(destroyMethod = "close")
    Loop expiredClientsLoop(
            Clients clients, ClientStore clientStore, AuditLog authAuditLog, Monitor monitor, AuthConfig config) {
        ExpiredClients expiredClients = new ExpiredClients(clients, clientStore, authAuditLog);
        return Loop.builder("auth-purge-expired-clients", monitor.child("auth"))
                .every(config.purgeInterval())
                .maxIterationTime(LONGEST_PURGE)
                .run(expiredClients::purge)
                .start();
    }

    @Bean
    AuditStore auditStore(Database authDatabase) {
        return new AuditStore(authDatabase);
    }

    @Bean
    AuditApi auditApi(AuditStore auditStore) {
        return new AuditApi(auditStore);
    }

    @Bean(destroyMethod = "close")
    Loop oldAuditEntriesLoop(AuditStore auditStore, Monitor monitor, Clock clock, AuthConfig config) {
        OldAuditEntries oldEntries =
                new OldAuditEntries(auditStore, Duration.ofDays(config.auditRetentionDays()), clock);
        return Loop.builder("auth-purge-audit-history", monitor.child("auth"))
                .every(config.purgeInterval())
                .maxIterationTime(LONGEST_PURGE)
                .run(oldEntries::purge)
                .start();
    }

    /** Once the clients and roles are in memory, which the follower sees to. */
    @Bean
    Authenticator authAuthenticator(
            ChangeFollower authChangeFollower,
            Clients clients,
            Roles roles,
            LastUsed lastUsed,
            MeterRegistry metrics,
            Clock clock) {
        return new LocalAuthenticator(clients, roles, lastUsed, new AuthenticationMetrics(metrics), clock);
    }

    @Bean
    Exchanges authExchanges() {
        return AuthExchanges.EXCHANGES;
    }

    @Bean
    MetricTypes authMetricTypes() {
        return AuthenticationMetrics.types();
    }

    @Bean
    Api authApi(
            ClientApi clientApi,
            RoleApi roleApi,
            CredentialApi credentialApi,
            AuditApi auditApi,
            AwsApi awsApi,
            AzureApi azureApi,
            GcpApi gcpApi,
            GithubApi githubApi,
            SentryApi sentryApi,
            WebsocktunnelApi websocktunnelApi) {
        return AuthApi.of(
                clientApi,
                roleApi,
                credentialApi,
                auditApi,
                awsApi,
                azureApi,
                gcpApi,
                githubApi,
                sentryApi,
                websocktunnelApi);
    }

    @Bean
    ClientApi clientApi(
            ClientStore clientStore,
            Clients clients,
            Roles roles,
            ColumnEncryption authColumnEncryption,
            AuditLog authAuditLog) {
        return new ClientApi(clientStore, clients, roles, authColumnEncryption, authAuditLog);
    }

    @Bean
    RoleApi roleApi(RoleStore roleStore, Roles roles, AuditLog authAuditLog) {
        return new RoleApi(roleStore, roles, authAuditLog);
    }

    @Bean
    CredentialApi credentialApi(Authenticator authAuthenticator, Roles roles, Clock clock) {
        return new CredentialApi(authAuthenticator, roles, clock);
    }
}

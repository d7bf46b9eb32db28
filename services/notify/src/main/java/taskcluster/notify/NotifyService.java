package taskcluster.notify;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import taskcluster.api.Api;
import taskcluster.api.DatabaseHealth;
import taskcluster.api.HealthCheck;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.client.Queue;
import taskcluster.core.RootUrl;
import taskcluster.monitor.LogTypes;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.notify.chat.MatrixChannel;
import taskcluster.notify.chat.MatrixInvitations;
import taskcluster.notify.chat.MatrixServer;
import taskcluster.notify.chat.SlackChannel;
import taskcluster.notify.delivery.Channels;
import taskcluster.notify.delivery.NotificationStore;
import taskcluster.notify.delivery.Notifier;
import taskcluster.notify.delivery.NotifyLogTypes;
import taskcluster.notify.denylist.Denylist;
import taskcluster.notify.denylist.DenylistApi;
import taskcluster.notify.email.EmailChannel;
import taskcluster.notify.email.MailTransport;
import taskcluster.notify.send.SendApi;
import taskcluster.notify.task.TaskListener;
import taskcluster.notify.task.TaskNotifications;
import taskcluster.postgres.Database;
import taskcluster.pulse.EventConsumers;
import taskcluster.pulse.EventLog;
import taskcluster.pulse.Exchanges;

/** Everything that notify is made of: the API, the listener to what happens to tasks, and the ways out. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NotifyConfig.class)
public class NotifyService {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LONGEST_EXPIRY = Duration.ofHours(1);

    /** Logs go by the name of the service, whatever else runs in the process. */
    private static Monitor monitor(MeterRegistry metrics) {
        return Monitor.of("notify", metrics);
    }

    @Bean(destroyMethod = "close")
    Database notifyDatabase(NotifyConfig config, MeterRegistry metrics) {
        return Database.connect(config.database().toDatabaseConfig("notify"), metrics);
    }

    @Bean
    HealthCheck notifyDatabaseHealth(Database notifyDatabase) {
        return new DatabaseHealth("notify-database", notifyDatabase);
    }

    @Bean(destroyMethod = "close")
    EventLog notifyEventLog(Database notifyDatabase) {
        return new EventLog(notifyDatabase);
    }

    // Sending

    @Bean
    Denylist notifyDenylist(Database notifyDatabase, NotifyConfig config) {
        return new Denylist(notifyDatabase, config.email().deniedAddresses());
    }

    @Bean
    NotificationStore notificationStore(Database notifyDatabase, EventLog notifyEventLog, NotifyConfig config) {
        return new NotificationStore(
                notifyDatabase,
                notifyEventLog,
                config.duplicatePeriod(),
                config.deliveryTimeout(),
                new NotificationStore.EmailLimit(config.emailLimit(), config.emailLimitPeriod()));
    }

    /** For the chats. */
    @Bean(destroyMethod = "close")
    HttpClient notifyHttpClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Bean(destroyMethod = "close")
    Channels notifyChannels(NotifyConfig config, HttpClient notifyHttpClient, Clock clock, MeterRegistry metrics) {
        Duration timeout = config.deliveryTimeout();
        return new Channels(
                MailTransport.of(config.email(), timeout, clock)
                        .map(transport -> new EmailChannel(config.email().sourceAddress(), transport)),
                matrixServer(config, notifyHttpClient)
                        .map(server ->
                                new MatrixChannel(server, monitor(metrics).child("notifier"))),
                config.slack().isConfigured()
                        ? Optional.of(new SlackChannel(config.slack(), notifyHttpClient, timeout))
                        : Optional.empty());
    }

    private static Optional<MatrixServer> matrixServer(NotifyConfig config, HttpClient http) {
        return config.matrix().isConfigured()
                ? Optional.of(new MatrixServer(config.matrix(), http, config.deliveryTimeout()))
                : Optional.empty();
    }

    @Bean
    Notifier notifier(
            Channels notifyChannels,
            NotificationStore notificationStore,
            Denylist notifyDenylist,
            MeterRegistry metrics) {
        return new Notifier(
                notifyChannels,
                notificationStore,
                notifyDenylist,
                NotifyExchanges.NOTIFICATION,
                monitor(metrics).child("notifier"));
    }

    // Tasks

    /** The queue, as the service's own client. */
    @Bean
    @Fallback
    Queue notifyQueue(RootUrl rootUrl, NotifyConfig config) {
        return new Queue(ClientOptions.builder(rootUrl.url())
                .credentials(new Credentials(config.clientId(), config.accessToken()))
                .build());
    }

    @Bean(destroyMethod = "close")
    TaskListener notifyTaskListener(
            EventConsumers consumers,
            Queue notifyQueue,
            Notifier notifier,
            RootUrl rootUrl,
            Clock clock,
            MeterRegistry metrics) {
        Monitor monitor = monitor(metrics).child("handler");
        return new TaskListener(
                consumers, notifyQueue, notifier, new TaskNotifications(rootUrl, clock, monitor), monitor);
    }

    /** Not before the server answers: it may be the one that the listener asks for tasks. */
    @Bean
    ApplicationListener<WebServerInitializedEvent> notifyTaskListenerStart(TaskListener notifyTaskListener) {
        return _ -> notifyTaskListener.start();
    }

    // Background work

    @Bean(destroyMethod = "close")
    Loop notifyExpiry(NotificationStore notificationStore, NotifyConfig config, MeterRegistry metrics) {
        return Loop.builder("expire-notifications", monitor(metrics))
                .every(config.expirationInterval())
                .maxIterationTime(LONGEST_EXPIRY)
                .run(notificationStore::expire)
                .start();
    }

    /** Accepts invitations to rooms of Matrix, if it is configured. */
    @Bean(destroyMethod = "close")
    MatrixInvitations matrixInvitations(NotifyConfig config, HttpClient notifyHttpClient, MeterRegistry metrics) {
        return MatrixInvitations.start(
                matrixServer(config, notifyHttpClient), monitor(metrics).child("matrix"));
    }

    // What is published

    @Bean
    Api notifyApi(Notifier notifier, Denylist notifyDenylist) {
        return NotifyApi.of(new SendApi(notifier, notifyDenylist), new DenylistApi(notifyDenylist));
    }

    @Bean
    Exchanges notifyExchanges() {
        return NotifyExchanges.EXCHANGES;
    }

    @Bean
    LogTypes notifyLogTypes() {
        return new LogTypes("notify", NotifyLogTypes.ALL);
    }
}

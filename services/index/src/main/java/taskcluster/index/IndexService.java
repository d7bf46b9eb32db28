package taskcluster.index;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import taskcluster.api.Api;
import taskcluster.api.Authenticator;
import taskcluster.api.DatabaseHealth;
import taskcluster.api.HealthCheck;
import taskcluster.api.MetricTypes;
import taskcluster.api.WhileServing;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.client.Queue;
import taskcluster.core.RootUrl;
import taskcluster.index.artifact.AnonymousScopes;
import taskcluster.index.artifact.ArtifactApi;
import taskcluster.index.entry.EntryApi;
import taskcluster.index.entry.Expiry;
import taskcluster.index.entry.IndexStore;
import taskcluster.index.entry.ListApi;
import taskcluster.index.route.CompletedTasks;
import taskcluster.index.route.InsertionMetrics;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.Database;
import taskcluster.pulse.EventConsumers;
import taskcluster.pulse.EventLog;

/** Everything that the index is made of. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IndexConfig.class)
public class IndexService {
    private static final Duration LONGEST_SWEEP = Duration.ofDays(1);
    /** What fails for longer is tried again later, or done without. */
    private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(10);

    @Bean(destroyMethod = "close")
    Database indexDatabase(IndexConfig config, MeterRegistry metrics) {
        return Database.connect(config.database().toDatabaseConfig("index"), metrics);
    }

    @Bean
    HealthCheck indexDatabaseHealth(Database indexDatabase) {
        return new DatabaseHealth("index-database", indexDatabase);
    }

    /** From which events are consumed where there is no RabbitMQ. */
    @Bean(destroyMethod = "close")
    EventLog indexEventLog(Database indexDatabase) {
        return new EventLog(indexDatabase);
    }

    @Bean
    Queue indexQueueClient(IndexConfig config, RootUrl rootUrl, Clock clock) {
        return new Queue(ClientOptions.builder(rootUrl.url())
                .credentials(new Credentials(config.clientId(), config.accessToken()))
                .timeout(QUEUE_TIMEOUT)
                .retries(1)
                .clock(clock)
                .build());
    }

    @Bean
    IndexStore indexStore(Database indexDatabase, Clock clock) {
        return new IndexStore(indexDatabase, clock);
    }

    @Bean
    EntryApi indexEntryApi(IndexStore store) {
        return new EntryApi(store);
    }

    @Bean
    ListApi indexListApi(IndexStore store) {
        return new ListApi(store);
    }

    @Bean
    ArtifactApi indexArtifactApi(
            IndexStore store, Authenticator authenticator, Queue indexQueueClient, RootUrl rootUrl, Clock clock) {
        return new ArtifactApi(store, new AnonymousScopes(authenticator, rootUrl, clock), indexQueueClient);
    }

    @Bean(destroyMethod = "close")
    CompletedTasks indexCompletedTasks(
            EventConsumers consumers, Queue indexQueueClient, IndexStore store, MeterRegistry metrics) {
        return new CompletedTasks(consumers, indexQueueClient, store, new InsertionMetrics(metrics));
    }

    /** The queue that is asked about tasks may be in the same process. */
    @Bean
    WhileServing indexIncomingTasks(CompletedTasks completedTasks) {
        return new WhileServing(completedTasks::start, completedTasks::close);
    }

    @Bean(destroyMethod = "close")
    Loop indexExpiryLoop(IndexStore store, IndexConfig config, MeterRegistry metrics) {
        return Loop.builder("expire-index", Monitor.of("index", metrics).child("expire"))
                .every(config.expirationInterval())
                .maxIterationTime(LONGEST_SWEEP)
                .run(new Expiry(store)::sweep)
                .start();
    }

    @Bean
    Api indexApi(EntryApi entries, ListApi lists, ArtifactApi artifacts) {
        return IndexApi.of(entries, lists, artifacts);
    }

    @Bean
    MetricTypes indexMetricTypes() {
        return InsertionMetrics.types();
    }
}

package taskcluster.queue;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import taskcluster.api.Api;
import taskcluster.api.DatabaseHealth;
import taskcluster.api.HealthCheck;
import taskcluster.api.MetricTypes;
import taskcluster.client.Credentials;
import taskcluster.monitor.LogTypes;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.Database;
import taskcluster.pulse.EventConsumers;
import taskcluster.pulse.EventLog;
import taskcluster.pulse.Exchanges;
import taskcluster.pulse.Subscription;
import taskcluster.queue.artifact.ArtifactApi;
import taskcluster.queue.artifact.ArtifactConfiguration;
import taskcluster.queue.artifact.ArtifactContentApi;
import taskcluster.queue.artifact.ArtifactExpiry;
import taskcluster.queue.artifact.FinishArtifactApi;
import taskcluster.queue.claim.ClaimLogTypes;
import taskcluster.queue.claim.ClaimStore;
import taskcluster.queue.claim.PendingRuns;
import taskcluster.queue.claim.ReportApi;
import taskcluster.queue.claim.RunWatch;
import taskcluster.queue.claim.RunWatchApi;
import taskcluster.queue.claim.TaskCredentials;
import taskcluster.queue.claim.WorkApi;
import taskcluster.queue.claim.WorkClaimer;
import taskcluster.queue.group.GroupApi;
import taskcluster.queue.group.GroupChangeApi;
import taskcluster.queue.group.GroupLogTypes;
import taskcluster.queue.group.GroupStore;
import taskcluster.queue.resolver.ExpiryJobs;
import taskcluster.queue.resolver.RemovedWorkers;
import taskcluster.queue.resolver.Resolver;
import taskcluster.queue.resolver.ResolverStore;
import taskcluster.queue.task.CreateTasksApi;
import taskcluster.queue.task.TaskAnnouncer;
import taskcluster.queue.task.TaskApi;
import taskcluster.queue.task.TaskLogTypes;
import taskcluster.queue.task.TaskMetrics;
import taskcluster.queue.task.TaskReadApi;
import taskcluster.queue.task.TaskStore;
import taskcluster.queue.worker.ProvisionerApi;
import taskcluster.queue.worker.QueuedTasksApi;
import taskcluster.queue.worker.TaskQueueApi;
import taskcluster.queue.worker.WorkerApi;
import taskcluster.queue.worker.WorkerMetrics;
import taskcluster.queue.worker.WorkerStore;

/** Everything that the queue is made of: tasks, claims, groups, artifacts, and the work that goes on in the background. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueueConfig.class)
@Import(ArtifactConfiguration.class)
public class QueueService {
    private static final Duration EVENT_LOG_MAINTENANCE = Duration.ofHours(1);

    /** Logs go by the name of the service, whatever else runs in the process. */
    private static Monitor monitor(MeterRegistry metrics) {
        return Monitor.of("queue", metrics);
    }

    @Bean(destroyMethod = "close")
    Database queueDatabase(QueueConfig config, MeterRegistry metrics) {
        return Database.connect(config.database().toDatabaseConfig("queue"), metrics);
    }

    @Bean
    HealthCheck queueDatabaseHealth(Database queueDatabase) {
        return new DatabaseHealth("queue-database", queueDatabase);
    }

    /** What the queue calls other services with. */
    @Bean
    Credentials queueCredentials(QueueConfig config) {
        return new Credentials(config.clientId(), config.accessToken());
    }

    @Bean(destroyMethod = "close")
    EventLog queueEventLog(Database queueDatabase) {
        return new EventLog(queueDatabase);
    }

    @Bean
    TaskAnnouncer queueTaskAnnouncer(EventLog queueEventLog, MeterRegistry metrics) {
        return new TaskAnnouncer(queueEventLog, metrics);
    }

    // Tasks and groups

    @Bean
    TaskStore queueTaskStore(Database queueDatabase, TaskAnnouncer announcer, MeterRegistry metrics, Clock clock) {
        return new TaskStore(queueDatabase, announcer, monitor(metrics).child("api"), clock);
    }

    @Bean
    TaskReadApi queueTaskReadApi(TaskStore tasks) {
        return new TaskReadApi(tasks);
    }

    @Bean
    TaskApi queueTaskApi(TaskStore tasks, QueueConfig config, Clock clock) {
        return new TaskApi(tasks, Duration.ofDays(config.maxTaskDeadlineDays()), config.taskMaxDependencies(), clock);
    }

    @Bean
    CreateTasksApi queueCreateTasksApi(TaskStore tasks, QueueConfig config, Clock clock) {
        return new CreateTasksApi(
                tasks, Duration.ofDays(config.maxTaskDeadlineDays()), config.taskMaxDependencies(), clock);
    }

    @Bean
    GroupStore queueGroupStore(
            Database queueDatabase,
            TaskAnnouncer announcer,
            EventLog queueEventLog,
            MeterRegistry metrics,
            Clock clock) {
        return new GroupStore(
                queueDatabase, announcer, queueEventLog, monitor(metrics).child("api"), clock);
    }

    @Bean
    GroupApi queueGroupApi(GroupStore groups) {
        return new GroupApi(groups);
    }

    @Bean
    GroupChangeApi queueGroupChangeApi(GroupStore groups, MeterRegistry metrics) {
        return new GroupChangeApi(groups, monitor(metrics).child("api"));
    }

    // Task queues and workers

    @Bean
    TaskQueueApi queueTaskQueueApi(Database queueDatabase, Clock clock) {
        return new TaskQueueApi(queueDatabase, clock);
    }

    @Bean
    QueuedTasksApi queueQueuedTasksApi(Database queueDatabase, Clock clock) {
        return new QueuedTasksApi(queueDatabase, clock);
    }

    @Bean
    ProvisionerApi queueProvisionerApi(Database queueDatabase, Clock clock) {
        return new ProvisionerApi(queueDatabase, clock);
    }

    @Bean
    WorkerApi queueWorkerApi(Database queueDatabase, Clock clock) {
        return new WorkerApi(new WorkerStore(queueDatabase, clock));
    }

    @Bean(destroyMethod = "close")
    WorkerMetrics queueWorkerMetrics(Database queueDatabase, QueueConfig config, Clock clock, MeterRegistry metrics) {
        return new WorkerMetrics(queueDatabase, clock, config.metricsInterval(), metrics, monitor(metrics));
    }

    // Claims

    @Bean
    ClaimStore queueClaimStore(
            Database queueDatabase, TaskAnnouncer announcer, QueueConfig config, MeterRegistry metrics, Clock clock) {
        return new ClaimStore(
                queueDatabase,
                announcer,
                monitor(metrics).child("api"),
                clock,
                config.claimTimeout(),
                config.seenAccuracy(),
                config.ageing());
    }

    @Bean(destroyMethod = "close")
    PendingRuns queuePendingRuns(
            ClaimStore claims,
            TaskAnnouncer announcer,
            EventLog queueEventLog,
            QueueConfig config,
            MeterRegistry metrics) {
        PendingRuns pendingRuns = new PendingRuns(claims, queueEventLog, config.pollingDelay(), monitor(metrics));
        announcer.listen(pendingRuns::changed);
        return pendingRuns;
    }

    @Bean(destroyMethod = "close")
    RunWatch queueRunWatch(ClaimStore claims, TaskAnnouncer announcer, EventLog queueEventLog, QueueConfig config) {
        RunWatch watch = new RunWatch(claims, queueEventLog, config.watchWait());
        announcer.listen(watch::changed);
        return watch;
    }

    @Bean
    RunWatchApi queueRunWatchApi(RunWatch watch) {
        return new RunWatchApi(watch);
    }

    /** Before the server waits for requests to end: those of waiting workers would take their time. */
    @Bean
    ApplicationListener<ContextClosedEvent> queueEndOfWaiting(PendingRuns pendingRuns, RunWatch watch) {
        return _ -> {
            pendingRuns.endWaiting();
            watch.endWatching();
        };
    }

    @Bean
    WorkApi queueWorkApi(
            ClaimStore claims, PendingRuns pendingRuns, TaskStore tasks, QueueConfig config, MeterRegistry metrics) {
        return new WorkApi(
                new WorkClaimer(claims, pendingRuns, config.claimWait()),
                claims,
                tasks,
                new TaskCredentials(config.clientId(), config.accessToken()),
                monitor(metrics).child("work-claimer"));
    }

    @Bean
    ReportApi queueReportApi(ClaimStore claims) {
        return new ReportApi(claims);
    }

    // Background work

    @Bean
    ResolverStore queueResolverStore(Database queueDatabase, Clock clock) {
        return new ResolverStore(queueDatabase, clock);
    }

    @Bean(destroyMethod = "close", initMethod = "start")
    Resolver queueClaimResolver(
            ResolverStore store,
            TaskAnnouncer announcer,
            EventLog queueEventLog,
            QueueConfig config,
            MeterRegistry metrics) {
        return Resolver.ofClaims(store, config.pollingDelay(), announcer, queueEventLog, monitor(metrics));
    }

    @Bean(destroyMethod = "close", initMethod = "start")
    Resolver queueDeadlineResolver(
            ResolverStore store,
            TaskAnnouncer announcer,
            EventLog queueEventLog,
            QueueConfig config,
            MeterRegistry metrics) {
        return Resolver.ofDeadlines(
                store, config.deadlineDelay(), config.pollingDelay(), announcer, queueEventLog, monitor(metrics));
    }

    @Bean(destroyMethod = "close", initMethod = "start")
    Resolver queueDependencyResolver(
            ResolverStore store,
            TaskAnnouncer announcer,
            EventLog queueEventLog,
            QueueConfig config,
            MeterRegistry metrics) {
        return Resolver.ofDependencies(store, config.pollingDelay(), announcer, queueEventLog, monitor(metrics));
    }

    @Bean(destroyMethod = "close")
    Subscription queueRemovedWorkers(
            ResolverStore store, TaskAnnouncer announcer, EventConsumers consumers, MeterRegistry metrics) {
        return new RemovedWorkers(store, announcer, monitor(metrics)).consume(consumers);
    }

    @Bean(destroyMethod = "close", initMethod = "start")
    ExpiryJobs queueExpiryJobs(
            ResolverStore store, ArtifactExpiry artifacts, QueueConfig config, Clock clock, MeterRegistry metrics) {
        return new ExpiryJobs(
                store, artifacts, config.expirationInterval(), config.expirationDelay(), clock, monitor(metrics));
    }

    @Bean(destroyMethod = "close")
    Loop queueEventLogMaintenance(EventLog queueEventLog, QueueConfig config, MeterRegistry metrics) {
        return Loop.builder("event-log-maintenance", monitor(metrics))
                .every(EVENT_LOG_MAINTENANCE)
                .maxIterationTime(EVENT_LOG_MAINTENANCE)
                .run(_ -> queueEventLog.maintain(config.eventRetention()))
                .start();
    }

    // What is published

    @Bean
    Api queueApi(
            TaskReadApi taskReads,
            TaskApi tasks,
            CreateTasksApi createTasks,
            GroupApi groups,
            GroupChangeApi groupChanges,
            WorkApi work,
            RunWatchApi watch,
            ReportApi reports,
            ArtifactApi artifacts,
            ArtifactContentApi artifactContents,
            FinishArtifactApi finishArtifact,
            TaskQueueApi taskQueues,
            QueuedTasksApi queuedTasks,
            ProvisionerApi provisioners,
            WorkerApi workers) {
        return QueueApi.of(
                taskReads,
                tasks,
                createTasks,
                groups,
                groupChanges,
                work,
                watch,
                reports,
                artifacts,
                artifactContents,
                finishArtifact,
                taskQueues,
                queuedTasks,
                provisioners,
                workers);
    }

    @Bean
    Exchanges queueExchanges() {
        return QueueExchanges.EXCHANGES;
    }

    @Bean
    LogTypes queueLogTypes() {
        return new LogTypes(
                "queue",
                Stream.of(
                                TaskLogTypes.ALL,
                                ClaimLogTypes.ALL,
                                GroupLogTypes.ALL,
                                RemovedWorkers.LOG_TYPES,
                                List.of(Resolver.QUEUE_POLL, ArtifactExpiry.EXPIRED_ARTIFACTS_REMOVED))
                        .flatMap(List::stream)
                        .toList());
    }

    @Bean
    MetricTypes queueMetricTypes() {
        return new MetricTypes(
                "queue",
                Stream.concat(TaskMetrics.types().stream(), WorkerMetrics.types().stream())
                        .toList());
    }
}

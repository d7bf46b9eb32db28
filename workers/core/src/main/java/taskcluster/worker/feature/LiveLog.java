package taskcluster.worker.feature;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.log.LivelogServer;
import taskcluster.worker.payload.Payload;
import taskcluster.worker.task.TaskProblem;

/**
 * Lets people read the log while it is written: an artifact redirects to the live log, and becomes a link to the complete
 * log as soon as that can be read. Whatever goes wrong here is the worker's business; the task does not suffer from it.
 */
final class LiveLog implements TaskFeature {
    private static final Logger LOG = LoggerFactory.getLogger(LiveLog.class);
    private static final String SWITCH = "liveLog";
    private static final Duration GRACE = Duration.ofMinutes(15);

    private final Optional<LivelogServer> server;

    /** A worker without a server does not offer live logs. */
    LiveLog(Optional<LivelogServer> server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "Live Log";
    }

    @Override
    public boolean isEnabled() {
        return server.isPresent();
    }

    /** Every task wants it that does not decline; where it is not offered only an explicit wish counts. */
    @Override
    public boolean isRequested(TaskContext task) {
        Payload payload = task.payload();
        return isEnabled() ? !payload.declines(SWITCH) : payload.asksFor(SWITCH);
    }

    @Override
    public List<String> reservedArtifacts(TaskContext task) {
        return List.of(task.logs().live());
    }

    @Override
    public Session begin(TaskContext task) {
        return new Published(task, server.orElseThrow());
    }

    private static final class Published implements Session {
        private final TaskContext task;
        private final LivelogServer server;
        private LivelogServer.@Nullable Publication publication;

        Published(TaskContext task, LivelogServer server) {
            this.task = task;
            this.server = server;
        }

        @Override
        public void start() {
            LivelogServer.Publication published = server.publish(task.log());
            publication = published;
            Instant ends =
                    task.clock().instant().plus(task.payload().maxRunTime()).plus(GRACE);
            Instant taskExpires = task.claim().expires();
            bestEffort(() -> task.uploader()
                    .reference(
                            task.logs().live(),
                            ends.isBefore(taskExpires) ? ends : taskExpires,
                            BackingLog.CONTENT_TYPE,
                            published.url()));
        }

        /** The log is not complete yet: readers stay until it is. */
        @Override
        public void stop() {
            if (BackingLog.isUploaded(task)) {
                task.afterLogUpload(this::replaceByLink);
            } else {
                close();
            }
        }

        private void replaceByLink() {
            bestEffort(() -> task.uploader()
                    .link(
                            task.logs().live(),
                            task.claim().expires(),
                            BackingLog.CONTENT_TYPE,
                            task.logs().backing()));
            close();
        }

        private void close() {
            if (publication != null) {
                publication.close();
            }
        }

        private interface Step {
            void run() throws TaskProblem;
        }

        private void bestEffort(Step step) {
            try {
                step.run();
            } catch (TaskProblem e) {
                LOG.warn("The live log of {} cannot be offered: {}", task.run(), e.getMessage());
            }
        }
    }
}

package taskcluster.notify.task;

import java.time.Clock;
import java.util.Map;
import taskcluster.core.RootUrl;
import taskcluster.monitor.Monitor;
import taskcluster.notify.delivery.Email;
import taskcluster.notify.delivery.MatrixMessage;
import taskcluster.notify.delivery.Notification;
import taskcluster.notify.delivery.PulseMessage;
import taskcluster.notify.delivery.SlackMessage;
import tools.jackson.databind.JsonNode;

/** What notifications say about tasks, unless {@code extra.notify} of the task says otherwise. */
public final class TaskNotifications {
    private final RootUrl rootUrl;
    private final Clock clock;
    private final Monitor monitor;

    public TaskNotifications(RootUrl rootUrl, Clock clock, Monitor monitor) {
        this.rootUrl = rootUrl;
        this.clock = clock;
        this.monitor = monitor;
    }

    Notification of(NotifyRoute route, JsonNode task, JsonNode status) {
        TaskReport report = new TaskReport(task, status, rootUrl);
        return switch (route.type()) {
            case Email.TYPE -> new TaskEmail(report, clock, problem -> report(problem, report)).to(route.address());
            case MatrixMessage.TYPE -> TaskChat.matrix(report, clock, route.address());
            case SlackMessage.TYPE -> TaskChat.slack(report, clock, route.address());
            default -> new PulseMessage(route.address(), status);
        };
    }

    /** A wish that cannot be fulfilled. */
    private void report(RuntimeException problem, TaskReport report) {
        monitor.reportError(problem, Map.of("taskId", report.taskId()));
    }
}

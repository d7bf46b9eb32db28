package taskcluster.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.monitor.LogType.Level;
import tools.jackson.databind.JsonNode;

class LogTypesTest {
    private static final LogType TASK_RUNNING =
            new LogType("taskRunning", "Task Running", "task-running", Level.NOTICE, 1, Map.of("taskId", "The task."));

    @Test
    void theReferenceListsBuiltInAndOwnTypes() {
        JsonNode reference = Json.MAPPER.valueToTree(new LogTypes("queue", List.of(TASK_RUNNING)).reference());
        assertThat(reference.path("serviceName").asString()).isEqualTo("queue");
        assertThat(reference.path("types")).hasSize(BuiltInLogTypes.all().size() + 1);
        assertThat(reference
                        .path("types")
                        .valueStream()
                        .filter(type -> type.path("name").asString().equals("taskRunning")))
                .containsExactly(Json.MAPPER.readTree("""
                                {"name": "taskRunning", "title": "Task Running", "type": "task-running",
                                 "level": "notice", "version": 1, "description": "Task Running",
                                 "fields": {"taskId": "The task."}}"""));
    }

    @Test
    void builtInTypesHaveTheirOwnNames() {
        assertThat(BuiltInLogTypes.all()).extracting(LogType::name).doesNotHaveDuplicates();
        assertThat(BuiltInLogTypes.all()).allMatch(type -> !type.fields().isEmpty());
        assertThat(BuiltInLogTypes.AUDIT_EVENT.type()).isEqualTo("audit-event");
        assertThat(BuiltInLogTypes.API_METHOD.version()).isEqualTo(2);
    }

    @Test
    void refusesWhatTheReferenceCouldNotHold() {
        assertThatThrownBy(() -> new LogTypes("queue", List.of(TASK_RUNNING, TASK_RUNNING)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LogType("Task", "t", "task", Level.INFO, 1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LogType("task", "t", "Task", Level.INFO, 1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LogType("task", "t", "task", Level.INFO, 0, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

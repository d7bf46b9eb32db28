package taskcluster.worker.generic;

import java.util.List;
import taskcluster.core.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Payloads for tests. */
final class Payloads {
    private Payloads() {}

    /** Shell scripts, one command each. */
    static ObjectNode scripts(String... scripts) {
        ObjectNode payload = Json.MAPPER.createObjectNode().put("maxRunTime", 120);
        ArrayNode commands = payload.putArray("command");
        for (String script : scripts) {
            commands.addArray().add("/bin/sh").add("-c").add(script);
        }
        return payload;
    }

    /** One command as it is. */
    static ObjectNode command(List<String> words) {
        ObjectNode payload = Json.MAPPER.createObjectNode().put("maxRunTime", 120);
        ArrayNode command = payload.putArray("command").addArray();
        words.forEach(command::add);
        return payload;
    }

    static ObjectNode json(String text) {
        return (ObjectNode) Json.MAPPER.readTree(text);
    }

    /** Adds an artifact to a payload. */
    static ObjectNode artifact(ObjectNode payload, String json) {
        payload.withArray("artifacts").add(json(json));
        return payload;
    }
}

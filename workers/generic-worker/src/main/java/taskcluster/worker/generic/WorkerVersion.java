package taskcluster.worker.generic;

import taskcluster.core.Json;
import tools.jackson.databind.node.ObjectNode;

/** What this program is and runs on. */
final class WorkerVersion {
    private WorkerVersion() {}

    /** Digits and dots. */
    static String shortText() {
        String version = WorkerVersion.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version.replaceAll("[^0-9.].*", "");
    }

    static String text(EngineChoice engine) {
        return "generic-worker (" + (engine == EngineChoice.MULTIUSER ? "multiuser" : "insecure") + " engine) "
                + shortText();
    }

    /** What every task log shows about the worker. */
    static ObjectNode metadata(String engine, int capacity) {
        ObjectNode metadata = Json.MAPPER.createObjectNode();
        metadata.put("version", shortText())
                .put("engine", engine)
                .put("java-version", System.getProperty("java.version"))
                .put("os-name", System.getProperty("os.name"))
                .put("os-arch", System.getProperty("os.arch"))
                .put("release", System.getProperty("os.version"));
        metadata.putObject("config").put("capacity", capacity);
        return metadata;
    }
}

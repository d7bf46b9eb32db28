package taskcluster.object.backend;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import taskcluster.monitor.Monitor;
import taskcluster.object.config.JsonSetting;

/** The backends of a deployment, and which objects belong where. */
public final class Backends implements AutoCloseable {
    private final Map<String, S3Backend> backends;
    private final BackendMap map;

    private Backends(Map<String, S3Backend> backends, BackendMap map) {
        this.backends = backends;
        this.map = map;
    }

    /**
     * Makes the backends of two settings in JSON.
     *
     * @throws IllegalArgumentException if the settings are wrong; the message names the place
     */
    public static Backends of(JsonSetting backends, JsonSetting backendMap, Clock clock, Monitor monitor) {
        List<S3BackendSettings> all = S3BackendSettings.parse(backends);
        return new Backends(
                all.stream()
                        .collect(Collectors.toMap(
                                S3BackendSettings::id, settings -> new S3Backend(settings, clock, monitor))),
                map(all, backendMap));
    }

    /**
     * Checks the two settings.
     *
     * @throws IllegalArgumentException as for {@link #of}
     */
    public static void check(JsonSetting backends, JsonSetting backendMap) {
        map(S3BackendSettings.parse(backends), backendMap);
    }

    private static BackendMap map(List<S3BackendSettings> backends, JsonSetting backendMap) {
        return BackendMap.parse(
                backendMap, backends.stream().map(S3BackendSettings::id).collect(Collectors.toSet()));
    }

    /** Where a new object of this name and project belongs, if anywhere. */
    public Optional<S3Backend> forUpload(String name, String projectId) {
        return map.backendFor(name, projectId).flatMap(this::find);
    }

    /** The backend of this id, unless it has been removed from the configuration. */
    public Optional<S3Backend> find(String id) {
        return Optional.ofNullable(backends.get(id));
    }

    @Override
    public void close() {
        backends.values().forEach(S3Backend::close);
    }
}

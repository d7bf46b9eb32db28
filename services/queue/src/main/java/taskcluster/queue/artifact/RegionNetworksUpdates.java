package taskcluster.queue.artifact;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.context.SmartLifecycle;
import taskcluster.core.Backoff;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;

/** Fetches the list of Amazon's networks in the background: until it succeeds, and then once a day. */
final class RegionNetworksUpdates implements SmartLifecycle {
    private static final Backoff RETRIES = new Backoff(Duration.ofMillis(500), 2, Duration.ofHours(1), 0.25);
    private static final Duration FRESH = Duration.ofDays(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final ArtifactConfig config;
    private final RegionNetworks networks;
    private final Logger logger;
    private @Nullable Thread thread;

    RegionNetworksUpdates(ArtifactConfig config, RegionNetworks networks, Logger logger) {
        this.config = config;
        this.networks = networks;
        this.logger = logger;
    }

    /** Only a CDN before a bucket of Amazon's own is to be avoided by callers in the bucket's region. */
    @Override
    public boolean isAutoStartup() {
        return config.publicBucketCdn() != null && config.endpoint() == null;
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofVirtual().name("region-networks").start(this::keepUpdated);
    }

    private void keepUpdated() {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            int failures = 0;
            while (true) {
                failures = update(http) ? 0 : failures + 1;
                Thread.sleep(failures == 0 ? FRESH : RETRIES.delay(failures));
            }
        } catch (InterruptedException stopped) {
            logger.debug("stopped updating the list of networks");
        }
    }

    private boolean update(HttpClient http) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(config.ipRangesUrl())
                            .timeout(TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != OK) {
                throw new IOException("status " + response.statusCode());
            }
            networks.update(Json.MAPPER.readTree(response.body()));
            return true;
        } catch (IOException | IllegalArgumentException | JacksonException e) {
            logger.warn(
                    "cannot load {}, so that the CDN serves our own region too; will try again: {}",
                    config.ipRangesUrl(),
                    e.toString());
            return false;
        }
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}

package taskcluster.queue.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import taskcluster.core.Json;
import taskcluster.testing.Await;

class RegionNetworksTest {
    private static final String LIST = """
            {"syncToken": "1", "prefixes": [
              {"ip_prefix": "198.51.100.0/24", "region": "us-west-2", "service": "EC2"},
              {"ip_prefix": "198.51.100.128/25", "region": "us-west-2", "service": "EC2"},
              {"ip_prefix": "203.0.112.0/22", "region": "us-west-2", "service": "EC2"},
              {"ip_prefix": "203.0.113.0/28", "region": "us-west-2", "service": "EC2"},
              {"ip_prefix": "192.0.2.0/24", "region": "eu-west-1", "service": "EC2"},
              {"ip_prefix": "192.0.2.0/24", "region": "us-west-2", "service": "S3"},
              {"ip_prefix": "255.255.255.255/32", "region": "us-west-2", "service": "EC2"}
            ], "ipv6_prefixes": []}
            """;

    private final RegionNetworks networks = new RegionNetworks("us-west-2");

    @Test
    @DisplayName("queue-151: nothing is known before the list is loaded")
    void nothingIsKnownBeforeTheListIsLoaded() {
        assertThat(networks.contains("198.51.100.1")).isFalse();
    }

    @Test
    void addressesOfVirtualMachinesInTheRegionAreKnown() {
        networks.update(Json.MAPPER.readTree(LIST));
        assertThat(new String[] {
                    "198.51.100.0",
                    "198.51.100.127",
                    "198.51.100.255",
                    "203.0.112.0",
                    "203.0.115.255",
                    "255.255.255.255"
                })
                .allMatch(networks::contains);
        assertThat(new String[] {"198.51.99.255", "198.51.101.0", "203.0.116.0", "203.0.111.255", "0.0.0.0"})
                .noneMatch(networks::contains);
    }

    @Test
    @DisplayName("queue-151: addresses of other regions and services are not")
    void addressesOfOtherRegionsAndServicesAreNot() {
        networks.update(Json.MAPPER.readTree(LIST));
        assertThat(networks.contains("192.0.2.1")).isFalse();
    }

    @Test
    void otherTextIsNoAddressOfTheRegion() {
        networks.update(Json.MAPPER.readTree(LIST));
        assertThat(new String[] {"", "::1", "::ffff:198.51.100.1", "198.51.100", "198.51.100.1.2", "host.example", "1e2"
                })
                .noneMatch(networks::contains);
    }

    @Test
    void listIsLoadedOnlyForCdnBeforeBucketOfAmazon() {
        assertThat(isWanted(Map.of("public-bucket-cdn", "https://cdn.example.com")))
                .isTrue();
        assertThat(isWanted(Map.of())).isFalse();
        assertThat(isWanted(
                        Map.of("public-bucket-cdn", "https://cdn.example.com", "endpoint", "https://s3.example.com")))
                .isFalse();
    }

    private boolean isWanted(Map<String, String> properties) {
        return new RegionNetworksUpdates(
                        ArtifactConfigTest.config(properties), networks, LoggerFactory.getLogger("test"))
                .isAutoStartup();
    }

    @Test
    void brokenListLeavesWhatWasKnown() {
        networks.update(Json.MAPPER.readTree(LIST));
        assertThatThrownBy(() -> networks.update(Json.MAPPER.readTree("{}")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> networks.update(Json.MAPPER.readTree("""
                        {"prefixes": [{"ip_prefix": "198.51.100.0/33", "region": "us-west-2", "service": "EC2"}]}
                        """)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(networks.contains("198.51.100.1")).isTrue();
    }

    @Test
    @DisplayName("queue-151: failed download is tried again in the background")
    void failedDownloadIsTriedAgainInTheBackground() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = LIST.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(requests.incrementAndGet() == 1 ? 503 : 200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        RegionNetworksUpdates updates = new RegionNetworksUpdates(
                ArtifactConfigTest.config(Map.of(
                        "ip-ranges-url",
                        "http://127.0.0.1:" + server.getAddress().getPort())),
                networks,
                LoggerFactory.getLogger(RegionNetworksTest.class));
        try {
            updates.start();
            Await.until("the list to be loaded", () -> networks.contains("198.51.100.1"));
            assertThat(requests).hasValue(2);
        } finally {
            updates.stop();
            server.stop(0);
        }
        assertThat(updates.isRunning()).isFalse();
    }
}

package taskcluster.object.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.client.ApiCallException;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.client.ObjectTransfer;
import taskcluster.client.ObjectUpload;
import taskcluster.core.Slugid;
import taskcluster.object.ObjectFixture;
import taskcluster.object.transfer.FaultyProxy.Fault;
import taskcluster.testing.FakeAuthenticator;

/** The Java client's transfers, over a network between client and store that changes bytes and cuts connections. */
class ITTransfer {
    private static final int ALWAYS = Integer.MAX_VALUE;

    private static FaultyProxy network;
    private static ObjectFixture objects;
    private static ObjectTransfer transfer;

    @TempDir
    Path folder;

    private ObjectUpload upload;

    @BeforeAll
    static void start() {
        objects = ObjectFixture.startBehind(endpoint -> {
            network = new FaultyProxy(endpoint);
            return URI.create(network.url());
        });
        objects.client("transferrer", "*");
        transfer = new ObjectTransfer(
                ClientOptions.builder(objects.service.rootUrl().url())
                        .credentials(new Credentials("transferrer", FakeAuthenticator.ACCESS_TOKEN))
                        .clock(objects.clock)
                        .delayFactor(Duration.ofMillis(1))
                        .timeout(Duration.ofSeconds(10))
                        .retries(2)
                        .build());
    }

    @AfterAll
    static void stop() {
        objects.close();
        network.close();
    }

    @BeforeEach
    void quiet() throws IOException {
        network.onTheWayUp(Fault.NONE, 0);
        upload = upload(200_000);
    }

    private ObjectUpload upload(int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        Path file = Files.write(folder.resolve("content"), content);
        return new ObjectUpload("p/1", "transfer/" + Slugid.nice(), "x/y", objects.in(Duration.ofDays(1)), file);
    }

    private Path target() {
        return folder.resolve("downloaded");
    }

    private void assertDownloads() throws IOException {
        assertThat(transfer.download(upload.name(), target())).isEqualTo("x/y");
        assertThat(Files.mismatch(upload.file(), target())).isEqualTo(-1);
    }

    private static void assertFails(ThrowingCallable call, String code, String fault) {
        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(call)
                .withMessageContaining("at fault: " + fault)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Signature"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 3_000_000})
    void contentOfAnySizeComesBackAsItWent(int length) throws IOException {
        upload = upload(length);
        transfer.upload(upload);
        assertDownloads();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FLIP_BYTE", "CUT"})
    void whatHappensOnceOnTheWayIsRepaired(Fault fault) throws IOException {
        network.onTheWayUp(fault, 1);
        transfer.upload(upload);
        network.onTheWayDown(fault, 1);
        assertDownloads();
    }

    @Test
    void bytesThatChangeOnTheWayUpAreTheFaultOfTheNetworkAndTheObjectIsNotFinished() throws IOException {
        network.onTheWayUp(Fault.FLIP_BYTE, ALWAYS);
        assertFails(() -> transfer.upload(upload), ApiCallException.CONTENT_CORRUPTED, "the network");
        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> transfer.download(upload.name(), target()))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(404));

        network.onTheWayUp(Fault.NONE, 0);
        transfer.upload(upload);
        assertDownloads();
    }

    @Test
    void bytesThatChangeOnTheWayDownAreTheFaultOfTheNetwork() throws IOException {
        transfer.upload(upload);
        network.onTheWayDown(Fault.FLIP_BYTE, ALWAYS);
        assertFails(
                () -> transfer.download(upload.name(), target()), ApiCallException.CONTENT_CORRUPTED, "the network");
        assertNothingIsLeft();
    }

    @Test
    void connectionsThatAreCutOnTheWayUpAreTheFaultOfTheNetwork() {
        network.onTheWayUp(Fault.CUT, ALWAYS);
        assertFails(() -> transfer.upload(upload), ApiCallException.CONNECTION_FAILED, "the network");
    }

    @Test
    void connectionsThatAreCutOnTheWayDownAreTheFaultOfTheNetwork() throws IOException {
        transfer.upload(upload);
        network.onTheWayDown(Fault.CUT, ALWAYS);
        assertFails(
                () -> transfer.download(upload.name(), target()), ApiCallException.CONNECTION_FAILED, "the network");
        assertNothingIsLeft();
    }

    @Test
    void bytesThatChangeInTheStoreAreTheFaultOfTheStorage() throws IOException {
        transfer.upload(upload);
        objects.overwrite(upload.name(), "x".repeat(200_000));
        assertFails(
                () -> transfer.download(upload.name(), target()), ApiCallException.CONTENT_CORRUPTED, "the storage");
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("content");
        }
    }
}

package taskcluster.worker.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerUserTest {
    @TempDir
    Path tables;

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    @Test
    void addressesAreWrittenAsTheKernelWritesThem() {
        assertThat(PeerUser.hex(InetAddress.ofLiteral("127.0.0.1"))).isEqualTo("0100007F");
        assertThat(PeerUser.hex(InetAddress.ofLiteral("192.168.1.1"))).isEqualTo("0101A8C0");
        assertThat(PeerUser.hex(InetAddress.ofLiteral("::1"))).isEqualTo("00000000000000000000000001000000");
    }

    @Test
    void theUserIsThatOfTheSocketOfThePeer() throws IOException {
        String head =
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
        Files.writeString(
                tables.resolve("tcp"),
                head + "   0: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1001 0 1 1\n"
                        + "   1: 0100007F:9C40 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1002 0 1 1\n");
        Files.writeString(
                tables.resolve("tcp6"),
                head + "   0: 0000000000000000FFFF00000100007F:9C41 0000000000000000FFFF00000100007F:1F90 01"
                        + " 00000000:00000000 00:00000000 00000000  1003 0 1 1\n");
        PeerUser users = new PeerUser(tables);
        assertThat(users.of(address("127.0.0.1", 40000))).hasValue(1002);
        assertThat(users.of(address("127.0.0.1", 40001))).as("over IPv6").hasValue(1003);
        assertThat(users.of(address("127.0.0.1", 40002))).isEmpty();
    }

    @Test
    void aConnectionOfThisProcessIsItsUsers() throws IOException {
        int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Socket client = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.getLocalPort());
                Socket accepted = server.accept()) {
            InetSocketAddress peer = (InetSocketAddress) accepted.getRemoteSocketAddress();
            assertThat(peer.getPort()).isEqualTo(client.getLocalPort());
            assertThat(new PeerUser(Path.of("/proc/net")).of(peer)).hasValue(own);
        }
    }
}

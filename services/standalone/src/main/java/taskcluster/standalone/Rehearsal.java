package taskcluster.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Starts a deployment in a temporary folder and stops it again. The build runs it so that the virtual machine can archive the
 * classes of a start; that nearly halves the time that each start takes.
 */
public final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        Path data = Files.createTempDirectory("taskcluster-rehearsal");
        Options options = new Options();
        new CommandLine(options).parseArgs("--port=" + freePort(), "--data=" + data, "--workers=1");
        LogFile.use(options.data);
        try (Deployment deployment = Deployment.start(options)) {
            System.out.println("Started and stopping " + deployment.rootUrl().url());
        } finally {
            delete(data);
        }
        // Threads of some libraries would keep the process.
        System.exit(0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}

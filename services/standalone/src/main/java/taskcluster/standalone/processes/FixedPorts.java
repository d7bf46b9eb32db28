package taskcluster.standalone.processes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that are started again on them. They are below those that the system gives to outgoing connections, so that
 * none of these takes the port while the process is away.
 */
final class FixedPorts {
    private static final int FIRST = 20_000;
    private static final int END = 30_000;

    private final Set<Integer> given = new HashSet<>();

    /** A port of the loopback interface that nothing uses, another one each time. */
    int next() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (given.add(port) && isFree(port)) {
                return port;
            }
            if (given.size() > (END - FIRST) / 2) {
                throw new IllegalStateException("no free ports between " + FIRST + " and " + END);
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}

package taskcluster.pulse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes connections on to a server; can cut them all, refuse new ones for a time, or swallow all data. */
final class TcpProxy implements AutoCloseable {
    private final String host;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private ServerSocket server;
    private final int ownPort;

    TcpProxy(String host, int port) {
        this.host = host;
        this.port = port;
        this.server = listen(0);
        this.ownPort = server.getLocalPort();
    }

    int port() {
        return ownPort;
    }

    /** Closes every connection without a word; new ones are accepted. */
    void cut() {
        for (Socket socket : sockets) {
            close(socket);
        }
    }

    /** Closes every connection and refuses new ones. */
    synchronized void goAway() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    synchronized void comeBack() {
        server = listen(ownPort);
    }

    private ServerSocket listen(int onPort) {
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort));
            Thread.ofVirtual().name("proxy").start(() -> accept(opened));
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket opened) {
        try {
            while (true) {
                Socket client = opened.accept();
                Socket target = new Socket(host, port);
                sockets.add(client);
                sockets.add(target);
                Thread.ofVirtual().start(() -> pump(client, target));
                Thread.ofVirtual().start(() -> pump(target, client));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            close(from);
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        goAway();
    }
}

package taskcluster.object.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A network between two parties that passes on every byte, until a test gives it a fault. */
final class FaultyProxy implements Closeable {
    /** From which byte of a request or reply on faults happen: those without content are shorter. */
    private static final int CONTENT_BEGINS = 20_000;

    private static final int CONTENT_RANGE = 50_000;

    /** What happens to requests or replies with content. */
    enum Fault {
        NONE,
        /** One byte changes, another one each time. */
        FLIP_BYTE,
        /** The connection breaks off. */
        CUT
    }

    private final ServerSocket listener;
    private final URI target;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Random random = new Random(7);
    private final AtomicInteger faults = new AtomicInteger();
    private volatile Fault up = Fault.NONE;
    private volatile Fault down = Fault.NONE;
    private volatile int most = Integer.MAX_VALUE;

    FaultyProxy(URI target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** From now on this happens to what is sent to the target, that many times at most. */
    void onTheWayUp(Fault fault, int times) {
        up = fault;
        down = Fault.NONE;
        most = times;
        faults.set(0);
    }

    /** The same for what comes from the target. */
    void onTheWayDown(Fault fault, int times) {
        onTheWayUp(Fault.NONE, times);
        down = fault;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                AtomicBoolean isUp = new AtomicBoolean();
                threads.execute(() -> pass(client, server, true, isUp));
                threads.execute(() -> pass(server, client, false, isUp));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** @param lastUp in which direction the connection was used last: when that changes, a request or reply begins */
    private void pass(Socket from, Socket to, boolean isUp, AtomicBoolean lastUp) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            long passed = 0;
            long place = nextPlace();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (lastUp.getAndSet(isUp) != isUp) {
                    passed = 0;
                    place = nextPlace();
                }
                boolean isHit = passed <= place && place < passed + count;
                Fault fault = isHit ? take(isUp ? up : down) : Fault.NONE;
                if (fault == Fault.CUT) {
                    return;
                }
                if (fault == Fault.FLIP_BYTE) {
                    buffer[(int) (place - passed)] ^= 1;
                }
                out.write(buffer, 0, count);
                out.flush();
                passed += count;
            }
        } catch (IOException broken) {
            // The other direction ended, which ends this one.
            Thread.yield();
        }
    }

    private synchronized long nextPlace() {
        return CONTENT_BEGINS + random.nextInt(CONTENT_RANGE);
    }

    private Fault take(Fault fault) {
        if (fault == Fault.NONE || faults.incrementAndGet() > most) {
            return Fault.NONE;
        }
        return fault;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}

package taskcluster.api;

import java.util.concurrent.Semaphore;

/**
 * Room for the large bodies of requests that are worked on at the same time. A body takes several times its size as JSON and in
 * what is made of it, so a few large ones at once could take all memory; those for which there is no room wait until others
 * have been answered. Bodies of up to 1 MB take no room.
 */
final class LargeBodies {
    private static final int SMALL = 1 << 20;
    /** All bodies together may have this part of the memory that the process can have. */
    private static final int PART = 16;

    private static final int KILOBYTE = 1024;

    private final int allKilobytes;
    private final Semaphore freeKilobytes;

    /** @param memory that the process can have, in bytes */
    LargeBodies(long memory) {
        allKilobytes = Math.clamp(memory / PART / KILOBYTE, 1, Integer.MAX_VALUE);
        freeKilobytes = new Semaphore(allKilobytes, true);
    }

    /**
     * Waits until there is room for a body. One that is larger than all the room waits until it is alone.
     *
     * @param bytes the size of the body
     * @return what to {@link #leave} when the request has been worked on
     */
    int enter(int bytes) {
        if (bytes <= SMALL) {
            return 0;
        }
        int kilobytes = Math.min(allKilobytes, bytes / KILOBYTE);
        freeKilobytes.acquireUninterruptibly(kilobytes);
        return kilobytes;
    }

    /** Gives back what {@link #enter} took. */
    void leave(int kilobytes) {
        freeKilobytes.release(kilobytes);
    }
}

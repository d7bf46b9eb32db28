package taskcluster.monitor;

import java.util.Optional;

/**
 * Which request the current thread works for. It is bound for the time of a call; log lines that are written during that
 * time carry both ids.
 *
 * @param traceId names everything that one call from outside causes, in all services
 * @param requestId names this one request
 */
public record RequestContext(String traceId, String requestId) {
    private static final ScopedValue<RequestContext> CURRENT = ScopedValue.newInstance();

    /** The context of the current thread, if it works for a request. */
    public static Optional<RequestContext> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    public void run(Runnable action) {
        ScopedValue.where(CURRENT, this).run(action);
    }

    public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> action) throws X {
        return ScopedValue.where(CURRENT, this).call(action);
    }
}

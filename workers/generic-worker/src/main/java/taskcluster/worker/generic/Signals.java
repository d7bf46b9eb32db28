package taskcluster.worker.generic;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals by which the program is told to end. Shutdown hooks cannot tell them apart and race with the tasks that are
 * being ended, so the signals are handled themselves. The JDK's class for that, {@code sun.misc.Signal}, is supported but
 * cannot be named without a compiler warning that nothing switches off; hence it is called by reflection, only here.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** SIGTERM aborts tasks; SIGINT finishes them, and aborts them when it comes again. */
    static void stop(RunningWorker worker) {
        AtomicBoolean interrupted = new AtomicBoolean();
        handle("TERM", () -> worker.stop(false));
        handle("INT", () -> worker.stop(!interrupted.getAndSet(true)));
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.lookup().bind(action, "run", MethodType.methodType(void.class));
            Object callback =
                    MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), callback);
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIG{} cannot be handled; it ends the worker without finishing or reporting its tasks", name, e);
        }
    }
}

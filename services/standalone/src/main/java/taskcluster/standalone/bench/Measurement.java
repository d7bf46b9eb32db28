package taskcluster.standalone.bench;

import java.util.Arrays;

/**
 * What one phase of a benchmark showed.
 *
 * @param calls how many calls succeeded
 * @param seconds wall time of the phase
 * @param latenciesNanos how long each call took, ascending
 * @param jvmCpuMs CPU time of the server's process
 * @param postgresCpuMs CPU time of all of Postgres' processes
 * @param generatorCpuMs CPU time of the load generator's own process
 * @param transactions transactions that the database committed or rolled back; one call of a stored function is one
 */
record Measurement(
        String name,
        int concurrency,
        int calls,
        double seconds,
        long[] latenciesNanos,
        double jvmCpuMs,
        double postgresCpuMs,
        double generatorCpuMs,
        double transactions) {

    Measurement {
        latenciesNanos = latenciesNanos.clone();
        Arrays.sort(latenciesNanos);
    }

    double perSecond() {
        return calls / seconds;
    }

    /** The latency in milliseconds that the given share (0..1) of the calls did not exceed. */
    double percentileMs(double share) {
        return latenciesNanos.length == 0
                ? Double.NaN
                : latenciesNanos[(int) Math.min(latenciesNanos.length - 1L, (long) (share * latenciesNanos.length))]
                        / 1e6;
    }

    double cpuMsPerCall() {
        return (jvmCpuMs + postgresCpuMs + generatorCpuMs) / calls;
    }
}

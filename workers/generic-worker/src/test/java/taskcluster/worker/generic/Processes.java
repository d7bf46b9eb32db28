package taskcluster.worker.generic;

import java.util.List;

/** Looks at the machine's processes. */
final class Processes {
    private Processes() {}

    /** Living processes with a text in their command line, this one aside. */
    static List<ProcessHandle> matching(String text) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info().commandLine().orElse("").contains(text))
                .toList();
    }
}

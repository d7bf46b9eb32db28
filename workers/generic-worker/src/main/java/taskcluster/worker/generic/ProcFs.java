package taskcluster.worker.generic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the kernel tells about processes. Processes that vanish while being looked at are passed over. */
final class ProcFs {
    private static final Path PROC = Path.of("/proc");
    private static final int SESSION_FIELD = 3;

    private ProcFs() {}

    /** Living processes (zombies are not) of which any user id is the given one. */
    static List<Long> ofUser(int uid) throws IOException {
        return find(pid -> status(pid)
                        .map(lines -> lines.anyMatch(line -> line.startsWith("Uid:")
                                && Arrays.asList(line.split("\\s+", -1)).contains(Integer.toString(uid))))
                        .orElse(false)
                && !isZombie(pid));
    }

    /** Processes with a variable in their original environment whose {@code NAME=value} starts with the given text. */
    static List<Long> marked(String start) throws IOException {
        return find(pid -> read(pid, "environ")
                .map(environ -> Arrays.stream(environ.split("\0", -1)).anyMatch(variable -> variable.startsWith(start)))
                .orElse(false));
    }

    /** Processes of a session. */
    static List<Long> ofSession(long leader) throws IOException {
        return find(pid -> !isZombie(pid) && statField(pid, SESSION_FIELD).equals(Long.toString(leader)));
    }

    private static boolean isZombie(long pid) {
        return statField(pid, 0).equals("Z");
    }

    /** A field of {@code /proc/<pid>/stat} after the command's name, which may contain anything; 0 is the state. */
    private static String statField(long pid, int index) {
        return read(pid, "stat")
                .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1))
                .filter(fields -> fields.length > index)
                .map(fields -> fields[index])
                .orElse("");
    }

    private static Optional<Stream<String>> status(long pid) {
        return read(pid, "status").map(String::lines);
    }

    private static Optional<String> read(long pid, String file) {
        try {
            byte[] bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(file));
            return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Long> find(Predicate<Long> wanted) throws IOException {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .filter(wanted)
                    .toList();
        }
    }
}

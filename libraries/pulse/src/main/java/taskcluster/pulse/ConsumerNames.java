package taskcluster.pulse;

/** What consumers may be called. */
final class ConsumerNames {
    private ConsumerNames() {}

    static void check(String name) {
        if (!name.matches("[a-zA-Z0-9_-]+(/[a-zA-Z0-9_-]+)*")) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a consumer: use words of a-z, A-Z, 0-9, _ and -, separated by slashes");
        }
    }
}

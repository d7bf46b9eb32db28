package taskcluster.api;

import java.util.Locale;

/** What callers may expect of a method in later versions. */
public enum Stability {
    /** To be removed after two major releases. */
    DEPRECATED,
    /** May change, with notice. */
    EXPERIMENTAL,
    /** Compatible within a major version. */
    STABLE;

    /** As references write it, such as {@code stable}. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}

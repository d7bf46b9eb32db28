package taskcluster.auth.vending;

import taskcluster.api.ApiRequest;

/** How much credentials for a storage service allow. */
public enum AccessLevel {
    READ_ONLY,
    READ_WRITE;

    /** What values of the route parameter {@code level} must match. */
    public static final String PATTERN = "^(read-write|read-only)$";

    /** The route parameter {@code level}, which matches {@link #PATTERN}. */
    public static AccessLevel of(ApiRequest request) {
        return request.param("level").equals("read-only") ? READ_ONLY : READ_WRITE;
    }

    public boolean isReadOnly() {
        return this == READ_ONLY;
    }
}

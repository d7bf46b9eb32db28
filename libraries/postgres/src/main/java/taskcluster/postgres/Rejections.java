package taskcluster.postgres;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataAccessException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Tells a refusal by a stored function, whose SQLSTATE begins with TC, from a failure. */
final class Rejections {
    private static final Set<String> LOST_CONFLICT = Set.of("40001", "40P01");
    /** Class 57P: the server ends the connection. */
    private static final String SERVER_ENDS = "57P";

    private static final JsonMapper JSON = JsonMapper.shared();

    private Rejections() {}

    static RuntimeException translate(DataAccessException failure) {
        if (failure.getRootCause() instanceof PSQLException e
                && e.getSQLState() != null
                && e.getSQLState().startsWith("TC")) {
            ServerErrorMessage server = e.getServerErrorMessage();
            String message = server == null ? null : server.getMessage();
            String detail = server == null ? null : server.getDetail();
            return new RejectedCallException(
                    e.getSQLState(), message == null ? String.valueOf(e.getMessage()) : message, details(detail));
        }
        return failure;
    }

    /** Whether the transaction was rolled back only because another one was in its way. */
    static boolean isLostConflict(DataAccessException failure) {
        return failure.getRootCause() instanceof PSQLException e
                && LOST_CONFLICT.contains(String.valueOf(e.getSQLState()));
    }

    /**
     * Whether the transaction surely had no effect, given what {@link #translate} returned. After an error of the connection, or
     * when the server ends it, nobody knows.
     */
    static boolean isRolledBack(RuntimeException failure) {
        if (failure instanceof RejectedCallException) {
            return true;
        }
        return failure instanceof DataAccessException access
                && access.getRootCause() instanceof PSQLException e
                && e.getServerErrorMessage() != null
                && !String.valueOf(e.getSQLState()).startsWith(SERVER_ENDS);
    }

    private static JsonNode details(@Nullable String text) {
        if (text == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return JSON.readTree(text);
        } catch (JacksonException notJson) {
            return JsonNodeFactory.instance.objectNode().put("detail", text);
        }
    }
}

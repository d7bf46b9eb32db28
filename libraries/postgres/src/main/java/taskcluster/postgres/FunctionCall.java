package taskcluster.postgres;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.RowMapper;

/**
 * One call of a stored function, sent when one of these methods is called: one statement, one transaction. A function that
 * refuses raises {@link RejectedCallException}; other failures are Spring's {@code DataAccessException}.
 */
public final class FunctionCall {
    private final Database database;
    private final String function;
    private final @Nullable Object[] arguments;

    FunctionCall(Database database, String function, @Nullable Object[] arguments) {
        this.database = database;
        this.function = function;
        this.arguments = arguments;
    }

    public <T> List<T> list(RowMapper<T> mapper) {
        return database.query(function, arguments, mapper);
    }

    /** The only row, or nothing. More than one row is an error. */
    public <T> Optional<T> optional(RowMapper<T> mapper) {
        return DataAccessUtils.optionalResult(list(mapper));
    }

    /** The only row. None or several are an error. */
    public <T> T single(RowMapper<T> mapper) {
        List<T> rows = list(mapper);
        if (rows.size() != 1) {
            throw new IncorrectResultSizeDataAccessException(function + " returned " + rows.size() + " rows", 1);
        }
        return rows.getFirst();
    }

    /** For the effect; a result is ignored. */
    public void run() {
        list((_, _) -> Boolean.TRUE);
    }

    /** The first column of the first row as text; empty when there is no row or it is null. */
    public Optional<String> text() {
        return list((row, _) -> Optional.ofNullable(row.getString(1))).stream()
                .findFirst()
                .flatMap(text -> text);
    }
}

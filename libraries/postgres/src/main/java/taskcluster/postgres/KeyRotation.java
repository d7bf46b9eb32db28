package taskcluster.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.postgres.EncryptedColumn.Row;

/**
 * Encrypts stored values again with the newest key, in the columns that {@code taskcluster.encrypted_columns} lists, while
 * services run: a value is replaced only if it is still the one that was read, and nothing else of its row changes. It may be
 * ended at any instant and run again, and several may run at once; what is done stays done and is not done twice.
 *
 * <p>Every process that reads the values has to know the newest key before this begins.
 */
public final class KeyRotation {
    private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);
    private static final int PAGE = 500;
    private static final int TOO_MANY_PASSES = 5;

    private final DataSource admin;
    private final ColumnEncryption encryption;
    private final String newest;

    /**
     * @param admin connections of the owner of the tables
     * @param encryption of which the last key is to be used, and the others are needed to read what there is
     */
    public KeyRotation(DataSource admin, ColumnEncryption encryption) {
        this.admin = admin;
        this.encryption = encryption;
        this.newest = encryption.newestKeyId();
    }

    /**
     * What was done to a column.
     *
     * @param service whose column it is
     * @param column table and column
     * @param replaced how many values were encrypted again
     * @param left how many values another key still encrypts, because none of the keys is theirs or because a process that
     *     does not know the newest key has just written them
     */
    public record Outcome(String service, String column, long replaced, long left) {}

    /** The services that have encrypted columns. */
    public Set<String> services() throws SQLException {
        try (Connection connection = admin.getConnection()) {
            Set<String> services = new TreeSet<>();
            EncryptedColumn.list(connection).forEach(column -> services.add(column.service()));
            return services;
        }
    }

    /**
     * Goes through the columns of services.
     *
     * @param progress is told what was done to each column
     * @return whether nothing is left to do
     * @throws SQLException if the database fails; what was done until then stays
     */
    public boolean run(Set<String> services, Consumer<Outcome> progress) throws SQLException {
        boolean complete = true;
        try (Connection connection = admin.getConnection()) {
            connection.setAutoCommit(true);
            for (EncryptedColumn column : EncryptedColumn.list(connection)) {
                if (services.contains(column.service())) {
                    Outcome outcome = rotate(connection, column);
                    progress.accept(outcome);
                    complete &= outcome.left() == 0;
                }
            }
        }
        return complete;
    }

    /** Passes over the column until one finds nothing that it can do, which takes two unless values are written meanwhile. */
    private Outcome rotate(Connection connection, EncryptedColumn column) throws SQLException {
        long replaced = 0;
        for (int pass = 1; ; pass++) {
            Pass done = pass(connection, column);
            replaced += done.replaced;
            if (done.found == done.undecryptable || pass == TOO_MANY_PASSES) {
                return new Outcome(column.service(), column.name(), replaced, done.found);
            }
        }
    }

    /** What a pass met: values of other keys, those of them that could not be read, and those that it replaced. */
    private static final class Pass {
        private long found;
        private long undecryptable;
        private long replaced;
    }

    private Pass pass(Connection connection, EncryptedColumn column) throws SQLException {
        Pass pass = new Pass();
        List<String> after = null;
        List<Row> page;
        do {
            page = column.page(connection, newest, after, PAGE);
            List<Row> others = page.stream().filter(row -> row.value() != null).toList();
            pass.found += others.size();
            replace(connection, column, others, pass);
            after = page.isEmpty() ? null : page.getLast().key();
        } while (page.size() == PAGE);
        return pass;
    }

    private void replace(Connection connection, EncryptedColumn column, List<Row> rows, Pass pass) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(column.replacementSql())) {
            int batch = 0;
            for (Row row : rows) {
                String replacement = encryptAgain(column, row, pass);
                if (replacement != null) {
                    column.bindReplacement(statement, row, replacement);
                    statement.addBatch();
                    batch++;
                }
            }
            if (batch > 0) {
                for (int count : statement.executeBatch()) {
                    pass.replaced += count;
                }
            }
        }
    }

    private @Nullable String encryptAgain(EncryptedColumn column, Row row, Pass pass) {
        try {
            return encryption.encrypt(encryption.decrypt(String.valueOf(row.value())));
        } catch (IllegalArgumentException undecryptable) {
            if (pass.undecryptable++ == 0) {
                log.warn("{} of {}: {}", column.name(), row.key(), undecryptable.getMessage());
            }
            return null;
        }
    }
}

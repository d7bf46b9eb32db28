package taskcluster.db;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SequencedMap;
import java.util.zip.CRC32;

/**
 * One version of the database: a folder {@code 0001-name} with {@code migration/*.sql}, {@code functions/<schema>/*.sql}
 * and {@code downgrade.sql}.
 *
 * @param functions files in order by the schema that services call them in
 */
record Version(
        int number,
        String name,
        List<SqlFile> migration,
        SequencedMap<String, List<SqlFile>> functions,
        SqlFile downgrade) {

    /** Changes when a file changes, so that a database made from other files is noticed. */
    int checksum() {
        CRC32 crc = new CRC32();
        migration.forEach(file -> add(crc, file));
        functions.values().forEach(files -> files.forEach(file -> add(crc, file)));
        return (int) crc.getValue();
    }

    private static void add(CRC32 crc, SqlFile file) {
        crc.update(file.path().getBytes(StandardCharsets.UTF_8));
        crc.update(file.text().getBytes(StandardCharsets.UTF_8));
    }
}

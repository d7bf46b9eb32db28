package taskcluster.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The versions that are packaged with this program as resources below {@code db/versions}. */
final class Versions {
    private static final String ROOT = "db/versions/";
    private static final Pattern FOLDER = Pattern.compile("(\\d{4})-([a-z0-9-]+)");
    private static final Pattern FUNCTION_FILE = Pattern.compile("functions/([a-z_]+)/[^/]+\\.sql");
    private static final Pattern MIGRATION_FILE = Pattern.compile("migration/[^/]+\\.sql");

    private Versions() {}

    /** All versions, oldest first, numbered 1, 2, 3 and so on. */
    static List<Version> load() {
        TreeMap<String, SortedMap<String, SqlFile>> folders = new TreeMap<>();
        for (String path : paths()) {
            int slash = path.indexOf('/');
            String folder = path.substring(0, slash);
            folders.computeIfAbsent(folder, _ -> new TreeMap<>())
                    .put(path.substring(slash + 1), new SqlFile(path, read(path)));
        }
        List<Version> versions = new ArrayList<>();
        folders.forEach((folder, files) -> versions.add(version(folder, files, versions.size() + 1)));
        return List.copyOf(versions);
    }

    private static Version version(String folder, SortedMap<String, SqlFile> files, int expected) {
        Matcher named = FOLDER.matcher(folder);
        if (!named.matches() || Integer.parseInt(named.group(1)) != expected) {
            throw new MigrationException("db/versions/" + folder + ": expected a folder named "
                    + "%04d-name, since versions are numbered without gaps".formatted(expected));
        }
        List<SqlFile> migration = new ArrayList<>();
        SequencedMap<String, List<SqlFile>> functions = new TreeMap<>();
        files.forEach((name, file) -> {
            Matcher function = FUNCTION_FILE.matcher(name);
            if (function.matches()) {
                functions
                        .computeIfAbsent(function.group(1), _ -> new ArrayList<>())
                        .add(file);
            } else if (MIGRATION_FILE.matcher(name).matches()) {
                migration.add(file);
            } else if (!name.equals("downgrade.sql")) {
                throw new MigrationException("db/versions/" + file.path()
                        + ": only migration/*.sql, functions/<schema>/*.sql and downgrade.sql belong here");
            }
        });
        SqlFile downgrade = files.get("downgrade.sql");
        if (downgrade == null) {
            throw new MigrationException("db/versions/" + folder + " has no downgrade.sql");
        }
        return new Version(expected, named.group(2), migration, functions, downgrade);
    }

    private static List<String> paths() {
        URL root = Versions.class.getClassLoader().getResource(ROOT);
        if (root == null) {
            throw new MigrationException("The resources " + ROOT + " are missing from the class path");
        }
        try {
            URLConnection connection = root.openConnection();
            if (connection instanceof JarURLConnection jar) {
                return jar.getJarFile().stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith(ROOT) && name.endsWith(".sql"))
                        .map(name -> name.substring(ROOT.length()))
                        .toList();
            }
            Path directory = Path.of(root.toURI());
            try (Stream<Path> files = Files.walk(directory)) {
                return files.filter(file -> file.toString().endsWith(".sql"))
                        .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new MigrationException("Cannot read " + root, e);
        }
    }

    private static String read(String path) {
        try (InputStream in = Versions.class.getClassLoader().getResourceAsStream(ROOT + path)) {
            if (in == null) {
                throw new MigrationException(ROOT + path + " cannot be read");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

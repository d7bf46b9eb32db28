package taskcluster.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The boundaries between modules and between packages. */
@AnalyzeClasses(packages = "taskcluster", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    /** Bottom to top: a library knows only those before it. */
    private static final List<String> LIBRARIES =
            List.of("scopes", "core", "json-e", "db", "postgres", "monitor", "s3", "pulse", "api", "testing");

    /** All but the one that composes them. */
    private static final Set<String> SERVICES = services();

    private static final String[] SERVICE_PACKAGES = SERVICES.stream()
            .map(service -> "taskcluster." + service.replace("-", "") + "..")
            .toArray(String[]::new);

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("(taskcluster..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule librariesDoNotKnowServices = noClasses()
            .that()
            .resideInAnyPackage(LIBRARIES.stream()
                    .map(library -> "taskcluster." + library.replace("-", "") + "..")
                    .toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVICE_PACKAGES)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("taskcluster.client..", "taskcluster.worker..");

    @ArchTest
    static final ArchRule workersDoNotKnowServices = noClasses()
            .that()
            .resideInAnyPackage("taskcluster.worker..", "taskcluster.client..", "taskcluster.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVICE_PACKAGES)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("taskcluster.standalone..", "taskcluster.api..");

    @Test
    void aServiceDependsOnNoOtherService() throws IOException {
        for (String service : SERVICES) {
            assertThat(dependencies(ROOT.resolve("services/" + service)))
                    .as("dependencies of services/%s", service)
                    .doesNotContainAnyElementsOf(SERVICES.stream()
                            .filter(other -> !other.equals(service))
                            .toList());
        }
    }

    @Test
    void nothingButStandaloneDependsOnAService() throws IOException {
        try (Stream<Path> poms = Files.find(ROOT, 3, (path, attributes) -> path.endsWith("pom.xml"))) {
            for (Path pom : poms.filter(p -> !p.startsWith(ROOT.resolve("services/standalone")))
                    .toList()) {
                assertThat(dependencies(pom.getParent()))
                        .as("dependencies of %s", ROOT.relativize(pom))
                        .filteredOn(dependency -> !pom.getParent().equals(ROOT))
                        .doesNotContainAnyElementsOf(SERVICES);
            }
        }
    }

    @Test
    void aLibraryDependsOnlyOnThoseBelowIt() throws IOException {
        for (int i = 0; i < LIBRARIES.size(); i++) {
            String library = LIBRARIES.get(i);
            Path folder = library.equals("db") ? ROOT.resolve("db") : ROOT.resolve("libraries/" + library);
            assertThat(LIBRARIES.subList(0, i))
                    .as("what libraries/%s may depend on", library)
                    .containsAll(compileDependencies(folder));
        }
    }

    private static Set<String> services() {
        try (Stream<Path> folders = Files.list(ROOT.resolve("services"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals("standalone"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> dependencies(Path module) throws IOException {
        return matches(Files.readString(module.resolve("pom.xml")), false);
    }

    private static Set<String> compileDependencies(Path module) throws IOException {
        return matches(Files.readString(module.resolve("pom.xml")), true);
    }

    private static Set<String> matches(String pom, boolean withoutTests) {
        return Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL)
                .matcher(pom)
                .results()
                .map(MatchResult::group)
                .filter(text -> text.contains("<groupId>taskcluster</groupId>"))
                .filter(text -> !withoutTests || !text.contains("<scope>test</scope>"))
                .map(text -> text.replaceAll("(?s).*<artifactId>taskcluster-([^<]*)</artifactId>.*", "$1"))
                .collect(Collectors.toSet());
    }
}

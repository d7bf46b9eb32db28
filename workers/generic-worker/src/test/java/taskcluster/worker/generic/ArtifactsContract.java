package taskcluster.worker.generic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.worker.fake.FakeArtifact;
import taskcluster.worker.fake.FakeRun;
import taskcluster.worker.fake.Faults;
import tools.jackson.databind.node.ObjectNode;

/** Files that tasks leave behind. */
abstract class ArtifactsContract extends EngineContract {
    private static final List<String> LOGS = List.of("public/logs/live.log", "public/logs/live_backing.log");

    ArtifactsContract(EngineChoice engine) {
        super(engine);
    }

    private static ObjectNode task(String script, String... artifacts) {
        ObjectNode payload = Payloads.scripts(script);
        for (String artifact : artifacts) {
            Payloads.artifact(payload, artifact);
        }
        return payload;
    }

    private static void assertMissing(FakeRun run, String name, String reason, String message) {
        FakeArtifact artifact = run.artifact(name);
        assertThat(artifact.storageType()).isEqualTo("error");
        assertThat(artifact.declaration().path("reason").asString()).isEqualTo(reason);
        assertThat(artifact.declaration().path("message").asString()).matches(message);
    }

    @Test
    void t39_aFileIsNamedByItsPathUnlessItHasAName() {
        FakeRun run = expect(
                "completed",
                task(
                        "mkdir -p a/b; echo one > a/b/one.txt; echo two > two",
                        "{\"type\":\"file\",\"path\":\"a/b/one.txt\"}",
                        "{\"type\":\"file\",\"path\":\"two\",\"name\":\"public/2\"}"));
        assertThat(run.artifact("a/b/one.txt").text()).isEqualTo("one\n");
        assertThat(run.artifact("public/2").text()).isEqualTo("two\n");
        assertThat(log(run)).contains("Uploading artifact public/2 from file /");
    }

    @Test
    void t40_t43_aDirectoryIsAllTheFilesBelowIt() {
        FakeRun run = expect(
                "completed",
                task(
                        "mkdir -p 't/%%%/v' t/_ t/b/c t/empty; : > 't/%%%/v/X'; printf 12345678901234 > t/_/X.txt;"
                                + " printf 12345678901234567 > t/b/c/d.jpg",
                        "{\"type\":\"directory\",\"path\":\"t\",\"name\":\"public/b/\"}"));
        assertThat(run.artifacts().keySet())
                .containsExactlyInAnyOrder(
                        "public/b/%%%/v/X", "public/b/_/X.txt", "public/b/b/c/d.jpg", LOGS.get(0), LOGS.get(1));
        assertThat(run.artifact("public/b/%%%/v/X").bytes()).isEmpty();
        assertThat(run.artifact("public/b/%%%/v/X")
                        .declaration()
                        .path("contentType")
                        .asString())
                .isEqualTo("application/octet-stream");
        FakeArtifact text = run.artifact("public/b/_/X.txt");
        assertThat(text.declaration().path("contentLength").asInt()).isEqualTo(14);
        assertThat(text.contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(text.contentEncoding()).isEqualTo("gzip");
        FakeArtifact image = run.artifact("public/b/b/c/d.jpg");
        assertThat(image.bytes()).hasSize(17);
        assertThat(image.contentType()).isEqualTo("image/jpeg");
        assertThat(image.contentEncoding()).isEqualTo("identity");
    }

    @Test
    void theTaskDirectoryItselfCanBeDeclared() {
        FakeRun run =
                expect("completed", task("echo x > x", "{\"type\":\"directory\",\"path\":\".\",\"name\":\"public\"}"));
        assertThat(run.artifact("public/x").text()).isEqualTo("x\n");
    }

    @Test
    void t42_declaredTypeAndEncodingWin() {
        FakeRun run = expect(
                "completed",
                task(
                        "mkdir d; echo x > d/a.txt; echo y > d/b.gz; echo z > f.png",
                        "{\"type\":\"directory\",\"path\":\"d\",\"contentType\":\"text/x\",\"contentEncoding\":\"identity\"}",
                        "{\"type\":\"file\",\"path\":\"f.png\",\"contentType\":\"text/y\",\"contentEncoding\":\"gzip\"}"));
        assertThat(run.artifact("d/a.txt").contentType()).isEqualTo("text/x");
        assertThat(run.artifact("d/a.txt").contentEncoding()).isEqualTo("identity");
        assertThat(run.artifact("d/b.gz").contentType()).isEqualTo("text/x");
        assertThat(run.artifact("f.png").contentType()).isEqualTo("text/y");
        assertThat(run.artifact("f.png").contentEncoding()).isEqualTo("gzip");
        assertThat(run.artifact("f.png").text()).isEqualTo("z\n");
    }

    @Test
    void t44_t45_whatIsMissingIsNotedAndFailsTheTask() {
        FakeRun run = expect(
                "failed",
                task(
                        "true",
                        "{\"type\":\"file\",\"path\":\"no/file\",\"name\":\"f\"}",
                        "{\"type\":\"directory\",\"path\":\"nodir\",\"name\":\"d\"}"));
        assertMissing(run, "f", "file-missing-on-worker", "Could not read file '/.*/no/file'");
        assertMissing(run, "d", "file-missing-on-worker", "Could not read directory '/.*/nodir'");
        assertThat(log(run))
                .contains("TASK FAILURE during artifact upload: file-missing-on-worker: Could not read file '/")
                .contains("[taskcluster:error] Uploading error artifact d from file /");
    }

    @Test
    void t46_whatIsOfTheWrongKindIsNotedAndFailsTheTask() {
        FakeRun run = expect(
                "failed",
                task(
                        "mkdir d; echo x > f",
                        "{\"type\":\"file\",\"path\":\"d\",\"name\":\"public/d\"}",
                        "{\"type\":\"directory\",\"path\":\"f\",\"name\":\"public/f\"}"));
        assertMissing(
                run,
                "public/d",
                "invalid-resource-on-worker",
                "File artifact '/.*/d' exists as a directory, not a file, on the worker");
        assertMissing(
                run,
                "public/f",
                "invalid-resource-on-worker",
                "Directory artifact '/.*/f' exists as a file, not a directory, on the worker");
    }

    @Test
    void t47_whatIsOptionalMayBeMissing() {
        FakeRun run = expect(
                "completed",
                task(
                        "true",
                        "{\"type\":\"file\",\"path\":\"f\",\"optional\":true}",
                        "{\"type\":\"directory\",\"path\":\"d\",\"optional\":true}"));
        assertThat(run.artifact("f").storageType()).isEqualTo("error");
        assertThat(run.artifact("d").storageType()).isEqualTo("error");
        assertThat(log(run)).doesNotContain("[taskcluster:error]");
    }

    @Test
    void t48_artifactsExpireWithTheTaskUnlessTheySayOtherwise() {
        FakeRun run = expect("completed", task("echo x > f", "{\"type\":\"file\",\"path\":\"f\"}"));
        assertThat(run.artifact("f").declaration().path("expires"))
                .isEqualTo(run.artifact(LOGS.get(1)).declaration().path("expires"));
    }

    @Test
    void t49_absolutePathsAreAbsolute() {
        FakeRun run = expect(
                "completed", task("true", "{\"type\":\"file\",\"path\":\"/etc/hostname\",\"name\":\"public/host\"}"));
        assertThat(run.artifact("public/host").bytes()).isNotEmpty();
    }

    @Test
    void t50_theLogsAreTheWorkersOwnEvenIfTheTaskWritesSome() {
        FakeRun run = expect(
                "completed",
                task(
                        "mkdir -p public/logs; echo fake > public/logs/live_backing.log; echo fake > public/logs/live.log;"
                                + " echo x > public/x",
                        "{\"type\":\"directory\",\"path\":\"public\"}"));
        assertThat(run.artifacts().keySet()).containsExactlyInAnyOrder("public/x", LOGS.get(0), LOGS.get(1));
        assertThat(log(run)).contains("Not uploading artifact public/logs/live.log", "=== Task Starting ===");
    }

    @Test
    void t51_twoFilesOfOneNameAreAContradiction() {
        FakeRun run = expect(
                "exception/malformed-payload",
                task(
                        "echo a > a.txt; echo b > b.txt",
                        "{\"type\":\"file\",\"path\":\"a.txt\",\"name\":\"public/x\"}",
                        "{\"type\":\"file\",\"path\":\"b.txt\",\"name\":\"public/x\"}"));
        assertThat(run.artifacts().keySet()).containsExactlyInAnyOrder("public/x", LOGS.get(0), LOGS.get(1));
        assertThat(run.artifact("public/x").text()).isIn("a\n", "b\n");
    }

    @Test
    void t51_aRefusalOfTheQueueForTheSameReasonIsMalformedToo() {
        worker().queue().faults().add("POST .*artifacts/f$", 409, 1);
        FakeRun run = expect("exception/malformed-payload", task("echo x > f", "{\"type\":\"file\",\"path\":\"f\"}"));
        assertThat(log(run)).contains("already uploaded with different content");
    }

    @Test
    void t52_aFileMayBeDeclaredTwice() {
        FakeRun run = expect(
                "completed",
                task(
                        "mkdir d; echo x > d/x",
                        "{\"type\":\"directory\",\"path\":\"d\",\"name\":\"public\"}",
                        "{\"type\":\"file\",\"path\":\"d/x\",\"name\":\"public/x\"}"));
        assertThat(run.artifacts().keySet()).containsExactlyInAnyOrder("public/x", LOGS.get(0), LOGS.get(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 500, Faults.CUT})
    void t55_anUploadThatFailsOnceIsTriedAgain(int status) {
        worker().queue().faults().add("PUT .*/f$", status, 1);
        FakeRun run = expect("completed", task("echo x > f", "{\"type\":\"file\",\"path\":\"f\"}"));
        assertThat(run.artifact("f").text()).isEqualTo("x\n");
        assertThat(worker().queue().faults().count("PUT .*/f$")).isEqualTo(2);
    }

    @Test
    void t55_anUploadThatIsRefusedIsAResourceProblem() {
        worker().queue().faults().add("PUT .*/f$", 403, 1);
        FakeRun run =
                expect("exception/resource-unavailable", task("echo x > f", "{\"type\":\"file\",\"path\":\"f\"}"));
        assertThat(log(run)).contains("Error uploading artifact", "?<redacted>").doesNotContain("s3cret");
        assertThat(worker().queue().faults().count("PUT .*/f$")).isEqualTo(1);
    }

    @Test
    void t56_anArtifactThatTheQueueRefusesDoesNotHarmTheWorker() {
        worker().queue().faults().add("POST .*artifacts/f$", 400, 1);
        FakeRun run = expect("exception/malformed-payload", task("echo x > f", "{\"type\":\"file\",\"path\":\"f\"}"));
        assertThat(log(run)).contains("does not accept artifact f");
        worker().queue().faults().add("POST .*artifacts/g$", 404, 1);
        run = expect("failed", task("echo x > g", "{\"type\":\"file\",\"path\":\"g\"}"));
        assertThat(log(run)).contains("refused artifact g");
        expect("completed", task("true"));
    }

    @Test
    void t56_anImpossibleNameIsMalformed() {
        FakeRun run = expect(
                "exception/malformed-payload",
                task("echo x > f", "{\"type\":\"file\",\"path\":\"f\",\"name\":\"public/\u00e4\"}"));
        assertThat(log(run)).contains("printable ASCII");
    }

    @Test
    void t57_aQueueThatCannotBeReachedIsAResourceProblem() {
        worker().queue().faults().add("POST .*artifacts/f$", Faults.CUT, 1000);
        FakeRun run =
                expect("exception/resource-unavailable", task("echo x > f", "{\"type\":\"file\",\"path\":\"f\"}"));
        assertThat(run.artifacts()).doesNotContainKey("f");
    }

    @Test
    void aQueueThatFailsForAWhileIsTriedAgain() {
        worker().queue().faults().add("POST .*artifacts/f$", 503, 2);
        worker().queue().faults().add("POST .*/completed$", 500, 1);
        worker().queue().faults().add("POST .*/completed$", Faults.CUT, 1);
        FakeRun run = expect("completed", task("echo x > f", "{\"type\":\"file\",\"path\":\"f\"}"));
        assertThat(run.artifact("f").text()).isEqualTo("x\n");
    }

    @Test
    void optionalArtifactsForgiveEverything() {
        worker().queue().faults().add("POST .*artifacts/f$", 400, 1);
        worker().queue().faults().add("PUT .*/g$", 403, 1);
        expect(
                "completed",
                task(
                        "echo x > f; echo y > g",
                        "{\"type\":\"file\",\"path\":\"f\",\"optional\":true}",
                        "{\"type\":\"file\",\"path\":\"g\",\"optional\":true}"));
    }

    @Test
    void uploadFailuresCountMoreThanMissingFiles() {
        worker().queue().faults().add("PUT .*/z$", 403, 1);
        expect(
                "exception/resource-unavailable",
                task("echo x > z", "{\"type\":\"file\",\"path\":\"missing\"}", "{\"type\":\"file\",\"path\":\"z\"}"));
        worker().queue().faults().add("PUT .*/z$", 403, 1);
        expect("failed", task("echo x > z; exit 1", "{\"type\":\"file\",\"path\":\"z\"}"));
    }

    @Test
    void t58_linksToFilesAreFollowedAndLinksToDirectoriesAreNot() {
        FakeRun run = expect(
                "failed",
                task(
                        "mkdir -p d other; echo x > other/x; ln -s ../other d/dir; ln -s ../other/x d/file;"
                                + " ln -s nowhere d/dangling",
                        "{\"type\":\"directory\",\"path\":\"d\"}"));
        assertThat(run.artifact("d/file").text()).isEqualTo("x\n");
        assertMissing(run, "d/dir", "invalid-resource-on-worker", "File artifact '/.*/d/dir' exists as a directory.*");
        assertMissing(run, "d/dangling", "file-missing-on-worker", "Could not read file '/.*/d/dangling'");
    }

    @Test
    void t59_pipesAndDevicesAreNotOpened() {
        FakeRun run = expect(
                "failed",
                task(
                        "mkdir d; mkfifo d/pipe; echo x > d/x; ln -s /dev/zero d/zero",
                        "{\"type\":\"directory\",\"path\":\"d\"}"));
        assertMissing(
                run, "d/pipe", "invalid-resource-on-worker", "File artifact '/.*/d/pipe' is not a regular file.*");
        assertMissing(
                run, "d/zero", "invalid-resource-on-worker", "File artifact '/.*/d/zero' is not a regular file.*");
        assertThat(run.artifact("d/x").text()).isEqualTo("x\n");
    }

    @Test
    void artifactsOfAFailedTaskAreUploadedToo() {
        FakeRun run = expect("failed", task("echo x > f; exit 1", "{\"type\":\"file\",\"path\":\"f\"}"));
        assertThat(run.artifact("f").text()).isEqualTo("x\n");
    }

    @Test
    void manyFilesAreAllUploaded() {
        FakeRun run = expect(
                "completed",
                task(
                        "mkdir d; i=0; while [ $i -lt 100 ]; do echo $i > d/$i; i=$((i+1)); done",
                        "{\"type\":\"directory\",\"path\":\"d\"}"));
        assertThat(run.artifacts()).hasSize(102);
        assertThat(run.artifact("d/99").text()).isEqualTo("99\n");
    }
}

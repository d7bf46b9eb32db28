package taskcluster.purgecache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is in memory is what the database says, for all that is known. */
class PurgesInMemoryTest {
    private static final String A = "p/a";
    private static final String B = "p/b";

    /** A table of purges: names of caches by pool. */
    private final Map<String, List<String>> table = new HashMap<>();

    private long version = 7;
    private int reads;
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private PurgesInMemory purges = new PurgesInMemory(1_000_000, nanos::get);

    @BeforeEach
    void look() {
        look(true);
    }

    private void look(boolean isComplete, String... changed) {
        purges.apply(new Changes(version, Set.of(changed), isComplete), nanos.get());
    }

    private PoolPurges read(String pool) {
        reads++;
        return new PoolPurges(
                version,
                table.getOrDefault(pool, List.of()).stream()
                        .map(name -> new PurgeRequest(pool, name, Instant.EPOCH, Instant.MAX))
                        .toList());
    }

    private List<String> of(String pool) {
        return purges.of(pool, this::read).stream().map(PurgeRequest::cacheName).toList();
    }

    /** A purge that this process does not know of yet. */
    private void purge(String pool, String cacheName) {
        version++;
        table.computeIfAbsent(pool, _ -> new ArrayList<>()).add(cacheName);
    }

    @Test
    void whatWasReadIsNotReadAgain() {
        purge(A, "x");
        look(true, A);
        for (int i = 0; i < 5; i++) {
            assertThat(of(A)).containsExactly("x");
            assertThat(of(B)).isEmpty();
        }
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void aChangeIsSeenAtTheNextLookAndOnlyThatPoolIsReadAgain() {
        of(A);
        of(B);
        purge(A, "x");
        assertThat(of(A)).as("nobody told yet").isEmpty();
        look(true, A);
        assertThat(of(A)).containsExactly("x");
        assertThat(of(B)).isEmpty();
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void aChangeOfThisProcessIsSeenAtOnce() {
        of(A);
        purge(A, "x");
        purges.changed(A, version);
        assertThat(of(A)).containsExactly("x");
        look(true, A);
        assertThat(of(A)).containsExactly("x");
        assertThat(reads).as("what is that new already is not read again").isEqualTo(2);
    }

    @Test
    void whatWasReadBeforeAChangeOfThisProcessIsNotKept() {
        List<String> first = purges
                .of(A, pool -> {
                    PoolPurges before = read(pool);
                    purge(A, "x");
                    purges.changed(A, version);
                    return before;
                })
                .stream()
                .map(PurgeRequest::cacheName)
                .toList();
        assertThat(first).isEmpty();
        assertThat(of(A)).containsExactly("x");
    }

    @Test
    void whatWasReadBeforeAChangeOfAnotherProcessIsNotKept() {
        purges.of(A, pool -> {
            PoolPurges before = read(pool);
            purge(A, "x");
            look(true, A);
            return before;
        });
        assertThat(of(A)).containsExactly("x");
    }

    @Test
    void whatWasReadAfterAChangeIsKeptThoughTheLookComesLater() {
        purge(A, "x");
        assertThat(of(A)).containsExactly("x");
        look(true, A);
        assertThat(of(A)).containsExactly("x");
        assertThat(reads).isEqualTo(1);
    }

    @Test
    @DisplayName("purge-cache-66: what is in memory is not used when the last look is 10 s old")
    void nothingIsOlderThanTenSeconds() {
        of(A);
        purge(A, "x");
        nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(of(A))
                .as("the clock of this test overflows, as System.nanoTime may")
                .isEmpty();
        nanos.addAndGet(1);
        assertThat(of(A)).containsExactly("x");
        assertThat(of(A)).containsExactly("x");
        assertThat(reads)
                .as("without a look each question goes to the database")
                .isEqualTo(3);
        look(true, A);
        of(A);
        of(A);
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void beforeTheFirstLookNothingIsTrusted() {
        purges = new PurgesInMemory(1_000_000, nanos::get);
        assertThat(purges.position()).isNull();
        of(A);
        purge(A, "x");
        assertThat(of(A)).containsExactly("x");
        look(false);
        assertThat(purges.position()).isEqualTo(version);
    }

    @Test
    void tooManyChangesForgetEverything() {
        of(A);
        of(B);
        purge(B, "y");
        look(false, A);
        assertThat(of(B)).containsExactly("y");
    }

    @Test
    void aDatabaseThatWasRestoredFromABackupIsBelieved() {
        purge(A, "x");
        look(true, A);
        of(A);
        table.clear();
        version = 3;
        look(true);
        assertThat(of(A)).isEmpty();
        assertThat(purges.position()).isEqualTo(3);
        purge(A, "z");
        look(true, A);
        assertThat(of(A)).containsExactly("z");
        of(A);
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void memoryIsBounded() {
        int pools = 10_000;
        purges = new PurgesInMemory(200L * pools / 2, nanos::get);
        look(false);
        for (int i = 0; i < pools; i++) {
            of("p/" + i);
            of("p/0");
        }
        assertThat(reads).as("what is in use stays").isEqualTo(pools);
        of("p/" + (pools - 1));
        assertThat(reads).isEqualTo(pools);
        of("p/1");
        assertThat(reads).as("what was unused for longest was forgotten").isEqualTo(pools + 1);
    }

    @Test
    void aPoolThatIsLargerThanTheMemoryIsReadEachTime() {
        purge(A, "x".repeat(600_000));
        of(B);
        assertThat(of(A)).hasSize(1);
        assertThat(of(A)).hasSize(1);
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void readingAgainDoesNotFillTheMemory() {
        purges = new PurgesInMemory(1000, nanos::get);
        look(false);
        of(B);
        for (int i = 0; i < 100; i++) {
            version++;
            look(true, A);
            of(A);
        }
        int before = reads;
        of(B);
        assertThat(reads).as("B was not pushed out").isEqualTo(before);
    }
}

package taskcluster.auth.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.api.ApiException;
import taskcluster.postgres.Database;
import taskcluster.postgres.RejectedCallException;
import taskcluster.pulse.EventLog;
import taskcluster.scopes.InvalidRoleSetException;
import taskcluster.scopes.RoleSet;
import taskcluster.testing.TestDatabase;
import taskcluster.testing.TestEvents;

/** Several processes that change the roles of one database at once; here each is a {@link Roles} of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITRoles {
    private TestDatabase testDatabase;
    private EventLog events;
    private RoleStore store;

    @BeforeAll
    void start() {
        testDatabase = TestDatabase.create();
        Database database = testDatabase.as("auth");
        events = new EventLog(database);
        store = new RoleStore(database, events);
    }

    @AfterAll
    void stop() {
        events.close();
        testDatabase.close();
    }

    private static Role update(Roles roles, String roleId, List<String> scopes) {
        return roles.update(roleId, "", scopes, "tester", _ -> {});
    }

    /** Runs all at once, as nearly as can be; returns how each ended, null for success. */
    private static List<Throwable> race(List<Callable<?>> racers) throws Exception {
        CyclicBarrier start = new CyclicBarrier(racers.size());
        List<Future<Throwable>> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Callable<?> racer : racers) {
                results.add(executor.submit(() -> {
                    start.await();
                    try {
                        racer.call();
                        return null;
                    } catch (InvalidRoleSetException | RejectedCallException expected) {
                        return expected;
                    }
                }));
            }
        }
        List<Throwable> outcomes = new ArrayList<>();
        for (Future<Throwable> result : results) {
            outcomes.add(result.get());
        }
        return outcomes;
    }

    private RoleSet stored() {
        return RoleSet.compile(store.changesSince(null).orElseThrow().put());
    }

    @Test
    void case46_twoProcessesCannotCloseACycleTogether() throws Exception {
        for (int round = 0; round < 30; round++) {
            String left = "pair-" + round + "/left";
            String right = "pair-" + round + "/right";
            Roles one = new Roles(store);
            Roles two = new Roles(store);
            one.create(left, "", List.of(), "tester");
            two.create(right, "", List.of(), "tester");
            List<Throwable> outcomes = race(List.of(
                    () -> update(one, left, List.of("assume:" + right)),
                    () -> update(two, right, List.of("assume:" + left))));
            assertThat(outcomes.stream().filter(InvalidRoleSetException.class::isInstance))
                    .hasSize(1);
            stored();
        }
    }

    @Test
    void anyMixOfConcurrentChangesLeavesAValidSetOfRoles() throws Exception {
        int processes = 4;
        List<Callable<?>> racers = new ArrayList<>();
        List<Roles> all = new ArrayList<>();
        for (int process = 0; process < processes; process++) {
            Roles roles = new Roles(store);
            all.add(roles);
            Random random = new Random(process);
            racers.add(() -> {
                int changes = 0;
                for (int i = 0; i < 60; i++) {
                    changes += changeAtRandom(roles, random) ? 1 : 0;
                    // What this process holds is a valid set at every instant.
                    RoleSet.compile(roles.current().roles().roles());
                }
                assertThat(changes).isPositive();
                return null;
            });
        }
        assertThat(race(racers)).containsOnlyNulls();
        Map<String, List<String>> expected = stored().roles();
        for (Roles roles : all) {
            roles.refresh();
            assertThat(roles.current().roles().roles()).isEqualTo(expected);
        }
    }

    private static boolean changeAtRandom(Roles roles, Random random) {
        String roleId = "mix-" + random.nextInt(5) + (random.nextBoolean() ? "*" : "");
        List<String> scopes = random.ints(random.nextInt(3), 0, 5)
                .mapToObj(other -> "assume:mix-" + other)
                .distinct()
                .sorted()
                .toList();
        try {
            switch (random.nextInt(4)) {
                case 0 -> roles.create(roleId, "", scopes, "tester");
                case 1 -> roles.delete(roleId, "tester");
                default -> update(roles, roleId, scopes);
            }
            return true;
        } catch (InvalidRoleSetException | ApiException | RejectedCallException refused) {
            return false;
        }
    }

    @Test
    void case51_concurrentIdenticalCreationsAreOneRole() throws Exception {
        TestEvents log = new TestEvents(testDatabase);
        long before = log.of("role-created").size();
        List<Callable<?>> racers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Roles roles = new Roles(store);
            racers.add(() -> roles.create("same", "one role", List.of("a", "b"), "tester"));
        }
        assertThat(race(racers)).containsOnlyNulls();
        assertThat(store.list(null, null).stream().filter(role -> role.roleId().equals("same")))
                .hasSize(1);
        assertThat(log.of("role-created").size() - before).isEqualTo(5);
    }

    @Test
    void case52_creatingADifferentRoleOfTheSameIdIsAConflict() {
        Roles roles = new Roles(store);
        Roles late = new Roles(store);
        roles.create("taken", "mine", List.of("a"), "tester");
        for (Roles process : List.of(roles, late)) {
            assertThatThrownBy(() -> process.create("taken", "mine", List.of("b"), "tester"))
                    .isInstanceOf(RejectedCallException.class)
                    .satisfies(
                            e -> assertThat(((RejectedCallException) e).code()).isEqualTo("TC409"));
            assertThatThrownBy(() -> process.create("taken", "yours", List.of("a"), "tester"))
                    .isInstanceOf(RejectedCallException.class);
        }
    }

    @Test
    void case62_aChangeThatWasCheckedAgainstOldRolesIsCheckedAgain() {
        Roles stale = new Roles(store);
        Roles other = new Roles(store);
        other.create("again/a", "", List.of(), "tester");
        other.create("again/b", "", List.of("assume:again/a"), "tester");
        // This process has heard of neither.
        assertThatThrownBy(() -> update(stale, "again/a", List.of("assume:again/b")))
                .isInstanceOf(InvalidRoleSetException.class);
        Roles staleToo = new Roles(store);
        other.delete("again/b", "tester");
        assertThat(update(staleToo, "again/a", List.of("assume:again/b")).scopes())
                .containsExactly("assume:again/b");
    }

    @Test
    void case62_conflictsWithoutEndAreGivenUpAndOtherErrorsAreNotTriedAgain() throws Exception {
        Roles roles = new Roles(store);
        roles.create("stormy", "", List.of(), "tester");
        try (Connection connection = testDatabase.admin().getConnection();
                Statement statement = connection.createStatement()) {
            String original =
                    text(statement, "select pg_get_functiondef('taskcluster.check_role_set_version'::regproc)");
            // A sequence counts the attempts: it goes on when a transaction is rolled back.
            statement.execute("create sequence taskcluster.attempts");
            try {
                refuseChanges(statement, "TC412");
                assertThatThrownBy(() -> update(roles, "stormy", List.of("a")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("Could not modify roles; too many conflicts");
                assertThat(text(statement, "select last_value from taskcluster.attempts"))
                        .isEqualTo("50");
                refuseChanges(statement, "TC409");
                assertThatThrownBy(() -> update(roles, "stormy", List.of("a")))
                        .isInstanceOf(RejectedCallException.class);
                assertThat(text(statement, "select last_value from taskcluster.attempts"))
                        .isEqualTo("51");
            } finally {
                statement.execute(original);
                statement.execute("drop sequence taskcluster.attempts");
            }
        }
        assertThat(update(roles, "stormy", List.of("a")).scopes()).containsExactly("a");
    }

    private static void refuseChanges(Statement statement, String code) throws SQLException {
        statement.execute("create or replace function taskcluster.check_role_set_version("
                + "checked_in bigint, present_in bigint) returns void language plpgsql as $$ begin"
                + " perform nextval('taskcluster.attempts');"
                + " raise exception using errcode = '" + code + "', message = 'not today'; end; $$");
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void whatMayBeAddedIsDecidedOnTheRoleAsItIsWhenItIsChanged() {
        Roles stale = new Roles(store);
        stale.create("narrowed", "", List.of("s:*"), "tester");
        Roles other = new Roles(store);
        update(other, "narrowed", List.of());
        List<List<String>> asked = new ArrayList<>();
        stale.update("narrowed", "", List.of("s:1"), "tester", asked::add);
        assertThat(asked).last().isEqualTo(List.of("s:1"));
    }

    @Test
    void case42_aChainOfFiveHundredRolesCanBeMadeInAnyOrder() {
        Roles roles = new Roles(store);
        List<Integer> links = new ArrayList<>(IntStream.range(0, 500).boxed().toList());
        Collections.shuffle(links, new Random(42));
        for (int link : links) {
            roles.create(
                    "chain-" + link + "-",
                    "",
                    List.of(link == 499 ? "GOAL" : "assume:chain-" + (link + 1) + "-"),
                    "tester");
        }
        assertThat(roles.current().expandRole("chain-0-").satisfies("GOAL")).isTrue();
        assertThatThrownBy(() -> update(roles, "chain-499-", List.of("assume:chain-0-")))
                .isInstanceOf(InvalidRoleSetException.class);
        links.forEach(link -> roles.delete("chain-" + link + "-", "tester"));
        assertThat(roles.current().expandRole("chain-0-").scopes()).containsExactly("assume:chain-0-");
    }

    @Test
    void onlyRolesThatChangedAreReadAgain() {
        Roles roles = new Roles(store);
        roles.create("read/kept", "", List.of("a"), "tester");
        roles.create("read/changed", "", List.of("a"), "tester");
        roles.create("read/deleted", "", List.of("a"), "tester");
        roles.create("read/again", "", List.of("a"), "tester");
        long version = roles.current().version();
        assertThat(store.changesSince(version)).isEmpty();

        update(roles, "read/changed", List.of("b"));
        roles.delete("read/deleted", "tester");
        roles.delete("read/again", "tester");
        roles.create("read/again", "", List.of("c"), "tester");
        roles.create("read/new", "", List.of("d"), "tester");
        RoleChanges changes = store.changesSince(version).orElseThrow();
        assertThat(changes.isComplete()).isFalse();
        assertThat(changes.put())
                .isEqualTo(Map.of("read/changed", List.of("b"), "read/again", List.of("c"), "read/new", List.of("d")));
        assertThat(changes.deleted()).containsExactly("read/deleted");
        assertThat(changes.version())
                .isEqualTo(version + 5)
                .isEqualTo(roles.current().version());
    }

    @Test
    void whatCannotBeToldIsReadWhole() throws Exception {
        Roles roles = new Roles(store);
        roles.create("old/deleted", "", List.of("a"), "tester");
        Roles away = new Roles(store);
        roles.delete("old/deleted", "tester");
        try (Connection connection = testDatabase.admin().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("update taskcluster.deleted_roles set deleted = deleted - interval '2 days'");
        }
        // Each time some of those that were deleted long ago are forgotten.
        for (int i = 0; i < 20; i++) {
            roles.create("old/other", "", List.of(), "tester");
            roles.delete("old/other", "tester");
        }
        long known = away.current().version();
        assertThat(store.changesSince(known).orElseThrow().isComplete()).isTrue();
        assertThat(store.changesSince(roles.current().version() + 1)
                        .orElseThrow()
                        .isComplete())
                .as("the database was set back")
                .isTrue();
        away.refresh();
        assertThat(away.current().scopesOf("old/deleted")).isNull();
        assertThat(away.current().roles().roles()).isEqualTo(stored().roles());
    }

    @Test
    void aRefreshWithoutAChangeKeepsTheSnapshot() {
        Roles roles = new Roles(store);
        RoleSnapshot before = roles.current();
        roles.refresh();
        assertThat(roles.current()).isSameAs(before);
    }
}

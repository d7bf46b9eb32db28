package taskcluster.scopes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Sizes of real deployments and beyond, with bounds that only a wrong order of growth breaks. */
class RoleScaleTest {
    private static final int ROLES = 100_000;

    @Test
    void aHundredThousandRolesAreCompiledAndExpanded() {
        Map<String, List<String>> roles = repositories(ROLES);
        RoleSet set = timed("compiling", Duration.ofSeconds(20), () -> RoleSet.compile(roles));
        timed("100 000 different expansions", Duration.ofSeconds(20), () -> {
            int scopes = 0;
            for (int i = 0; i < ROLES; i++) {
                scopes += set.expand(List.of("assume:repo:host/org-" + i % 100 + "/repo-" + i + ":branch:x"))
                        .scopes()
                        .size();
            }
            return scopes;
        });
        List<String> same = List.of("assume:repo:host/org-1/repo-1:branch:x", "other");
        timed("1 000 000 equal expansions", Duration.ofSeconds(20), () -> {
            int scopes = 0;
            for (int i = 0; i < 1_000_000; i++) {
                scopes += set.expand(same).scopes().size();
            }
            return scopes;
        });
        timed("10 000 expansions of all", Duration.ofSeconds(20), () -> {
            int scopes = 0;
            for (int i = 0; i < 10_000; i++) {
                scopes += set.expand(List.of("assume:nobody-" + i % 2, "assume:repo:*"))
                                        .scopes()
                                        .size()
                                > 0
                        ? 1
                        : 0;
            }
            return scopes;
        });
    }

    @Test
    void manyRolesMayGrantTheSameLargeRange() {
        Map<String, List<String>> roles = repositories(20_000);
        for (int i = 0; i < 20_000; i++) {
            roles.put("team-" + i, List.of("assume:repo:*", "assume:repo:host/*"));
        }
        RoleSet set = timed("compiling", Duration.ofSeconds(20), () -> RoleSet.compile(roles));
        timed("expanding teams", Duration.ofSeconds(20), () -> {
            int size = set.expand(List.of("assume:team-0")).scopes().size();
            for (int i = 0; i < 200; i++) {
                assertThat(set.expand(List.of("assume:team-" + i)).scopes()).hasSize(size);
            }
            return size;
        });
    }

    @Test
    void aChainOfTwentyThousandRolesIsFollowedToItsEnd() {
        Map<String, List<String>> chain = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            chain.put("link-" + i + "-", List.of("assume:link-" + (i + 1) + "-"));
        }
        chain.put("link-20000-", List.of("GOAL"));
        assertThat(RoleSet.compile(chain).expand(List.of("assume:link-0-")).satisfies("GOAL"))
                .isTrue();
    }

    @Test
    void aChangeDoesNotTakeLongerWithMoreRoles() {
        for (int size : new int[] {1_000, 10_000, ROLES}) {
            RoleSet set = RoleSet.compile(repositories(size));
            // Even where all others depend on the role that changes, or it on them, there is little to look at.
            timed("3 000 changes of " + size + " roles", Duration.ofSeconds(10), () -> {
                RoleSet changed = set;
                for (int i = 0; i < 1_000; i++) {
                    changed = changed.with("repo:host/org-1/new-" + i + ":*", List.of("assume:project:p-1", "x:<..>"))
                            .with("project:p-1", List.of("changed:" + i))
                            .with("everything", List.of("assume:repo:*", "changed:" + i));
                    assertThat(changed.expand(List.of("assume:repo:host/org-1/new-" + i + ":y"))
                                    .scopes())
                            .contains("changed:" + i, "x:y");
                }
                return changed;
            });
        }
    }

    @Test
    void aHundredThousandRolesFitIntoTwoHundredMegabytes() {
        Map<String, List<String>> roles = repositories(ROLES);
        long before = usedMemory();
        // With scopes of their own, as roles that come from a database have.
        RoleSet set = RoleSet.compile(copy(roles));
        for (int i = 0; i < 20_000; i++) {
            set.expand(List.of("assume:repo:host/org-" + i % 100 + "/repo-" + i + ":branch:x", "other:" + i));
        }
        set.expand(List.of("assume:repo:*"));
        long megabytes = (usedMemory() - before) >> 20;
        System.out.println(set + ": " + megabytes + " MB");
        assertThat(set.size()).isGreaterThan(ROLES);
        assertThat(megabytes).isLessThan(200);
    }

    private static long usedMemory() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static Map<String, List<String>> copy(Map<String, List<String>> roles) {
        Map<String, List<String>> copy = new HashMap<>();
        roles.forEach((roleId, scopes) -> copy.put(
                new String(roleId.toCharArray()),
                scopes.stream().map(scope -> new String(scope.toCharArray())).toList()));
        return copy;
    }

    private static Map<String, List<String>> repositories(int count) {
        Map<String, List<String>> roles = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = "repo:host/org-" + i % 100 + "/repo-" + i + ":";
            if (i % 4 == 0) {
                roles.put(
                        name + "*", List.of("queue:route:" + i + ".<..>", "assume:project:p-" + i % 10, "index:" + i));
            } else {
                roles.put(name + "branch:x", List.of("queue:route:" + i, "assume:project:p-" + i % 10, "index:" + i));
            }
        }
        for (int i = 0; i < 10; i++) {
            roles.put("project:p-" + i, List.of("project:" + i + ":*"));
        }
        return roles;
    }

    private static <T> T timed(String what, Duration atMost, Supplier<T> work) {
        long started = System.nanoTime();
        T result = assertTimeout(atMost, work::get);
        System.out.printf("%s: %d ms%n", what, (System.nanoTime() - started) / 1_000_000);
        return result;
    }
}

package taskcluster.scopes.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import taskcluster.scopes.RoleSet;
import taskcluster.scopes.ScopeSet;

/**
 * Roles of repositories, three scopes each, a quarter of them with a parameter, and ten roles of projects that they all
 * assume; and more and more of them, of which what is asked concerns as many as before.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RoleScale {
    private static final int DIFFERENT = 64;

    /** How many roles there are. */
    @Param({"1000", "10000", "100000"})
    public int roles;

    private RoleSet set = RoleSet.compile(Map.of());
    private List<String> repeated = List.of();
    private int count;

    /** Makes the roles. */
    @Setup
    public void prepare() {
        Map<String, List<String>> made = new HashMap<>();
        for (int i = 0; i < roles; i++) {
            String project = "assume:project:p-" + i % 10;
            if (i % 4 == 0) {
                made.put(name(i) + "*", List.of("queue:route:" + i + ".<..>", project, "index:" + i));
            } else {
                made.put(name(i) + "branch:x", List.of("queue:route:" + i, project, "index:" + i));
            }
        }
        for (int i = 0; i < 10; i++) {
            made.put("project:p-" + i, List.of("project:" + i + ":*"));
        }
        set = RoleSet.compile(made);
        repeated = List.of("assume:" + name(4) + "branch:x", "queue:status:*", "auth:current-scopes");
    }

    private static String name(int i) {
        return "repo:github.com/org-" + i % 100 + "/repo-" + i + ":";
    }

    /** What the same scopes give, again and again. */
    @Benchmark
    public ScopeSet expandAgain() {
        return set.expand(repeated);
    }

    /** What scopes give that were never asked before. */
    @Benchmark
    public ScopeSet expandNew() {
        return set.expand(List.of("assume:" + name(count % 1000) + "branch:" + count++));
    }

    /** What scopes give right after a change of a role that does not concern them. */
    @Benchmark
    public ScopeSet expandAfterOtherChange() {
        change("repo:github.com/org-1/repo-1:branch:new");
        return set.expand(repeated);
    }

    /** Another role that nobody depends on. */
    @Benchmark
    public RoleSet changeRole() {
        return change("repo:github.com/org-1/repo-1:branch:new");
    }

    /** The role that a tenth of all depend on. */
    @Benchmark
    public RoleSet changeRoleOfAProject() {
        set = set.with("project:p-1", List.of("project:1:*", "changed:" + count++ % DIFFERENT));
        return set;
    }

    /** The role that depends on all others. */
    @Benchmark
    public RoleSet changeRoleOfAll() {
        set = set.with("everything", List.of("assume:repo:*", "changed:" + count++ % DIFFERENT));
        return set;
    }

    private RoleSet change(String roleId) {
        set = set.with(roleId, List.of("assume:project:p-2", "changed:" + count++ % DIFFERENT, "index:new"));
        return set;
    }
}

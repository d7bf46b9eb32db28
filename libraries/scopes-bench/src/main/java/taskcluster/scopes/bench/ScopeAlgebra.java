package taskcluster.scopes.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import taskcluster.scopes.ScopeExpression;
import taskcluster.scopes.ScopeSet;
import taskcluster.scopes.ScopeTemplate;
import taskcluster.scopes.Scopes;

/** The algebra of scopes, on sets of a client of few rights, of a project, and of an administrator. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ScopeAlgebra {
    private static final String[] KINDS = {
        "queue:create-task:highest:proj-",
        "queue:route:index.project.",
        "secrets:get:project/",
        "hooks:trigger-hook:",
        "queue:scheduler-id:level-",
        "object:upload:"
    };

    /** How many scopes a set has. */
    @Param({"10", "100", "1000"})
    public int scopes;

    private List<String> unsorted = List.of();
    private List<String> left = List.of();
    private List<String> right = List.of();
    private ScopeSet set = ScopeSet.empty();
    private String held = "";
    private ScopeExpression required = new ScopeExpression.Single("");
    private final ScopeTemplate template = ScopeTemplate.parse(Map.of(
            "AllOf",
            List.of("queue:create-task:<priority>", Map.of("for", "scope", "in", "scopes", "each", "<scope>"))));

    /** Makes the sets. */
    @Setup
    public void prepare() {
        unsorted = scopes(0);
        left = Scopes.normalise(unsorted);
        right = Scopes.normalise(scopes(1));
        set = ScopeSet.of(unsorted);
        held = left.get(left.size() / 2);
        required = new ScopeExpression.AllOf(left.stream()
                .limit(10)
                .map(scope -> (ScopeExpression) new ScopeExpression.Single(scope))
                .toList());
    }

    private List<String> scopes(int salt) {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < scopes; i++) {
            made.add(KINDS[i % KINDS.length] + salt + i + "/part-" + i * 7 + (i % 5 == 0 ? "*" : ""));
        }
        Collections.shuffle(made, new Random(salt));
        return made;
    }

    /** Any scopes to normal form. */
    @Benchmark
    public List<String> normalise() {
        return Scopes.normalise(unsorted);
    }

    /** Two normal forms to one. */
    @Benchmark
    public List<String> merge() {
        return Scopes.merge(left, right);
    }

    /** What two sets have in common. */
    @Benchmark
    public List<String> intersection() {
        return Scopes.intersection(left, right);
    }

    /** Whether a scope is held. */
    @Benchmark
    public boolean satisfies() {
        return set.satisfies(held);
    }

    /** What an expression of ten scopes still requires. */
    @Benchmark
    public @Nullable ScopeExpression missing() {
        return set.missing(required);
    }

    /** The expression of an API method for a call that grants all of the scopes. */
    @Benchmark
    public @Nullable ScopeExpression render() {
        return template.render(Map.of("priority", "high", "scopes", left));
    }
}

package taskcluster.scopes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random scopes and roles over few and nasty characters, so that they match each other often. */
final class RandomScopes {
    private static final String[] PIECES = {
        "a", "b", "*", "**", "a*", "<", "..>", "$", "$&", " ", "~", "!", "\\", "{", "b*"
    };
    private static final String[] ASSUMING = {"assume:", "assume:", "assume:", "assume:", "", "assume", "a", ":", "as"};

    private final SplittableRandom random;

    RandomScopes(long seed) {
        random = new SplittableRandom(seed);
    }

    String scope() {
        return text(4);
    }

    List<String> scopes(int most) {
        List<String> scopes = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            scopes.add(scope());
        }
        return scopes;
    }

    /** Scopes that are likely to assume roles. */
    List<String> assumptions(int most) {
        List<String> scopes = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            scopes.add(pick(ASSUMING) + level() + text(3) + (random.nextInt(3) == 0 ? "*" : ""));
        }
        return scopes;
    }

    /** Roles that grant only roles of higher levels, so that most of these sets have no cycle. */
    Map<String, List<String>> layeredRoles() {
        Map<String, List<String>> roles = new LinkedHashMap<>();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            int level = random.nextInt(4);
            String roleId = level + text(3) + (random.nextInt(2) == 0 ? "*" : "");
            List<String> scopes = new ArrayList<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                String target = level < 3 && random.nextInt(3) > 0
                        ? "assume:" + (level + 1 + random.nextInt(3 - level)) + text(2)
                        : text(2);
                scopes.add(target + parameter(roleId) + text(1) + (random.nextInt(4) == 0 ? "*" : ""));
            }
            roles.put(roleId, scopes);
        }
        return roles;
    }

    /** Roles of any kind; many of these sets have cycles. */
    Map<String, List<String>> anyRoles() {
        Map<String, List<String>> roles = new LinkedHashMap<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            String roleId = text(3) + (random.nextInt(3) == 0 ? "*" : "z");
            List<String> scopes = new ArrayList<>();
            for (int j = random.nextInt(3); j > 0; j--) {
                scopes.add(pick(ASSUMING) + text(2) + parameter(roleId) + text(1));
            }
            roles.put(roleId, scopes);
        }
        return roles;
    }

    /** One role of the kind of {@link #layeredRoles} or, less often, of {@link #anyRoles}. */
    Map.Entry<String, List<String>> role() {
        Map<String, List<String>> roles = random.nextInt(4) == 0 ? anyRoles() : layeredRoles();
        return roles.entrySet().iterator().next();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    ScopeExpression expression(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(3);
        if (kind == 0) {
            return new ScopeExpression.Single(scope());
        }
        List<ScopeExpression> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(expression(depth - 1));
        }
        return kind == 1 ? new ScopeExpression.AllOf(parts) : new ScopeExpression.AnyOf(parts);
    }

    private String parameter(String roleId) {
        return roleId.endsWith("*") && random.nextBoolean() ? "<..>" : "";
    }

    private String level() {
        return random.nextInt(4) == 0 ? "" : String.valueOf(random.nextInt(4));
    }

    private String text(int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(pieces + 1); i > 0; i--) {
            text.append(pick(PIECES));
        }
        return text.toString();
    }

    private String pick(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}

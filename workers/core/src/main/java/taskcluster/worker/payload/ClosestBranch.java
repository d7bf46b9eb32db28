package taskcluster.worker.payload;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Picks, where a value fits none of several alternatives, the errors of the alternative that it comes closest to (the one
 * with the fewest errors, the first of equals), so that an author is told about the mistake and not about every form the
 * value does not have.
 */
final class ClosestBranch {
    private static final String ALTERNATIVES = "oneOf";

    private ClosestBranch() {}

    static List<Error> of(List<Error> errors) {
        return of(errors, 0);
    }

    private static List<Error> of(List<Error> errors, int depth) {
        List<Error> kept = new ArrayList<>();
        Map<String, Map<Integer, List<Error>>> choices = new LinkedHashMap<>();
        for (Error error : errors) {
            int at = alternatives(error.getEvaluationPath(), depth);
            if (at < 0) {
                kept.add(error);
            } else {
                int branch = Integer.parseInt(
                        String.valueOf(error.getEvaluationPath().getElement(at + 1)));
                choices.computeIfAbsent(place(error, at), key -> new TreeMap<>())
                        .computeIfAbsent(branch, key -> new ArrayList<>())
                        .add(error);
            }
        }
        for (Map<Integer, List<Error>> branches : choices.values()) {
            branches.values().stream()
                    .map(branch -> of(branch, alternatives(branch.getFirst().getEvaluationPath(), depth) + 2))
                    .min(Comparator.comparingInt(List::size))
                    .ifPresent(kept::addAll);
        }
        return kept;
    }

    /** The index of the first step, from {@code depth} on, that enters one of several alternatives; -1: none. */
    private static int alternatives(NodePath path, int depth) {
        for (int i = depth; i < path.getNameCount() - 1; i++) {
            if (ALTERNATIVES.equals(String.valueOf(path.getElement(i)))) {
                return i;
            }
        }
        return -1;
    }

    /** Which value was offered which alternatives: the instance's steps that the schema's steps so far account for. */
    private static String place(Error error, int at) {
        StringBuilder place = new StringBuilder();
        int values = 0;
        for (int i = 0; i <= at; i++) {
            String step = String.valueOf(error.getEvaluationPath().getElement(i));
            place.append('/').append(step);
            if (step.equals("items") || step.equals("properties")) {
                values++;
            }
        }
        for (int i = 0; i < Math.min(values, error.getInstanceLocation().getNameCount()); i++) {
            place.append('.').append(error.getInstanceLocation().getElement(i));
        }
        return place.toString();
    }
}

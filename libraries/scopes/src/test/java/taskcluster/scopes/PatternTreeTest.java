package taskcluster.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The tree compared with a sorted map, on random changes of names that are beginnings of each other. */
class PatternTreeTest {
    private static final int ROUNDS = 300;

    @Test
    void itIsAMapOfPatterns() {
        long first = Seed.next();
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = new SplittableRandom(first + round);
            PatternTree<String> tree = PatternTree.empty();
            TreeMap<String, String> model = new TreeMap<>();
            List<PatternTree<String>> earlier = new ArrayList<>();
            List<TreeMap<String, String>> earlierModels = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String name = name(random);
                boolean starred = random.nextBoolean();
                String key = name + (starred ? '*' : '!');
                if (random.nextInt(3) > 0) {
                    tree = tree.with(name, starred, key + i);
                    model.put(key, key + i);
                } else {
                    tree = tree.without(name, starred);
                    model.remove(key);
                }
                earlier.add(tree);
                earlierModels.add(new TreeMap<>(model));
            }
            for (int i = 0; i < earlier.size(); i += 7) {
                String seed = "seed " + (first + round) + ", " + i;
                compare(earlier.get(i), earlierModels.get(i), random, seed);
                compare(built(earlierModels.get(i)), earlierModels.get(i), random, seed + ", built");
            }
        }
    }

    private static PatternTree<String> built(TreeMap<String, String> model) {
        return PatternTree.of(model.entrySet().stream()
                .map(entry -> new PatternTree.Entry<>(
                        entry.getKey().substring(0, entry.getKey().length() - 1),
                        entry.getKey().endsWith("*"),
                        entry.getValue()))
                .toList());
    }

    private static void compare(
            PatternTree<String> tree, TreeMap<String, String> model, SplittableRandom random, String seed) {
        assertThat(tree.size()).as(seed).isEqualTo(model.size());
        List<String> all = new ArrayList<>();
        tree.root().forEach(all::add);
        assertThat(all).as(seed).containsExactlyInAnyOrderElementsOf(model.values());
        for (int i = 0; i < 20; i++) {
            String name = name(random);
            assertThat(tree.get(name, false)).as(seed).isEqualTo(model.get(name + '!'));
            assertThat(tree.get(name, true)).as(seed).isEqualTo(model.get(name + '*'));
            List<String> above = new ArrayList<>();
            tree.forEachAbove(name, above::add);
            List<String> below = new ArrayList<>();
            PatternTree.Node<String> part = tree.below(name);
            if (part != null) {
                part.forEach(below::add);
                assertThat(part.size()).as(seed).isEqualTo(below.size());
            }
            List<String> expectedAbove = new ArrayList<>();
            List<String> expectedBelow = new ArrayList<>();
            model.forEach((key, value) -> {
                String keyName = key.substring(0, key.length() - 1);
                if (key.endsWith("*") && name.startsWith(keyName)) {
                    expectedAbove.add(value);
                }
                if (keyName.startsWith(name)) {
                    expectedBelow.add(value);
                }
            });
            assertThat(above).as(seed).containsExactlyInAnyOrderElementsOf(expectedAbove);
            assertThat(below).as(seed).containsExactlyInAnyOrderElementsOf(expectedBelow);
        }
    }

    private static String name(SplittableRandom random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            name.append((char) ('a' + random.nextInt(3)));
        }
        return name.toString();
    }

    @Test
    void unionsAreThoseOfAllValuesBelowAlsoAfterChanges() {
        SplittableRandom random = new SplittableRandom(Seed.next());
        PatternTree<String> tree = PatternTree.empty();
        TreeMap<String, String> model = new TreeMap<>();
        for (int i = 0; i < 1500; i++) {
            String name = name(random) + name(random);
            tree = tree.with(name, false, "s" + i);
            model.put(name, "s" + i);
            if (i % 100 == 99) {
                String start = name.substring(0, Math.min(2, name.length()));
                PatternTree.Node<String> below = tree.below(start);
                assertThat(below).isNotNull();
                assertThat(below.union(List::of).scopes())
                        .isEqualTo(Scopes.normalise(model.tailMap(start).entrySet().stream()
                                .filter(entry -> entry.getKey().startsWith(start))
                                .map(entry -> entry.getValue())
                                .toList()));
            }
        }
    }
}

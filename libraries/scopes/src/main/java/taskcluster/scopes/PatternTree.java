package taskcluster.scopes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map whose keys are patterns: a name, or a name with a star, which stands for every name that starts so. A
 * changed map shares all with the one it was made from but the nodes on the way to the change, so that a change takes time
 * in proportion to the length of the name, whatever the size of the map.
 *
 * <p>It is a radix tree of names. The patterns that cover a name lie on the way to it, those that begin with it are one
 * subtree; together these are the patterns that match a starred one in either direction.
 */
final class PatternTree<V> {
    private static final PatternTree<?> EMPTY = new PatternTree<>(new Node<>("", 0, 0, null, null, List.of()));

    private final Node<V> root;

    private PatternTree(Node<V> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked")
    static <V> PatternTree<V> empty() {
        return (PatternTree<V>) EMPTY;
    }

    /** A pattern with its value. */
    record Entry<V>(String name, boolean starred, V value) {}

    /** A map of patterns that all differ; takes less than adding one after the other. */
    static <V> PatternTree<V> of(Collection<Entry<V>> entries) {
        if (entries.isEmpty()) {
            return empty();
        }
        List<Entry<V>> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(Entry::name));
        return new PatternTree<>(Node.of(sorted, 0));
    }

    Node<V> root() {
        return root;
    }

    int size() {
        return root.size;
    }

    /** The value of exactly this pattern. */
    @Nullable
    V get(String name, boolean starred) {
        Node<V> node = below(name);
        if (node == null || node.end != name.length()) {
            return null;
        }
        return starred ? node.starred : node.exact;
    }

    /** The part of the map whose names start with, or are, the given one; null if that is empty. */
    @Nullable
    Node<V> below(String name) {
        Node<V> node = root;
        while (node != null && node.agrees(name)) {
            if (node.end >= name.length()) {
                return node;
            }
            node = node.next(name);
        }
        return null;
    }

    /** Gives the action the values of the starred patterns that cover the name. */
    void forEachAbove(String name, Consumer<? super V> action) {
        Node<V> node = root;
        while (node != null && node.end <= name.length() && node.agrees(name)) {
            if (node.starred != null) {
                action.accept(node.starred);
            }
            node = node.end < name.length() ? node.next(name) : null;
        }
    }

    PatternTree<V> with(String name, boolean starred, V value) {
        return new PatternTree<>(root.with(name, starred, value));
    }

    PatternTree<V> without(String name, boolean starred) {
        if (get(name, starred) == null) {
            return this;
        }
        Node<V> smaller = root.without(name, starred);
        return smaller == null ? empty() : new PatternTree<>(smaller);
    }

    /** A place in the tree, with the part of the map below it. Its label is a piece of a name that passes through it. */
    static final class Node<V> {
        /** From so many values on their union is remembered, at one in each doubling of the size. */
        private static final int LARGE = 128;

        private final String text;
        private final int start;
        private final int end;
        private final @Nullable V exact;
        private final @Nullable V starred;
        // In the order of the characters that their labels begin with, which all differ.
        private final List<Node<V>> children;
        private final int size;
        // Written by whoever comes first; others may write the same again.
        private @Nullable ScopeSet union;

        private Node(String text, int start, int end, @Nullable V exact, @Nullable V starred, List<Node<V>> children) {
            this.text = text;
            this.start = start;
            this.end = end;
            this.exact = exact;
            this.starred = starred;
            this.children = children;
            int values = (exact == null ? 0 : 1) + (starred == null ? 0 : 1);
            for (Node<V> child : children) {
                values += child.size;
            }
            this.size = values;
        }

        /** Of entries in the order of their names, which all have the same beginning, up to the start of the new node. */
        private static <V> Node<V> of(List<Entry<V>> entries, int start) {
            String name = entries.getFirst().name();
            int end = commonLength(name, entries.getLast().name(), start);
            int next = 0;
            V exact = null;
            V starred = null;
            while (next < entries.size() && entries.get(next).name().length() == end) {
                Entry<V> entry = entries.get(next++);
                exact = entry.starred() ? exact : entry.value();
                starred = entry.starred() ? entry.value() : starred;
            }
            List<Node<V>> children = new ArrayList<>();
            while (next < entries.size()) {
                int first = next;
                char c = entries.get(first).name().charAt(end);
                while (next < entries.size() && entries.get(next).name().charAt(end) == c) {
                    next++;
                }
                children.add(of(entries.subList(first, next), end));
            }
            return new Node<>(name, start, end, exact, starred, List.copyOf(children));
        }

        private static int commonLength(String left, String right, int known) {
            int limit = Math.min(left.length(), right.length());
            int common = known;
            while (common < limit && left.charAt(common) == right.charAt(common)) {
                common++;
            }
            return common;
        }

        /** The number of values. */
        int size() {
            return size;
        }

        boolean isLarge() {
            return size >= LARGE;
        }

        @Nullable
        V exact() {
            return exact;
        }

        @Nullable
        V starred() {
            return starred;
        }

        List<Node<V>> children() {
            return children;
        }

        void forEach(Consumer<? super V> action) {
            if (exact != null) {
                action.accept(exact);
            }
            if (starred != null) {
                action.accept(starred);
            }
            children.forEach(child -> child.forEach(action));
        }

        /**
         * The union of the scopes of all values. It is remembered here and there, in trees that share these nodes too: the
         * function must always be the same.
         */
        ScopeSet union(Function<? super V, ? extends Collection<String>> scopesOf) {
            ScopeSet known = union;
            if (known == null) {
                List<String> single = new ArrayList<>();
                List<List<String>> parts = new ArrayList<>();
                collect(scopesOf, single, parts);
                parts.add(Scopes.normalise(single));
                known = ScopeSet.ofNormalised(Scopes.mergeAll(parts));
                if (isRemembering()) {
                    union = known;
                }
            }
            return known;
        }

        private void collect(
                Function<? super V, ? extends Collection<String>> scopesOf,
                List<String> single,
                List<List<String>> parts) {
            if (exact != null) {
                single.addAll(scopesOf.apply(exact));
            }
            if (starred != null) {
                single.addAll(scopesOf.apply(starred));
            }
            for (Node<V> child : children) {
                if (child.isRemembering()) {
                    parts.add(child.union(scopesOf).scopes());
                } else {
                    child.collect(scopesOf, single, parts);
                }
            }
        }

        /** Only where the size passes a power of two, so that a name is in few remembered unions however deep it lies. */
        private boolean isRemembering() {
            if (!isLarge()) {
                return false;
            }
            int largest = 0;
            for (Node<V> child : children) {
                largest = Math.max(largest, child.size);
            }
            return Integer.numberOfLeadingZeros(largest) > Integer.numberOfLeadingZeros(size);
        }

        /** The child through which the way to a longer name leads. */
        private @Nullable Node<V> next(String name) {
            int position = position(name.charAt(end));
            return position < 0 ? null : children.get(position);
        }

        /** Whether the label is what the name has in its place, as far as the name goes. */
        private boolean agrees(String name) {
            return text.regionMatches(start, name, start, Math.min(end, name.length()) - start);
        }

        /** Where the child is whose label begins with the character; if there is none, -1 less the place for it. */
        private int position(char first) {
            int low = 0;
            int high = children.size() - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                Node<V> child = children.get(middle);
                int difference = child.text.charAt(child.start) - first;
                if (difference == 0) {
                    return middle;
                }
                if (difference < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return -1 - low;
        }

        private Node<V> with(String name, boolean isStarred, V value) {
            int common = Math.min(end, commonLength(text, name, start));
            if (common < end) {
                Node<V> upper = new Node<>(name, start, common, null, null, List.of(startingAt(common)));
                return upper.with(name, isStarred, value);
            }
            if (end == name.length()) {
                return new Node<>(text, start, end, isStarred ? exact : value, isStarred ? value : starred, children);
            }
            int position = position(name.charAt(end));
            List<Node<V>> changed = new ArrayList<>(children.size() + 1);
            changed.addAll(children);
            if (position >= 0) {
                changed.set(position, children.get(position).with(name, isStarred, value));
            } else {
                Node<V> leaf = new Node<>(
                        name, end, name.length(), isStarred ? null : value, isStarred ? value : null, List.of());
                changed.add(-1 - position, leaf);
            }
            return new Node<>(text, start, end, exact, starred, List.copyOf(changed));
        }

        /** Without a value that is there; null if nothing is left. */
        private @Nullable Node<V> without(String name, boolean isStarred) {
            if (end == name.length()) {
                return joined(isStarred ? exact : null, isStarred ? null : starred, children);
            }
            int position = position(name.charAt(end));
            Node<V> smaller = children.get(position).without(name, isStarred);
            List<Node<V>> changed = new ArrayList<>(children);
            if (smaller == null) {
                changed.remove(position);
            } else {
                changed.set(position, smaller);
            }
            return joined(exact, starred, List.copyOf(changed));
        }

        /** A node in the place of this one; one that would only lead on is left out. */
        private @Nullable Node<V> joined(@Nullable V newExact, @Nullable V newStarred, List<Node<V>> newChildren) {
            if (newExact == null && newStarred == null && newChildren.size() < 2) {
                return newChildren.isEmpty() ? null : newChildren.getFirst().startingAt(start);
            }
            return new Node<>(text, start, end, newExact, newStarred, newChildren);
        }

        private Node<V> startingAt(int position) {
            if (position == start) {
                return this;
            }
            Node<V> moved = new Node<>(text, position, end, exact, starred, children);
            moved.union = union;
            return moved;
        }
    }
}

package taskcluster.client;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** The pages of a list, each fetched when it is asked for. Not for use by several threads at once. */
final class Pages implements Iterator<ObjectNode> {
    /** Where a page starts: empty for the first one. */
    record Token(String text) {
        Map<String, String> addTo(Map<String, String> query) {
            if (text.isEmpty()) {
                return query;
            }
            Map<String, String> extended = new HashMap<>(query);
            extended.put("continuationToken", text);
            return extended;
        }
    }

    private final Function<Token, ObjectNode> fetch;
    private Token next = new Token("");
    private boolean hasNext = true;

    Pages(Function<Token, ObjectNode> fetch) {
        this.fetch = fetch;
    }

    @Override
    public boolean hasNext() {
        return hasNext;
    }

    @Override
    public ObjectNode next() {
        if (!hasNext) {
            throw new NoSuchElementException("the last page was read");
        }
        ObjectNode page = fetch.apply(next);
        Token following = new Token(page.path("continuationToken").asString(""));
        if (!following.text.isEmpty() && following.equals(next)) {
            throw new ApiCallException(
                    ApiCallException.INVALID_REPLY, 200, "the server's list of pages never ends", page);
        }
        next = following;
        hasNext = !following.text.isEmpty();
        return page;
    }
}

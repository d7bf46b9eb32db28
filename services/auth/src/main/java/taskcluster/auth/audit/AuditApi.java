package taskcluster.auth.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.Page;
import taskcluster.api.Stability;
import taskcluster.auth.input.ListToken;
import tools.jackson.databind.JsonNode;

/** The API methods for the audit history. */
public final class AuditApi {
    private static final int MAX_PAGE = 1000;

    private final AuditStore store;

    public AuditApi(AuditStore store) {
        this.store = store;
    }

    @ApiMethod(
            name = "getEntityHistory",
            route = "/audit/<entityType>/<entityId>",
            query = {"continuationToken", "limit"},
            scopes = "auth:audit-history:<entityType>",
            output = "v1/get-entity-history-response.json#",
            stability = Stability.STABLE,
            category = "Audit",
            title = "Get Entity Audit History",
            description = """
                    Gets who did what to a client, role, secret, hook or worker pool, oldest first. The history of an entity \
                    outlives it; of one that never existed it is empty. Entries are kept for a limited time, 30 days unless \
                    the deployment is configured otherwise.

                    A page holds at most 1000 entries, fewer if `limit` says so. Pass the `continuationToken` of a page to \
                    get the next one; the last page has none.""")
    Object getEntityHistory(ApiRequest request) {
        String entityType = request.param("entityType");
        String entityId = request.param("entityId");
        String list = entityType + "/" + entityId;
        Page page = request.page(MAX_PAGE);
        return reply(list, page, store.ofEntity(entityType, entityId, after(page, list), page.size() + 1));
    }

    @ApiMethod(
            name = "listAuditHistory",
            route = "/clients/<clientId>/audit",
            query = {"continuationToken", "limit"},
            scopes = "auth:client-audit-history:<clientId>",
            output = "v1/get-entity-history-response.json#",
            stability = Stability.STABLE,
            category = "Audit",
            title = "List Audit History of a Client",
            description = """
                    Gets what a client did to others (or to itself), oldest first, for as long as entries are kept.

                    A page holds at most 1000 entries, fewer if `limit` says so. Pass the `continuationToken` of a page to \
                    get the next one; the last page has none.""")
    Object listAuditHistory(ApiRequest request) {
        String clientId = request.param("clientId");
        Page page = request.page(MAX_PAGE);
        return reply(clientId, page, store.byClient(clientId, after(page, clientId), page.size() + 1));
    }

    /** The id of the entry that the page comes after; null for the first page. */
    private static @Nullable Long after(Page page, String list) {
        JsonNode token = page.after().orElse(null);
        if (token == null) {
            return null;
        }
        try {
            return Long.valueOf(ListToken.after(token, list));
        } catch (NumberFormatException invalid) {
            throw ApiException.inputError("Invalid continuationToken", Map.of());
        }
    }

    private static History reply(String list, Page page, List<AuditEntry> found) {
        boolean last = found.size() <= page.size();
        List<AuditEntry> shown = last ? found : found.subList(0, page.size());
        return new History(
                shown.stream().map(Line::of).toList(),
                last ? null : Page.token(list, String.valueOf(shown.getLast().id())));
    }

    private record History(
            List<Line> auditHistory, @Nullable String continuationToken) {}

    private record Line(String clientId, String actionType, Instant created, String entityId, String entityType) {
        static Line of(AuditEntry entry) {
            return new Line(
                    entry.clientId(), entry.actionType(), entry.created(), entry.entityId(), entry.entityType());
        }
    }
}

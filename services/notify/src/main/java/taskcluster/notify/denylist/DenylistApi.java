package taskcluster.notify.denylist;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiReply;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Page;
import tools.jackson.databind.JsonNode;

/** The API methods for who gets no notifications. */
public final class DenylistApi {
    private static final int MAX_PAGE = 1000;
    /** Addresses are kept in an index of the database, which bounds them. */
    private static final int MAX_LENGTH = 2000;

    private final Denylist denylist;

    public DenylistApi(Denylist denylist) {
        this.denylist = denylist;
    }

    @ApiMethod(
            name = "addDenylistAddress",
            verb = HttpVerb.POST,
            route = "/denylist/add",
            scopes = "notify:manage-denylist",
            input = "v1/notification-address.json#",
            category = "Denylist",
            title = "Deny an Address",
            description = """
                    Denies an address all notifications of its type, also those of tasks. E-mail addresses are compared \
                    regardless of upper and lower case. Denying an address again is no error.""")
    Object addDenylistAddress(ApiRequest request) {
        denylist.add(address(request));
        return done();
    }

    @ApiMethod(
            name = "deleteDenylistAddress",
            verb = HttpVerb.DELETE,
            route = "/denylist/delete",
            scopes = "notify:manage-denylist",
            input = "v1/notification-address.json#",
            category = "Denylist",
            title = "Allow an Address",
            description = "Ends the denial of an address. It is no error if it is not denied.")
    Object deleteDenylistAddress(ApiRequest request) {
        denylist.delete(address(request));
        return done();
    }

    @ApiMethod(
            name = "listDenylist",
            verb = HttpVerb.GET,
            route = "/denylist/list",
            query = {"continuationToken", "limit"},
            scopes = "notify:manage-denylist",
            output = "v1/notification-address-list.json#",
            category = "Denylist",
            title = "List Denied Addresses",
            description = """
                    Gets the addresses that are denied, in the order of their types and of the addresses.

                    A page holds at most 1000 of them, fewer if `limit` says so. Pass the `continuationToken` of a page to \
                    get the next one; the last page has none.""")
    Object listDenylist(ApiRequest request) {
        Page page = request.page(MAX_PAGE);
        @Nullable JsonNode after = page.after().map(DenylistApi::checked).orElse(null);
        List<Denylist.Entry> found = denylist.list(
                after == null ? null : after.get(0).stringValue(),
                after == null ? null : after.get(1).stringValue(),
                page.size() + 1);
        boolean isLast = found.size() <= page.size();
        List<Denylist.Entry> shown = isLast ? found : found.subList(0, page.size());
        return new AddressList(
                shown.stream().map(Denylist.Entry::address).toList(),
                isLast
                        ? null
                        : Page.token(
                                shown.getLast().address().notificationType(),
                                shown.getLast().key()));
    }

    /** A type and a key, as we write them. */
    private static JsonNode checked(JsonNode token) {
        if (token.size() != 2
                || !token.get(0).isString()
                || !token.get(1).isString()
                || token.toString().contains("\\u0000")) {
            throw ApiException.inputError("Invalid continuation token", Map.of());
        }
        return token;
    }

    private static DenylistedAddress address(ApiRequest request) {
        DenylistedAddress address = request.body(DenylistedAddress.class);
        if (address.notificationAddress().getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH) {
            throw ApiException.inputError(
                    "notificationAddress is longer than {{max}} bytes", Map.of("max", MAX_LENGTH));
        }
        return address;
    }

    private static ApiReply done() {
        return ApiReply.blob("text/plain; charset=utf-8", "OK".getBytes(StandardCharsets.UTF_8));
    }

    private record AddressList(
            List<DenylistedAddress> addresses, @Nullable String continuationToken) {}
}

package taskcluster.auth.vending.azure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import taskcluster.auth.vending.FakeVendor;

/** Plays the blob and table services of one storage account: lists, two names a page, and creation. */
final class FakeStorageAccount implements AutoCloseable {
    static final String NAME = "testaccount";
    private static final int PAGE = 2;

    private final FakeVendor server = new FakeVendor(this::answer);
    private final SortedSet<String> tables = new TreeSet<>();
    private final SortedSet<String> containers = new TreeSet<>();
    private volatile boolean refuses;

    private FakeVendor.Answer answer(FakeVendor.Request request) {
        if (refuses
                || !request.header("authorization").startsWith("SharedKey")
                || !request.header("authorization").contains(" " + NAME + ":")) {
            return blobError(403, "AuthenticationFailed");
        }
        String path = request.path().replaceFirst("^/" + NAME, "");
        return switch (request.verb() + " " + path) {
            case "GET /Tables" -> listTables(request);
            case "POST /Tables" -> createTable(request);
            case "GET ", "GET /" -> listContainers(request);
            default -> createContainer(request, path.substring(1));
        };
    }

    private FakeVendor.Answer listTables(FakeVendor.Request request) {
        String from = request.query().getOrDefault("NextTableName", "");
        if (from.equals("garbage")) {
            return tableError(400, "InvalidInput");
        }
        List<String> page = page(tables, from);
        FakeVendor.Answer answer = FakeVendor.Answer.json(
                200,
                Map.of(
                        "odata.metadata",
                        server.url() + "/$metadata#Tables",
                        "value",
                        page.stream()
                                .limit(PAGE)
                                .map(name -> Map.of("TableName", name))
                                .toList()));
        return page.size() > PAGE ? answer.header("x-ms-continuation-NextTableName", page.getLast()) : answer;
    }

    private FakeVendor.Answer createTable(FakeVendor.Request request) {
        String name = request.json().path("TableName").asString();
        return tables.add(name) ? FakeVendor.Answer.empty(204) : tableError(409, "TableAlreadyExists");
    }

    private FakeVendor.Answer listContainers(FakeVendor.Request request) {
        String from = request.query().getOrDefault("marker", "");
        if (from.equals("garbage")) {
            return blobError(400, "OutOfRangeInput");
        }
        List<String> page = page(containers, from);
        String items = page.stream()
                .limit(PAGE)
                .map(
                        name -> "<Container><Name>" + name + "</Name><Properties>"
                                + "<Last-Modified>Wed, 12 Aug 2009 20:39:39 GMT</Last-Modified><Etag>x</Etag></Properties></Container>")
                .collect(Collectors.joining());
        String next = page.size() > PAGE ? page.getLast() : "";
        return FakeVendor.Answer.xml(
                200,
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"" + server.url()
                        + "\"><Containers>" + items + "</Containers><NextMarker>" + next
                        + "</NextMarker></EnumerationResults>");
    }

    private FakeVendor.Answer createContainer(FakeVendor.Request request, String name) {
        if (!request.verb().equals("PUT") || !"container".equals(request.query().get("restype"))) {
            return blobError(400, "InvalidUri");
        }
        return containers.add(name) ? FakeVendor.Answer.empty(201) : blobError(409, "ContainerAlreadyExists");
    }

    /** The names from one on, one more than a page has if there are more. */
    private static List<String> page(SortedSet<String> names, String from) {
        List<String> rest = new ArrayList<>(names.tailSet(from));
        return rest.subList(0, Math.min(rest.size(), PAGE + 1));
    }

    private static FakeVendor.Answer tableError(int status, String code) {
        return FakeVendor.Answer.json(
                        status,
                        Map.of("odata.error", Map.of("code", code, "message", Map.of("lang", "en-US", "value", code))))
                .header("content-type", "application/json;odata=minimalmetadata");
    }

    private static FakeVendor.Answer blobError(int status, String code) {
        return FakeVendor.Answer.xml(
                        status,
                        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code + "</Code><Message>" + code
                                + "</Message></Error>")
                .header("x-ms-error-code", code);
    }

    FakeVendor server() {
        return server;
    }

    void refuse(boolean refuse) {
        refuses = refuse;
    }

    /** What there is; only to be used while nobody asks. */
    void hold(List<String> tableNames, List<String> containerNames) {
        tables.clear();
        tables.addAll(tableNames);
        containers.clear();
        containers.addAll(containerNames);
    }

    SortedSet<String> tables() {
        return tables;
    }

    SortedSet<String> containers() {
        return containers;
    }

    @Override
    public void close() {
        server.close();
    }
}

package taskcluster.core;

/**
 * Where a deployment lives, and the URLs under it. Leading slashes of paths are dropped, query strings are kept as they
 * are; with an empty root all URLs are relative to it.
 *
 * @param url scheme, host and maybe port; surrounding white space and trailing slashes are dropped
 */
public record RootUrl(String url) {
    public RootUrl {
        url = withoutTrailingSlashes(url.strip());
    }

    /** A root URL for tests; nothing answers there. */
    public static RootUrl forTests() {
        return new RootUrl("https://tc-tests.example.com");
    }

    public String api(String service, String version, String path) {
        return url + "/api/" + service + "/" + version + "/" + withoutLeadingSlashes(path);
    }

    public String apiReference(String service, String version) {
        return url + "/references/" + service + "/" + version + "/api.json";
    }

    public String exchangeReference(String service, String version) {
        return url + "/references/" + service + "/" + version + "/exchanges.json";
    }

    public String apiManifest() {
        return url + "/references/manifest.json";
    }

    public String schema(String service, String path) {
        return url + "/schemas/" + service + "/" + withoutLeadingSlashes(path);
    }

    public String apiReferenceSchema(String version) {
        return schema("common", "api-reference-" + version + ".json#");
    }

    public String exchangesReferenceSchema(String version) {
        return schema("common", "exchanges-reference-" + version + ".json#");
    }

    public String apiManifestSchema(String version) {
        return schema("common", "manifest-" + version + ".json#");
    }

    public String metadataMetaschema() {
        return schema("common", "metadata-metaschema.json#");
    }

    public String docs(String path) {
        return url + "/docs/" + withoutLeadingSlashes(path);
    }

    public String ui(String path) {
        return url + "/" + withoutLeadingSlashes(path);
    }

    @Override
    public String toString() {
        return url;
    }

    private static String withoutTrailingSlashes(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(0, end);
    }

    private static String withoutLeadingSlashes(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == '/') {
            start++;
        }
        return text.substring(start);
    }
}

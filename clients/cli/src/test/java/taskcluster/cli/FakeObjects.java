package taskcluster.cli;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import taskcluster.cli.FakeDeployment.Answer;
import tools.jackson.databind.JsonNode;

/** An object service in memory. */
final class FakeObjects {
    /** Content by name. */
    final Map<String, byte[]> contents = new HashMap<>();

    /** What {@code createUpload} was told, by name. */
    final Map<String, JsonNode> uploads = new HashMap<>();

    private final Map<String, JsonNode> hashes = new HashMap<>();

    Answer answer(String method, String name, JsonNode payload, String url) {
        return switch (method) {
            case "upload" -> Answer.json(Map.of("uploadMethod", begin(name, payload, url)));
            case "finish-upload" -> {
                hashes.put(name, payload.path("hashes"));
                yield Answer.json(Map.of());
            }
            case "start-download" ->
                hashes.containsKey(name)
                        ? Answer.json(Map.of(
                                "method",
                                "getUrl",
                                "url",
                                url + "/objects/" + name,
                                "expires",
                                "2100-01-01T00:00:00.000Z",
                                "hashes",
                                hashes.get(name)))
                        : Answer.error(404, "ResourceNotFound", "Object '" + name + "' not found");
            default -> throw new IllegalArgumentException(method);
        };
    }

    private Map<String, ?> begin(String name, JsonNode payload, String url) {
        uploads.put(name, payload);
        JsonNode inline = payload.path("proposedUploadMethods").path("dataInline");
        if (inline.isMissingNode()) {
            return Map.of("putUrl", Map.of("url", url + "/objects/" + name, "headers", Map.of()));
        }
        contents.put(name, Base64.getDecoder().decode(inline.path("objectData").asString()));
        return Map.of("dataInline", true);
    }

    Answer store(String verb, String name, byte[] body) {
        if (verb.equals("PUT")) {
            contents.put(name, body);
            return new Answer(200, "text/plain", new byte[0]);
        }
        return new Answer(200, "text/plain", contents.get(name));
    }
}

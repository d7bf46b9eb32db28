package taskcluster.secrets;

import taskcluster.api.Api;
import taskcluster.api.SchemaSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The API of secrets; its methods are declared where they are answered. */
final class SecretsApi {
    private static final String OMITTED = "(OMITTED)";
    private static final String EXPIRES = "expires";

    private SecretsApi() {}

    static Api of(SecretApi secrets) {
        return Api.builder("secrets", "v1")
                .title("Secrets Service")
                .description("""
                        Keeps values that tasks and services need and that nobody else may see: passwords, tokens, keys.

                        A secret is a JSON object with a name. Who may read it is decided by scopes: \
                        `secrets:get:<name>` for reading, `secrets:set:<name>` for setting and removing. Names are best \
                        made of parts with slashes between them, such as `project/bread/deploy-key`, so that one scope \
                        that ends in `*` covers those of a project.

                        Secrets are encrypted at rest and expire. They are not versioned, and no list shows their values.""")
                .schemas(SchemaSet.load("secrets"))
                .handlers(secrets)
                .cleanPayload("set", SecretsApi::withoutValues)
                .build();
    }

    /** What was sent by mistake under another name, or as the expiration, may be the secret as well. */
    private static JsonNode withoutValues(JsonNode payload) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        payload.properties().forEach(property -> {
            boolean isTime = property.getKey().equals(EXPIRES) && SecretChange.isTime(property.getValue());
            if (isTime) {
                shown.set(EXPIRES, property.getValue());
            } else {
                shown.put(property.getKey(), OMITTED);
            }
        });
        return shown.put("secret", OMITTED);
    }
}

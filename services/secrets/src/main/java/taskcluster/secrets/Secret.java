package taskcluster.secrets;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * A secret as the API shows it to those who may read it.
 *
 * @param secret the value
 */
record Secret(JsonNode secret, Instant expires) {
    /** Without the value. */
    @Override
    public String toString() {
        return "a secret that expires at " + expires;
    }
}

package taskcluster.client.generator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a service publishes about its exchanges, as far as clients need it. */
record ExchangesReference(
        String serviceName, String title, String description, String exchangePrefix, List<Entry> entries) {
    /** One exchange. */
    record Entry(String name, String exchange, String title, String description, List<Field> routingKey) {}

    /** One field of an exchange's routing keys. */
    record Field(String name, String summary, @Nullable String constant, boolean multipleWords, boolean required) {}
}

package taskcluster.pulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExchangeDeclarationTest {
    private static final ExchangeDeclaration EXCHANGE = declare(
            RoutingKeyField.primary(),
            RoutingKeyField.required("taskId", 22, "the task"),
            RoutingKeyField.optional("runId", 3, "the run"),
            new RoutingKeyField("path", "a path", null, false, true, 50),
            RoutingKeyField.optional("last", 10, "the end"));

    private static ExchangeDeclaration declare(RoutingKeyField... fields) {
        return new ExchangeDeclaration("things", "things", "Things", "All of them", List.of(fields), "v1/thing.json#");
    }

    @Test
    @DisplayName("platform-31: numbers are printed, and a missing optional field is an underscore")
    void joinsFieldsAndFillsMissingOptionalOnes() {
        assertThat(EXCHANGE.routingKey(Map.of("taskId", "t"))).isEqualTo("primary.t._._._");
        assertThat(EXCHANGE.routingKey(Map.of("taskId", "t", "runId", 5, "path", "a.b", "last", "z")))
                .isEqualTo("primary.t.5.a.b.z");
        assertThat(EXCHANGE.routingKey(Map.of("taskId", "t", "runId", "", "last", 7L)))
                .isEqualTo("primary.t._._.7");
    }

    @Test
    @DisplayName("platform-31: values that do not fit, such as a dot in a single word, are refused")
    void refusesValuesThatDoNotFit() {
        refused(Map.of(), "taskId is required");
        refused(Map.of("taskId", "a.b"), "one word without dots");
        refused(Map.of("taskId", "x".repeat(23)), "longer than 22 bytes");
        refused(Map.of("taskId", "é".repeat(12)), "longer than 22 bytes");
        refused(Map.of("taskId", true), "text or a whole number");
        refused(Map.of("taskId", 1.5), "text or a whole number");
        refused(Map.of("taskId", "t", "task", "t"), "no routing key field task");
        refused(Map.of("taskId", "t", "routingKeyKind", "secondary"), "always primary");
    }

    private static void refused(Map<String, ?> values, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EXCHANGE.routingKey(values))
                .withMessageContaining(message);
    }

    @Test
    void bindingPatternsLeaveMissingFieldsOpen() {
        assertThat(EXCHANGE.bindingPattern(Map.of())).isEqualTo("primary.*.*.#.*");
        assertThat(EXCHANGE.bindingPattern(Map.of("taskId", "t", "path", "a.b")))
                .isEqualTo("primary.t.*.a.b.*");
        assertThatIllegalArgumentException().isThrownBy(() -> EXCHANGE.bindingPattern(Map.of("routingKeyKind", "x")));
    }

    @Test
    @DisplayName("platform-35: keys are parsed around the field of several words from both ends")
    void parsesAroundTheFieldOfSeveralWordsFromBothEnds() {
        ExchangeDeclaration middle = declare(
                RoutingKeyField.primary(),
                RoutingKeyField.required("x", 10, ""),
                new RoutingKeyField("many", "", null, true, true, 50),
                RoutingKeyField.required("c", 10, ""),
                RoutingKeyField.optional("end", 10, ""));
        assertThat(middle.parse("primary.x.a.b.c._"))
                .containsExactly(
                        Map.entry("routingKeyKind", "primary"),
                        Map.entry("x", "x"),
                        Map.entry("many", "a.b"),
                        Map.entry("c", "c"),
                        Map.entry("end", "_"));
        assertThat(middle.parse("primary.x.a.c._")).containsEntry("many", "a");
        assertThatIllegalArgumentException().isThrownBy(() -> middle.parse("primary.x.a.c"));
        ExchangeDeclaration fixed = declare(RoutingKeyField.primary(), RoutingKeyField.required("x", 10, ""));
        assertThat(fixed.parse("primary.y")).containsEntry("x", "y");
        assertThatIllegalArgumentException().isThrownBy(() -> fixed.parse("primary.y.z"));
    }

    @Test
    @DisplayName("platform-37: declarations that cannot work are refused")
    void refusesDeclarationsThatCannotWork() {
        RoutingKeyField many = new RoutingKeyField("many", "", null, false, true, 10);
        RoutingKeyField more = new RoutingKeyField("more", "", null, false, true, 10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declare(many, more))
                .withMessageContaining("several words");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declare(many, many))
                .withMessageContaining("two");
        // With the dot the key may have 255 bytes, but not 256.
        RoutingKeyField long100 = RoutingKeyField.required("a", 100, "");
        assertThat(declare(long100, RoutingKeyField.required("b", 154, "")).routingKey())
                .hasSize(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declare(long100, RoutingKeyField.required("b", 155, "")))
                .withMessageContaining("256");
        assertThatIllegalArgumentException().isThrownBy(() -> RoutingKeyField.required("a", 0, ""));
    }

    @Test
    void exchangesHaveFullNamesAndAReference() {
        Exchanges exchanges = Exchanges.builder("queue", "v1")
                .title("Queue")
                .description("What happens to tasks")
                .exchange(EXCHANGE)
                .build();
        assertThat(exchanges.fullName("things")).isEqualTo("exchange/taskcluster-queue/v1/things");
        assertThat(exchanges.fullNames()).containsExactly("exchange/taskcluster-queue/v1/things");
        assertThatIllegalArgumentException().isThrownBy(() -> exchanges.fullName("nothings"));
        assertThat(exchanges.reference())
                .containsEntry("$schema", "/schemas/common/exchanges-reference-v0.json#")
                .containsEntry("exchangePrefix", "exchange/taskcluster-queue/v1/")
                .containsEntry("serviceName", "queue")
                .extractingByKey("entries")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("type", "topic-exchange")
                .containsEntry("name", "things")
                .containsEntry("schema", "v1/thing.json#");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Exchanges.builder("queue", "v1")
                        .exchange(EXCHANGE)
                        .exchange(EXCHANGE)
                        .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Exchanges.builder("Queue", "v1").build());
    }
}

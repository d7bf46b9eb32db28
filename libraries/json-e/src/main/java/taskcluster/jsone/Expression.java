package taskcluster.jsone;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An expression, as it was parsed. */
sealed interface Expression {
    record Literal(JsonNode value) implements Expression {}

    record Name(String name) implements Expression {}

    record ListOf(List<Expression> elements) implements Expression {}

    record ObjectOf(List<Member> members) implements Expression {}

    record Member(String key, Expression value) {}

    /** Its operator is {@code !}, {@code -} or {@code +}. */
    record Unary(String operator, Expression operand) implements Expression {}

    record Binary(String operator, Expression left, Expression right) implements Expression {}

    record Property(Expression target, String name) implements Expression {}

    record Index(Expression target, Expression index) implements Expression {}

    /** Without a start from the beginning, without an end to the end. */
    record Slice(
            Expression target,
            @Nullable Expression start,
            @Nullable Expression end) implements Expression {}

    record Call(Expression function, List<Expression> arguments) implements Expression {}
}

package taskcluster.jsone;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import taskcluster.jsone.Lexer.Kind;
import taskcluster.jsone.Lexer.Token;
import tools.jackson.databind.node.NullNode;

/**
 * Parses an expression. From the loosest to the tightest: {@code ||}, {@code &&}, {@code in}, equality, order, sums,
 * products, powers (the only ones that group to the right), what follows a value ({@code .x}, {@code [..]}, {@code (..)}),
 * signs and negation. So {@code !a.b} is {@code (!a).b}.
 */
final class Parser {
    private static final List<Set<String>> LEVELS = List.of(
            Set.of("||"),
            Set.of("&&"),
            Set.of("in"),
            Set.of("==", "!="),
            Set.of("<", ">", "<=", ">="),
            Set.of("+", "-"),
            Set.of("*", "/"));
    private static final Set<String> RESERVED = Set.of("in", "true", "false", "null");
    private static final int MAX_DEPTH = 150;
    /** Evaluating an expression goes as deep as it has operators in a row. */
    private static final int MOST_OPERATORS = 2000;

    private final Lexer lexer;
    private Token token;
    private int depth;
    private int operators;

    private Parser(String source, int start) {
        lexer = new Lexer(source, start);
        token = lexer.next();
    }

    /** The expression that the text is. */
    static Expression parse(String text) {
        Parser parser = new Parser(text, 0);
        Expression expression = parser.expression();
        if (parser.token.kind() != Kind.END) {
            throw parser.unexpected("the end");
        }
        return expression;
    }

    /** An expression within a text, and where in the text what follows it begins. */
    record Embedded(Expression expression, int end) {}

    /** The expression that begins at a place of a text and ends before a closing brace, which counts as its end. */
    static Embedded parseUntilBrace(String text, int start) {
        Parser parser = new Parser(text, start);
        Expression expression = parser.expression();
        if (!parser.token.is("}")) {
            throw parser.unexpected("}");
        }
        return new Embedded(expression, parser.token.end());
    }

    private Expression expression() {
        if (++depth > MAX_DEPTH) {
            throw JsonEException.syntax("the expression is nested too deeply");
        }
        Expression expression = binary(0);
        depth--;
        return expression;
    }

    private Expression binary(int level) {
        if (level == LEVELS.size()) {
            return power();
        }
        Expression left = binary(level + 1);
        while (isOperator(LEVELS.get(level))) {
            String operator = operator();
            left = new Expression.Binary(operator, left, binary(level + 1));
        }
        return left;
    }

    private boolean isOperator(Set<String> operators) {
        return (token.kind() == Kind.SYMBOL
                        || (token.kind() == Kind.NAME && token.text().equals("in")))
                && operators.contains(token.text());
    }

    private Expression power() {
        Expression base = postfix();
        if (!token.is("**")) {
            return base;
        }
        String operator = operator();
        return new Expression.Binary(operator, base, power());
    }

    private Expression postfix() {
        Expression target = unary();
        while (token.is(".") || token.is("[") || token.is("(")) {
            target = switch (operator()) {
                case "." -> new Expression.Property(target, propertyName());
                case "[" -> indexOrSlice(target);
                default -> new Expression.Call(target, list(")"));
            };
        }
        return target;
    }

    private Expression unary() {
        if (!(token.is("!") || token.is("-") || token.is("+"))) {
            return primary();
        }
        String operator = operator();
        return new Expression.Unary(operator, unary());
    }

    private Expression primary() {
        Token first = token;
        return switch (first.kind()) {
            case NUMBER -> {
                advance();
                yield new Expression.Literal(Values.number(Double.parseDouble(first.text())));
            }
            case TEXT -> {
                advance();
                yield new Expression.Literal(Values.text(first.text()));
            }
            case NAME -> name();
            case SYMBOL -> bracketed();
            case END -> throw JsonEException.syntax("unexpected end of input");
        };
    }

    private Expression name() {
        String name = token.text();
        if (name.equals("in")) {
            throw unexpected("a value");
        }
        advance();
        return switch (name) {
            case "true" -> new Expression.Literal(Values.bool(true));
            case "false" -> new Expression.Literal(Values.bool(false));
            case "null" -> new Expression.Literal(NullNode.getInstance());
            default -> new Expression.Name(name);
        };
    }

    private Expression bracketed() {
        if (token.is("(")) {
            advance();
            Expression inner = expression();
            expect(")");
            return inner;
        }
        if (token.is("[")) {
            advance();
            return new Expression.ListOf(list("]"));
        }
        if (token.is("{")) {
            advance();
            return new Expression.ObjectOf(members());
        }
        throw unexpected("a value");
    }

    private List<Expression> list(String end) {
        List<Expression> elements = new ArrayList<>();
        if (!token.is(end)) {
            elements.add(expression());
            while (token.is(",")) {
                advance();
                elements.add(expression());
            }
        }
        expect(end);
        return elements;
    }

    private List<Expression.Member> members() {
        List<Expression.Member> members = new ArrayList<>();
        while (!token.is("}")) {
            if (token.kind() != Kind.NAME && token.kind() != Kind.TEXT) {
                throw unexpected("a key");
            }
            String key = token.text();
            advance();
            expect(":");
            members.add(new Expression.Member(key, expression()));
            if (!token.is("}")) {
                expect(",");
            }
        }
        advance();
        return members;
    }

    private String propertyName() {
        String name = token.text();
        if (token.kind() != Kind.NAME || RESERVED.contains(name)) {
            throw unexpected("a name");
        }
        advance();
        return name;
    }

    private Expression indexOrSlice(Expression target) {
        @Nullable Expression start = token.is(":") ? null : expression();
        if (start != null && !token.is(":")) {
            expect("]");
            return new Expression.Index(target, start);
        }
        expect(":");
        @Nullable Expression end = token.is("]") ? null : expression();
        expect("]");
        return new Expression.Slice(target, start, end);
    }

    /** The operator at hand, which is passed over. */
    private String operator() {
        if (++operators > MOST_OPERATORS) {
            throw JsonEException.syntax("the expression is too long");
        }
        String operator = token.text();
        advance();
        return operator;
    }

    private void expect(String symbol) {
        if (!token.is(symbol)) {
            throw unexpected(symbol);
        }
        advance();
    }

    private void advance() {
        token = lexer.next();
    }

    private JsonEException unexpected(String expected) {
        return JsonEException.syntax(
                token.kind() == Kind.END
                        ? "unexpected end of input, expected " + expected
                        : "found " + token.text() + ", expected " + expected);
    }
}

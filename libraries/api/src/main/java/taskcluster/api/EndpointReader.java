package taskcluster.api;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.scopes.ScopeTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Makes endpoints of annotated methods and complains about declarations that cannot work.
 *
 * @param parameters patterns of route parameters by name
 * @param query patterns of query parameters by name
 * @param cleaners by method name
 */
record EndpointReader(
        Map<String, TextPattern> parameters,
        Map<String, TextPattern> query,
        Map<String, UnaryOperator<JsonNode>> cleaners,
        @Nullable SchemaSet schemas) {
    /** Used where the API does not say otherwise. */
    private static final Map<String, TextPattern> USUAL_QUERY =
            Map.of("limit", TextPattern.of("^[0-9]+$"), "continuationToken", TextPattern.of("."));

    private static final TextPattern ANYTHING = TextPattern.of("");
    private static final MethodType HANDLER = MethodType.methodType(Object.class, ApiRequest.class);

    /** The endpoints of one object, ordered by name. */
    List<Endpoint> read(Object handlers) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Class<?> type = handlers.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                ApiMethod declaration = method.getAnnotation(ApiMethod.class);
                if (declaration != null) {
                    endpoints.add(endpoint(declaration, method, handlers));
                }
            }
        }
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException(handlers.getClass() + " has no method that is an @ApiMethod");
        }
        endpoints.sort(Comparator.comparing(Endpoint::name));
        return endpoints;
    }

    private Endpoint endpoint(ApiMethod declaration, Method method, Object handlers) {
        try {
            Route route = Route.parse(declaration.route());
            ScopeTemplate scopes = scopes(declaration.scopes());
            checkSchemas(declaration);
            return new Endpoint(
                    declaration,
                    route,
                    select(route.parameters(), parameters),
                    queryPatterns(declaration.query()),
                    scopes,
                    scopes != null && scopes.needsOnly(Set.copyOf(route.parameters())),
                    declaration.input().isEmpty() ? null : declaration.input(),
                    checksOutput(declaration) ? declaration.output() : null,
                    cleaners.get(declaration.name()),
                    handler(method, handlers));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("API method " + declaration.name() + ": " + e.getMessage(), e);
        }
    }

    private static boolean checksOutput(ApiMethod declaration) {
        return declaration.checkOutput()
                && !declaration.output().isEmpty()
                && !declaration.output().equals("blob");
    }

    private void checkSchemas(ApiMethod declaration) {
        if (declaration.verb() == HttpVerb.GET && !declaration.input().isEmpty()) {
            throw new IllegalArgumentException("a GET method takes no input");
        }
        for (String reference : Endpoint.schemasOf(declaration)) {
            if (schemas == null || !reference.endsWith("#") || !schemas.names().contains(SchemaSet.name(reference))) {
                throw new IllegalArgumentException("there is no schema " + reference);
            }
        }
    }

    private Map<String, TextPattern> queryPatterns(String[] names) {
        Map<String, TextPattern> patterns = new LinkedHashMap<>();
        for (String name : names) {
            TextPattern pattern = query.getOrDefault(name, USUAL_QUERY.getOrDefault(name, ANYTHING));
            if (patterns.put(name, pattern) != null) {
                throw new IllegalArgumentException("the query parameter " + name + " is declared twice");
            }
        }
        return patterns;
    }

    private static Map<String, TextPattern> select(List<String> names, Map<String, TextPattern> patterns) {
        Map<String, TextPattern> selected = new LinkedHashMap<>();
        for (String name : names) {
            TextPattern pattern = patterns.get(name);
            if (pattern != null) {
                selected.put(name, pattern);
            }
        }
        return selected;
    }

    private static @Nullable ScopeTemplate scopes(String declared) {
        if (declared.isEmpty()) {
            return null;
        }
        try {
            Object tree = declared.stripLeading().startsWith("{")
                    ? Json.YAML.readValue(declared, Object.class)
                    : declared.strip();
            return ScopeTemplate.parse(tree);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the scopes are not YAML: " + declared, e);
        }
    }

    private static MethodHandle handler(Method method, Object handlers) {
        boolean fits = Arrays.equals(method.getParameterTypes(), HANDLER.parameterArray());
        if (!fits || Modifier.isStatic(method.getModifiers()) || Modifier.isPrivate(method.getModifiers())) {
            throw new IllegalArgumentException(
                    method + " must be an instance method that is not private and takes one ApiRequest");
        }
        method.setAccessible(true);
        try {
            return MethodHandles.lookup().unreflect(method).bindTo(handlers).asType(HANDLER);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(method + " cannot be called", e);
        }
    }
}

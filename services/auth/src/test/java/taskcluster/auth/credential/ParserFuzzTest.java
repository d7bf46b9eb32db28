package taskcluster.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import taskcluster.api.HawkRequest;
import taskcluster.api.hawk.Bewit;
import taskcluster.api.hawk.HawkException;
import taskcluster.api.hawk.HawkHeader;
import taskcluster.auth.TemporaryCredentials;
import taskcluster.auth.client.Principal;
import taskcluster.auth.role.RoleSnapshot;
import taskcluster.core.Json;
import taskcluster.scopes.ScopeExpression;
import taskcluster.scopes.ScopeSet;
import taskcluster.scopes.ScopeTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What reads credentials and scope expressions gets a million texts, most of them almost right. It understands a text or
 * refuses it in the way that it documents. {@code -Dtaskcluster.test.seed} repeats a run.
 */
class ParserFuzzTest {
    private static final String TOKEN = "token";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static long seed;

    @BeforeAll
    static void chooseSeed() {
        seed = FuzzSeed.next();
    }

    /** What became of many texts. */
    private record Tally(int understood, int refused) {
        /** Neither kind may be missing, or the test tries nothing. */
        void isOfBothKinds(int total) {
            assertThat(understood + refused).isEqualTo(total);
            assertThat(understood).isGreaterThan(total / 1000);
            assertThat(refused).isGreaterThan(total / 1000);
        }
    }

    private interface Attempt {
        /** Whether the text was understood; a refusal of the documented kind is no. */
        boolean understands(String text);
    }

    private static void fuzz(int count, List<String> valid, Attempt attempt) {
        Mutations mutations = new Mutations(seed);
        int understood = 0;
        for (int i = 0; i < count; i++) {
            String text = mutations.next(valid);
            try {
                understood += attempt.understands(text) ? 1 : 0;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(
                        "seed " + seed + ", text " + i + " (base64 of UTF-8): "
                                + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)),
                        e);
            }
        }
        new Tally(understood, count - understood).isOfBothKinds(count);
    }

    private static final List<String> HEADERS = List.of(
            "Hawk id=\"a/b\", ts=\"1353832234\", nonce=\"j4h3g2\", mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\"",
            "Hawk id=\"me\", ts=\"1\", nonce=\"n\", hash=\"h=\", ext=\"e30=\", mac=\"m=\", app=\"a\", dlg=\"d\"",
            "hawk mac=\"m\",id=\"a\",nonce=\"n\",ts=\"1\"");

    @Test
    void headers() {
        fuzz(450_000, HEADERS, text -> {
            try {
                HawkHeader header = HawkHeader.parse(text);
                assertThat(HawkHeader.parse(header.toHeaderValue())).isEqualTo(header);
                return true;
            } catch (HawkException expected) {
                return false;
            }
        });
    }

    @Test
    void bewits() {
        List<String> decoded = List.of("me\\1353832234\\m=\\", "a/b\\4519311458\\m\\" + ext("{}"), "a\\b\\c");
        List<String> valid = new ArrayList<>();
        decoded.forEach(text -> {
            String bewit =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
            valid.add("/x?bewit=" + bewit);
            valid.add("/x?a=1&bewit=" + bewit + "&b=2");
        });
        fuzz(200_000, valid, text -> {
            try {
                return Bewit.find(text).isPresent() && Bewit.isIn(text);
            } catch (HawkException expected) {
                return false;
            }
        });
    }

    private static String ext(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> extensions() {
        TemporaryCredentials credentials =
                TemporaryCredentials.of("issuer", TOKEN, "scope:a").between(NOW, NOW.plus(Duration.ofHours(1)));
        return List.of(
                "{}",
                "{\"authorizedScopes\": [\"scope:a\", \"scope:b*\"]}",
                Json.MAPPER.writeValueAsString(Map.of("certificate", credentials.certificate())),
                Json.MAPPER.writeValueAsString(Map.of(
                        "certificate",
                        credentials.named("name").certificate(),
                        "authorizedScopes",
                        List.of("scope:a"))));
    }

    private static CredentialCheck credentialCheck() {
        List<String> scopes = List.of("scope:*", "auth:create-client:*");
        Principal issuer = new Principal("issuer", TOKEN, NOW.plus(Duration.ofDays(1)), false, scopes, NOW);
        return new CredentialCheck(clientId -> clientId.equals("issuer") ? issuer : null, RoleSnapshot.none(), NOW);
    }

    /** Faults in the JSON, which is then encoded as it should be. */
    @Test
    void certificatesAndRestrictions() {
        CredentialCheck check = credentialCheck();
        fuzz(50_000, extensions(), text -> {
            try {
                check.check("issuer", ext(text));
                return true;
            } catch (Refusal expected) {
                return false;
            }
        });
    }

    /** Faults in the encoding, in whole requests. */
    @Test
    void requests() {
        SignatureCheck check = new SignatureCheck(credentialCheck(), NOW);
        List<String> valid = new ArrayList<>(HEADERS);
        extensions().forEach(json -> valid.add(AskingService.header("issuer", TOKEN, ext(json), NOW, null)));
        fuzz(50_000, valid, text -> {
            HawkRequest request =
                    new HawkRequest("get", AskingService.RESOURCE, AskingService.HOST, AskingService.PORT, text, null);
            try {
                check.check(request, Scheme.HAWK);
                return true;
            } catch (Refusal expected) {
                return false;
            }
        });
    }

    @Test
    void scopeExpressions() {
        List<String> valid = List.of(
                "\"scope:a\"",
                "{\"AllOf\": [\"a\", {\"AnyOf\": [\"b\", \"c*\", {\"AllOf\": []}]}]}",
                "{\"AnyOf\": [{\"AllOf\": [\"a\", \"b\"]}, \"c\"]}");
        ScopeSet scopes = ScopeSet.of(List.of("a", "b*"));
        fuzz(125_000, valid, text -> {
            try {
                ScopeExpression expression = ScopeExpression.parse(tree(text));
                scopes.satisfying(expression);
                scopes.missing(expression);
                expression.simplify();
                assertThat(ScopeExpression.parse(expression.toTree())).isEqualTo(expression);
                return true;
            } catch (IllegalArgumentException | JacksonException expected) {
                return false;
            }
        });
    }

    @Test
    void scopeTemplates() {
        List<String> valid = List.of(
                "\"scope:<a>:<b>\"",
                "{\"AllOf\": [\"s:<a>\", {\"for\": \"x\", \"in\": \"list\", \"each\": \"t:<x>:<b>\"}]}",
                "{\"if\": \"flag\", \"then\": \"s:<a>\", \"else\": {\"AnyOf\": [\"a\", \"b:<b>\"]}}",
                "{\"AnyOf\": [{\"if\": \"flag\", \"then\": {\"AllOf\": []}}, \"<a><b>\"]}");
        Map<String, Object> parameters =
                Map.of("a", "$& <b>", "b", 7, "list", List.of("x", "*"), "flag", true, "x", "shadowed");
        fuzz(125_000, valid, text -> {
            try {
                ScopeTemplate template = ScopeTemplate.parse(tree(text));
                template.needsOnly(Set.of("a", "b"));
                template.render(parameters);
                return true;
            } catch (IllegalArgumentException | JacksonException expected) {
                return false;
            }
        });
    }

    private static Object tree(String json) {
        JsonNode node = Json.MAPPER.readTree(json);
        Object tree = Json.MAPPER.treeToValue(node, Object.class);
        if (tree == null) {
            throw new IllegalArgumentException("nothing");
        }
        return tree;
    }
}

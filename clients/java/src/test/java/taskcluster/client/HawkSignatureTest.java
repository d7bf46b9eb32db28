package taskcluster.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

class HawkSignatureTest {
    private static final Credentials CREDENTIALS = new Credentials("me", "secret");
    private static final Instant NOW = Instant.ofEpochSecond(1353832234);

    @Test
    void theHeaderIsThatOfTheSchemesOwnExample() {
        Credentials example = new Credentials("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");

        String header = new HawkSignature(example, "some-app-ext-data")
                .header("GET", URI.create("http://example.com:8000/resource/1?b=1&a=2"), null, NOW, "j4h3g2");

        assertThat(header)
                .isEqualTo("Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\","
                        + " mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\"");
    }

    @Test
    void theDefaultPortIsThatOfTheProtocol() {
        HawkSignature signature = new HawkSignature(CREDENTIALS, "");

        assertThat(signature.header("GET", URI.create("https://Example.com/a"), null, NOW, "n"))
                .isEqualTo(signature.header("GET", URI.create("https://example.com:443/a"), null, NOW, "n"))
                .isNotEqualTo(signature.header("GET", URI.create("http://example.com/a"), null, NOW, "n"));
        assertThat(signature.header("GET", URI.create("http://example.com/a"), null, NOW, "n"))
                .isEqualTo(signature.header("GET", URI.create("http://example.com:80/a"), null, NOW, "n"));
    }

    @Test
    void aPayloadIsHashedAndCoveredByTheMac() {
        HawkSignature signature = new HawkSignature(CREDENTIALS, "");
        byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

        String header = signature.header("POST", URI.create("http://example.com/a"), body, NOW, "n");

        assertThat(header).contains("hash=\"" + HawkSignature.payloadHash(body) + "\"");
        String text =
                "hawk.1.header\n1353832234\nn\nPOST\n/a\nexample.com\n80\n" + HawkSignature.payloadHash(body) + "\n\n";
        assertThat(header).contains("mac=\"" + mac(text) + "\"");
    }

    @Test
    void extHoldsCertificateAndAuthorizedScopesOnlyWhenThereAreAny() {
        URI uri = URI.create("http://example.com/a");
        Credentials temporary = new Credentials("me", "secret", "{\"version\": 1}");

        assertThat(new HawkSignature(CREDENTIALS, (List<String>) null).header("GET", uri, null, NOW))
                .doesNotContain("ext=");
        assertThat(ext(new HawkSignature(CREDENTIALS, List.of())).toString()).isEqualTo("{\"authorizedScopes\":[]}");
        assertThat(ext(new HawkSignature(temporary, List.of("a:*"))).toString())
                .isEqualTo("{\"certificate\":{\"version\":1},\"authorizedScopes\":[\"a:*\"]}");
    }

    @Test
    void aSignedUrlCarriesABewitOverPathAndQuery() {
        URI url = new HawkSignature(CREDENTIALS, List.of("a"))
                .signedUrl(URI.create("https://example.com/x?limit=1"), NOW.plusSeconds(900));

        assertThat(url.toString()).startsWith("https://example.com/x?limit=1&bewit=");
        String bewit = url.toString().replaceFirst(".*bewit=", "");
        assertThat(bewit).doesNotContain("=", "+", "/");
        String ext =
                Base64.getEncoder().encodeToString("{\"authorizedScopes\":[\"a\"]}".getBytes(StandardCharsets.UTF_8));
        String text = "hawk.1.bewit\n1353833134\n\nGET\n/x?limit=1\nexample.com\n443\n\n" + ext + "\n";
        assertThat(new String(Base64.getUrlDecoder().decode(bewit), StandardCharsets.UTF_8))
                .isEqualTo("me\\1353833134\\" + mac(text) + "\\" + ext);
        assertThat(new HawkSignature(CREDENTIALS, "").signedUrl(URI.create("https://example.com/x"), NOW))
                .asString()
                .startsWith("https://example.com/x?bewit=");
    }

    private static String mac(String text) {
        return Base64.getEncoder().encodeToString(HawkSignature.hmac("secret".getBytes(StandardCharsets.UTF_8), text));
    }

    private static JsonNode ext(HawkSignature signature) {
        String header = signature.header("GET", URI.create("http://example.com/a"), null, NOW);
        String ext = header.replaceFirst(".*ext=\"([^\"]*)\".*", "$1");
        return Json.MAPPER.readTree(Base64.getDecoder().decode(ext));
    }
}

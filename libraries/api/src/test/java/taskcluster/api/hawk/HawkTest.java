package taskcluster.api.hawk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HawkTest {
    private static final String KEY = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";

    private static HawkHeader header(
            @Nullable String hash, @Nullable String ext, @Nullable String app, @Nullable String dlg) {
        return new HawkHeader("dh37fgj492je", "1353832234", "j4h3g2", "", hash, ext, app, dlg);
    }

    /** The examples of the description of the protocol. */
    @Test
    void codesAreThoseOfTheProtocol() {
        String resource = "/resource/1?b=1&a=2";
        assertThat(HawkMac.ofHeader(
                        header(null, "some-app-ext-data", null, null), KEY, "GET", resource, "example.com", 8000))
                .isEqualTo("6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=");
        String hash = HawkMac.payloadHash("text/plain", "Thank you for flying Hawk".getBytes(StandardCharsets.UTF_8));
        assertThat(hash).isEqualTo("Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=");
        assertThat(HawkMac.ofHeader(
                        header(hash, "some-app-ext-data", null, null), KEY, "post", resource, "Example.com", 8000))
                .isEqualTo("aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=");
    }

    @Test
    void applicationAndExtensionAreSigned() {
        String plain = HawkMac.ofHeader(header(null, "a\\b\nc", null, null), KEY, "GET", "/", "h", 1);
        assertThat(plain)
                .isNotEqualTo(HawkMac.ofHeader(header(null, "a\\b\nd", null, null), KEY, "GET", "/", "h", 1))
                .isNotEqualTo(HawkMac.ofHeader(header(null, "a\\b\nc", "app", null), KEY, "GET", "/", "h", 1));
        assertThat(HawkMac.ofHeader(header(null, null, "app", "dlg"), KEY, "GET", "/", "h", 1))
                .isNotEqualTo(HawkMac.ofHeader(header(null, null, "app", null), KEY, "GET", "/", "h", 1));
    }

    @Test
    void parametersOfContentTypesAreNotHashed() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        assertThat(HawkMac.payloadHash(" Application/JSON ; charset=utf-8", body))
                .isEqualTo(HawkMac.payloadHash("application/json", body));
    }

    @Test
    void codesAreCompared() {
        assertThat(HawkMac.isEqual("abc", "abc")).isTrue();
        assertThat(HawkMac.isEqual("abc", "abd")).isFalse();
        assertThat(HawkMac.isEqual("abc", "ab")).isFalse();
    }

    @Test
    void headersSurviveTheWayThereAndBack() throws HawkException {
        HawkHeader all = new HawkHeader("a/b c", "123", "n", "m=", "h=", "e=", "app", "dlg");
        assertThat(HawkHeader.parse(all.toHeaderValue())).isEqualTo(all);
        HawkHeader few = new HawkHeader("a", "1", "n", "m", null, null, null, null);
        assertThat(HawkHeader.parse(few.toHeaderValue())).isEqualTo(few);
        assertThat(HawkHeader.parse("hAWK  mac=\"m\",id=\"a\" , nonce=\"n\",ts=\"1\","))
                .isEqualTo(few);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Basic abc                             | Unauthorized: Unauthorized",
                "''                                    | Bad Request: Invalid header syntax",
                "Hawk                                  | Bad Request: Invalid header syntax",
                "Hawk-id                               | Bad Request: Invalid header syntax",
                "Hawk id                               | Bad Request: Bad header format",
                "Hawk id=a                             | Bad Request: Bad header format",
                "Hawk id=\"a                           | Bad Request: Bad header format",
                "Hawk id=\"a\\b\"                      | Bad Request: Bad header format",
                "Hawk id=\"a\"; ts=\"1\"               | Bad Request: Bad header format",
                "Hawk id=\"\"                          | Bad Request: Bad attribute value: id",
                "Hawk id=\"\u00e4\"                    | Bad Request: Bad attribute value: id",
                "Hawk colour=\"red\"                   | Bad Request: Unknown attribute: colour",
                "Hawk id=\"a\", id=\"b\"               | Bad Request: Duplicate attribute: id",
                "Hawk id=\"a\", ts=\"1\", nonce=\"n\"  | Bad Request: Missing attributes",
            })
    void malformedHeadersAreNamed(String header, String message) {
        assertThatThrownBy(() -> HawkHeader.parse(header))
                .isInstanceOf(HawkException.class)
                .hasMessage(message);
    }

    @Test
    void longHeadersAreRefused() {
        assertThatThrownBy(() -> HawkHeader.parse("Hawk id=\"" + "a".repeat(4096) + "\""))
                .hasMessage("Bad Request: Header length too long");
    }

    private static String bewit(String decoded) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(decoded.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "/a?bewit=X, /a",
        "/a?bewit=X&b=1, /a?b=1",
        "/a?b=1&bewit=X, /a?b=1",
        "/a?b=1&bewit=X&c=2, /a?b=1&c=2",
    })
    void bewitsAreFoundAnywhereInTheQuery(String template, String signed) throws HawkException {
        Bewit expected = new Bewit("id", "123", "mac=", "ext", signed);
        String resource = template.replace("X", expected.encode());
        assertThat(Bewit.isIn(resource)).isTrue();
        assertThat(Bewit.find(resource)).contains(expected);
    }

    @Test
    void mostUrlsHaveNoBewit() throws HawkException {
        for (String resource : new String[] {"/a", "/a?b=bewit=", "/bewit=1", "", "bewit?bewit=x", "/a?xbewit=1"}) {
            assertThat(Bewit.find(resource)).as(resource).isEmpty();
            assertThat(Bewit.isIn(resource)).as(resource).isFalse();
        }
    }

    @Test
    void malformedBewitsAreNamed() {
        assertThatThrownBy(() -> Bewit.find("/a?bewit=")).hasMessage("Unauthorized: Empty bewit");
        assertThatThrownBy(() -> Bewit.find("/a?bewit=*")).hasMessage("Bad Request: Invalid bewit encoding");
        assertThatThrownBy(() -> Bewit.find("/a?bewit=_w")).hasMessage("Bad Request: Invalid bewit encoding");
        assertThatThrownBy(() -> Bewit.find("/a?bewit=" + bewit("a\\b\\c")))
                .hasMessage("Bad Request: Invalid bewit structure");
        assertThatThrownBy(() -> Bewit.find("/a?bewit=" + bewit("\\1\\m\\")))
                .hasMessage("Bad Request: Missing bewit attributes");
        assertThatThrownBy(() -> Bewit.find("/" + "a".repeat(4096) + "?bewit=" + bewit("a\\1\\m\\")))
                .hasMessage("Bad Request: Resource path exceeds max length");
    }

    @Test
    void signaturesOfUrlsCoverAllParts() {
        String mac = HawkMac.ofBewit(KEY, "4519311458", "/resource/4?a=1&b=2", "example.com", 8080, "xandyandz");
        assertThat(mac)
                .isNotEqualTo(
                        HawkMac.ofBewit(KEY, "4519311459", "/resource/4?a=1&b=2", "example.com", 8080, "xandyandz"))
                .isNotEqualTo(
                        HawkMac.ofBewit(KEY, "4519311458", "/resource/4?a=1&b=3", "example.com", 8080, "xandyandz"))
                .isNotEqualTo(
                        HawkMac.ofBewit(KEY, "4519311458", "/resource/4?a=1&b=2", "example.com", 8081, "xandyandz"))
                .isNotEqualTo(HawkMac.ofBewit(KEY, "4519311458", "/resource/4?a=1&b=2", "example.com", 8080, null))
                .isEqualTo(HawkMac.ofBewit(KEY, "4519311458", "/resource/4?a=1&b=2", "EXAMPLE.com", 8080, "xandyandz"));
    }

    @Test
    void garbageIsRefusedAndNeverFailsInAnotherWay() {
        Random random = new Random(7);
        String alphabet = "Hawk id=\"ts\", nonce\\mac=\"1\u00e4\n&?/bewit=_-+";
        int understood = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "Hawk " : "/a?bewit=");
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            understood += isUnderstood(() -> HawkHeader.parse(text.toString())) ? 1 : 0;
            understood += isUnderstood(() -> Bewit.find(text.toString())) ? 1 : 0;
        }
        assertThat(understood).isLessThan(100_000);
    }

    private interface Parse {
        Object run() throws HawkException;
    }

    /** Anything but a HawkException goes through and fails the test. */
    private static boolean isUnderstood(Parse parse) {
        try {
            return parse.run() != null;
        } catch (HawkException expected) {
            assertThat(expected.getMessage()).matches("(?s)(Bad Request|Unauthorized): .+");
            return false;
        }
    }
}

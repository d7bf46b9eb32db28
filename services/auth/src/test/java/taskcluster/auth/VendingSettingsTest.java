package taskcluster.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import taskcluster.auth.vending.RsaKeys;
import taskcluster.auth.vending.aws.AwsSettings;
import taskcluster.auth.vending.azure.AzureSettings;
import taskcluster.auth.vending.gcp.GcpSettings;
import taskcluster.auth.vending.github.GithubSettings;
import taskcluster.auth.vending.sentry.SentrySettings;
import taskcluster.auth.vending.websocktunnel.WebsocktunnelSettings;
import taskcluster.core.Json;

class VendingSettingsTest {
    private static final String PEM = RsaKeys.pkcs1(RsaKeys.generate());

    private static VendingSettings bind(Map<String, String> properties) {
        Map<String, String> all = new LinkedHashMap<>();
        properties.forEach((name, value) -> all.put("auth.vending." + name, value));
        BindHandler strict = new NoUnboundElementsBindHandler(BindHandler.DEFAULT);
        return new Binder(new MapConfigurationPropertySource(all))
                .bindOrCreate("auth.vending", Bindable.of(VendingSettings.class), strict);
    }

    private static Map<String, String> sentry() {
        return new LinkedHashMap<>(Map.of(
                "sentry.organization", "org",
                "sentry.host", "sentry.example.com",
                "sentry.auth-token", "hidden",
                "sentry.team", "team",
                "sentry.key-prefix", "tc"));
    }

    private static String apps(String name, Object appId, Object privateKey) {
        return Json.MAPPER.writeValueAsString(Map.of(name, Map.of("appId", appId, "privateKey", privateKey)));
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new VendingSettings(
                        new AwsSettings("", "https://sts.us-east-1.amazonaws.com"),
                        new AzureSettings(
                                "",
                                "https://{account}.blob.core.windows.net",
                                "https://{account}.table.core.windows.net"),
                        new GcpSettings("", "https://iamcredentials.googleapis.com"),
                        new GithubSettings("", "https://api.github.com"),
                        new SentrySettings("", "", "", "", ""),
                        new WebsocktunnelSettings("")));
    }

    @Test
    void everySettingHasAProperty() {
        Map<String, String> all = sentry();
        all.put(
                "aws.allowed-buckets",
                "[{\"accessKeyId\": \"id\", \"secretAccessKey\": \"hidden\", \"buckets\": [\"b\"]}]");
        all.put("aws.sts-endpoint", "http://sts/");
        all.put("azure.accounts", "{\"acc\": \"hidden++\"}");
        all.put("azure.blob-endpoint", "http://blobs/{account}");
        all.put("azure.table-endpoint", "http://tables/{account}");
        all.put("gcp.allowed-projects", "{}");
        all.put("gcp.iam-endpoint", "http://iam");
        all.put("github.apps", apps("app_1-x", 7, PEM));
        all.put("github.api-url", "https://ghe.example.com/api/v3/");
        all.put("websocktunnel.secret", "hidden");
        VendingSettings settings = bind(all);
        assertThat(settings.aws().stsEndpoint()).isEqualTo("http://sts");
        assertThat(settings.azure().blobEndpoint()).isEqualTo("http://blobs/{account}");
        assertThat(settings.azure().tableEndpoint()).isEqualTo("http://tables/{account}");
        assertThat(settings.gcp().iamEndpoint()).isEqualTo("http://iam");
        assertThat(settings.github().apiUrl()).isEqualTo("https://ghe.example.com/api/v3");
        assertThat(settings.sentry())
                .isEqualTo(new SentrySettings("org", "https://sentry.example.com", "hidden", "team", "tc"));
        assertThat(settings.websocktunnel().secret()).isEqualTo("hidden");
        assertThat(settings.toString()).doesNotContain("hidden", "PRIVATE KEY");
    }

    @Test
    void unknownSettingsAreRefused() {
        assertThatThrownBy(() -> bind(Map.of("aws.colour", "red"))).rootCause().hasMessageContaining("colour");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "aws.allowed-buckets | hidden | auth.vending.aws.allowed-buckets is not JSON",
                "aws.allowed-buckets | {} | auth.vending.aws.allowed-buckets must be an array",
                "aws.allowed-buckets | [{`secretAccessKey`: `hidden`}] | auth.vending.aws.allowed-buckets[0].accessKeyId must be a text",
                "aws.allowed-buckets | [{`accessKeyId`: `a`, `secretAccessKey`: 7}] | allowed-buckets[0].secretAccessKey must be a text",
                "aws.allowed-buckets | [{`accessKeyId`: `a`, `secretAccessKey`: `hidden`}] | allowed-buckets[0].buckets must be an array",
                "azure.accounts | [`hidden`] | auth.vending.azure.accounts must be an object",
                "azure.accounts | {`name`: `hidden!`} | auth.vending.azure.accounts.name must be a key in base64",
                "gcp.allowed-projects | {`a`: {}, `b`: {}} | auth.vending.gcp.allowed-projects must not have more than one project",
                "gcp.allowed-projects | {`a`: {`credentials`: {`private_key`: `hidden`}}} | allowed-projects.a.credentials must be the JSON key of a service account",
                "gcp.allowed-projects | {`a`: {`credentials`: `hidden`}} | allowed-projects.a.credentials must be the JSON key of a service account",
                "github.apps | {`my app`: {}} | auth.vending.github.apps.my app is no name of an app",
                "github.apps | {`a`: {`privateKey`: `hidden`}} | auth.vending.github.apps.a.appId must be a text",
                "github.apps | {`a`: {`appId`: `1`}} | auth.vending.github.apps.a.privateKey must be a PEM file",
                "github.apps | {`a`: {`appId`: `1`, `privateKey`: `hidden`}} | auth.vending.github.apps.a.privateKey must be a PEM file",
            })
    void complaintsNameThePlaceAndNoSecret(String property, String value, String complaint) {
        assertThatThrownBy(() -> bind(Map.of(property, value.replace('`', '"'))))
                .rootCause()
                .hasMessageContaining(complaint)
                .hasMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws.sts-endpoint",
                "azure.blob-endpoint",
                "azure.table-endpoint",
                "gcp.iam-endpoint",
                "github.api-url",
            })
    void endpointsAreUrls(String property) {
        for (String bad :
                new String[] {"{account}", "ftp://{account}", "http://", "https://{account}/?x", "https://u@{account}"
                }) {
            assertThatThrownBy(() -> bind(Map.of(property, bad)))
                    .rootCause()
                    .hasMessageStartingWith("auth.vending." + property + " ");
        }
    }

    @Test
    void azureEndpointsAreThoseOfAnAccount() {
        assertThatThrownBy(() -> bind(Map.of("azure.blob-endpoint", "https://blobs.example.com")))
                .rootCause()
                .hasMessage("auth.vending.azure.blob-endpoint must contain {account}");
    }

    @Test
    void sentryNeedsAllOrNone() {
        for (String property : sentry().keySet()) {
            Map<String, String> some = sentry();
            some.remove(property);
            assertThatThrownBy(() -> bind(some))
                    .rootCause()
                    .hasMessageStartingWith("auth.vending.sentry: set all or none; not set are ")
                    .hasMessageContaining(property.substring("sentry.".length()))
                    .hasMessageNotContaining("hidden");
        }
        Map<String, String> withUrl = sentry();
        withUrl.put("sentry.host", "http://sentry:9000/");
        assertThat(bind(withUrl).sentry().host()).isEqualTo("http://sentry:9000");
    }
}

package taskcluster.auth.vending.azure;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.auth.vending.EndpointUrl;
import taskcluster.auth.vending.SecretJson;

/**
 * For which storage accounts of Azure there is access.
 *
 * @param accounts JSON, the access key of each account by the name of the account; blank for none
 * @param blobEndpoint where to reach the blob service of an account, which {@code {account}} stands for
 * @param tableEndpoint where to reach its table service
 */
public record AzureSettings(
        @DefaultValue("") String accounts,

        @DefaultValue("https://{account}.blob.core.windows.net")
        String blobEndpoint,

        @DefaultValue("https://{account}.table.core.windows.net")
        String tableEndpoint) {
    private static final String ACCOUNTS = "auth.vending.azure.accounts";
    private static final String BLOB_ENDPOINT = "auth.vending.azure.blob-endpoint";
    private static final String TABLE_ENDPOINT = "auth.vending.azure.table-endpoint";
    private static final String ACCOUNT = "{account}";

    public AzureSettings {
        parse(accounts);
        endpoint(BLOB_ENDPOINT, blobEndpoint, "account");
        endpoint(TABLE_ENDPOINT, tableEndpoint, "account");
    }

    /** The access keys by the names of the accounts, in the order of the setting. */
    Map<String, String> keys() {
        return parse(accounts);
    }

    String blobEndpoint(String account) {
        return endpoint(BLOB_ENDPOINT, blobEndpoint, account);
    }

    String tableEndpoint(String account) {
        return endpoint(TABLE_ENDPOINT, tableEndpoint, account);
    }

    private static String endpoint(String setting, String template, String account) {
        if (!template.contains(ACCOUNT)) {
            throw new IllegalArgumentException(setting + " must contain " + ACCOUNT);
        }
        return EndpointUrl.parse(setting, template.replace(ACCOUNT, account));
    }

    private static Map<String, String> parse(String accounts) {
        Map<String, String> keys = new LinkedHashMap<>();
        if (!accounts.isBlank()) {
            SecretJson.parse(ACCOUNTS, accounts).properties().forEach((account, key) -> keys.put(account, base64(key)));
        }
        return keys;
    }

    private static String base64(SecretJson key) {
        try {
            Base64.getDecoder().decode(key.text());
            return key.text();
        } catch (IllegalArgumentException invalid) {
            throw key.invalid("must be a key in base64");
        }
    }

    /** Without keys. */
    @Override
    public String toString() {
        return "blobEndpoint=" + blobEndpoint + ", tableEndpoint=" + tableEndpoint;
    }
}

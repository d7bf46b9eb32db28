package taskcluster.auth.vending.azure;

import com.azure.core.credential.AzureNamedKeyCredential;
import com.azure.core.exception.AzureException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.http.rest.PagedIterable;
import com.azure.core.http.rest.PagedResponse;
import com.azure.data.tables.TableServiceClient;
import com.azure.data.tables.TableServiceClientBuilder;
import com.azure.data.tables.models.TableItem;
import com.azure.data.tables.sas.TableSasPermission;
import com.azure.data.tables.sas.TableSasSignatureValues;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobContainerItem;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.auth.vending.AccessLevel;
import taskcluster.auth.vending.ExpiringValues;
import taskcluster.auth.vending.VendorException;

/** One storage account: what there is in it, and signatures that allow access to parts of it. */
final class StorageAccount {
    /** Signatures are valid from a while ago, for clocks that are behind. */
    private static final Duration VALID_SINCE = Duration.ofMinutes(15);

    private static final Duration VALID_FOR = Duration.ofMinutes(25);

    /** How long a table or container that was made, or was there already, is taken to exist. */
    private static final Duration EXISTS_FOR = Duration.ofHours(6);

    private static final int MOST_KNOWN = 10_000;

    private static final int MAX_RETRIES = 2;
    private static final Duration TRY_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);
    private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(2);

    private final BlobServiceClient blobs;
    private final TableServiceClient tables;
    private final Clock clock;
    private final ExpiringValues<String, Boolean> existing;

    StorageAccount(String name, String key, String blobEndpoint, String tableEndpoint, Clock clock) {
        this.clock = clock;
        this.existing = new ExpiringValues<>(MOST_KNOWN, clock);
        HttpClient http = new JdkHttpClientBuilder()
                .connectionTimeout(TRY_TIMEOUT)
                .responseTimeout(TRY_TIMEOUT)
                .readTimeout(TRY_TIMEOUT)
                .build();
        this.blobs = new BlobServiceClientBuilder()
                .endpoint(blobEndpoint)
                .credential(new StorageSharedKeyCredential(name, key))
                .httpClient(http)
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.EXPONENTIAL, MAX_RETRIES + 1, TRY_TIMEOUT, RETRY_DELAY, MAX_RETRY_DELAY, null))
                .buildClient();
        this.tables = new TableServiceClientBuilder()
                .endpoint(tableEndpoint)
                .credential(new AzureNamedKeyCredential(name, key))
                .httpClient(http)
                .retryOptions(new RetryOptions(new ExponentialBackoffOptions()
                        .setMaxRetries(MAX_RETRIES)
                        .setBaseDelay(RETRY_DELAY)
                        .setMaxDelay(MAX_RETRY_DELAY)))
                .buildClient();
    }

    /** A page of names, and what Azure calls the next one; null if there is none. */
    record Names(List<String> names, @Nullable String continuationToken) {}

    /**
     * A signature, as the query of a URL without the question mark.
     *
     * @param expiry when it ends to be valid
     */
    record Signature(String sas, Instant expiry) {
        /** Without the signature, which is a secret. */
        @Override
        public String toString() {
            return "signature until " + expiry;
        }
    }

    /** @throws ApiException 400 if Azure does not know the token */
    Names tables(@Nullable String continuationToken) {
        return ask(() -> names(tables.listTables(), continuationToken, TableItem::getName));
    }

    /** @throws ApiException 400 if Azure does not know the token */
    Names containers(@Nullable String continuationToken) {
        return ask(() -> names(blobs.listBlobContainers(), continuationToken, BlobContainerItem::getName));
    }

    /** Access to a table; for writing, it is made first if it is not there. */
    Signature signTable(String table, AccessLevel level) {
        boolean writes = !level.isReadOnly();
        if (writes) {
            ensure("table/" + table, () -> tables.createTableIfNotExists(table));
        }
        TableSasPermission permission = new TableSasPermission()
                .setReadPermission(true)
                .setAddPermission(writes)
                .setUpdatePermission(writes)
                .setDeletePermission(writes);
        Instant expiry = clock.instant().plus(VALID_FOR);
        TableSasSignatureValues values = new TableSasSignatureValues(expiry.atOffset(ZoneOffset.UTC), permission)
                .setStartTime(clock.instant().minus(VALID_SINCE).atOffset(ZoneOffset.UTC));
        return new Signature(tables.getTableClient(table).generateSas(values), expiry);
    }

    /** Access to a container; for writing, it is made first if it is not there. */
    Signature signContainer(String name, AccessLevel level) {
        BlobContainerClient container = blobs.getBlobContainerClient(name);
        boolean writes = !level.isReadOnly();
        if (writes) {
            ensure("container/" + name, container::createIfNotExists);
        }
        BlobContainerSasPermission permission = new BlobContainerSasPermission()
                .setReadPermission(true)
                .setListPermission(true)
                .setAddPermission(writes)
                .setCreatePermission(writes)
                .setWritePermission(writes)
                .setDeletePermission(writes);
        Instant expiry = clock.instant().plus(VALID_FOR);
        BlobServiceSasSignatureValues values = new BlobServiceSasSignatureValues(
                        expiry.atOffset(ZoneOffset.UTC), permission)
                .setStartTime(clock.instant().minus(VALID_SINCE).atOffset(ZoneOffset.UTC));
        return new Signature(container.generateSas(values), expiry);
    }

    private void ensure(String name, Runnable create) {
        if (existing.get(name).isEmpty()) {
            ask(() -> {
                create.run();
                return name;
            });
            existing.put(name, true, clock.instant().plus(EXISTS_FOR));
        }
    }

    /** One page, in one request. */
    private static <T> Names names(PagedIterable<T> items, @Nullable String token, Function<T, String> name) {
        Iterable<PagedResponse<T>> pages = token == null ? items.iterableByPage() : items.iterableByPage(token);
        Iterator<PagedResponse<T>> iterator = pages.iterator();
        if (!iterator.hasNext()) {
            return new Names(List.of(), null);
        }
        PagedResponse<T> page = iterator.next();
        return new Names(page.getValue().stream().map(name).toList(), page.getContinuationToken());
    }

    private static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (HttpResponseException e) {
            if (e.getResponse() != null && e.getResponse().getStatusCode() == 400) {
                throw ApiException.inputError("Azure refuses the request as invalid", Map.of());
            }
            throw new VendorException("Azure storage refuses: " + e.getMessage(), e);
        } catch (AzureException e) {
            throw new VendorException("Azure storage does not answer", e);
        }
    }
}

package taskcluster.object.backend;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.utils.http.SdkHttpUtils;
import taskcluster.monitor.Monitor;
import taskcluster.s3.BulkDeletion;
import taskcluster.s3.ObjectDeletion;
import taskcluster.s3.PresignedUrls;
import taskcluster.s3.S3Access;
import taskcluster.s3.S3Object;
import taskcluster.s3.SingleDeletion;

/** One bucket. The key of an object is its name. It is first spoken to when it is first needed. */
public final class S3Backend implements AutoCloseable {
    private static final Duration UPLOAD_TIME = Duration.ofMinutes(45);
    /** Keeps an upload URL valid for as long as the uploader was told, whatever the round trip and the clocks add. */
    private static final Duration UPLOAD_LEEWAY = Duration.ofSeconds(10);

    private static final Duration DOWNLOAD_TIME = Duration.ofMinutes(30);
    /** How long a URL of the method getUrl is to be used; its signature lasts longer, for the same reason. */
    private static final Duration GET_URL_TIME = Duration.ofMinutes(1);

    private static final Duration GET_URL_LEEWAY = Duration.ofMinutes(1);

    /** What Amazon accepts in one PUT, in bytes. */
    private static final long AMAZON_MAX_PUT = 5L * 1024 * 1024 * 1024;

    private static final int AMAZON_MAX_TAG = 256;

    private final S3BackendSettings settings;
    private final Clock clock;
    private final Monitor monitor;
    private @Nullable Store store;

    S3Backend(S3BackendSettings settings, Clock clock, Monitor monitor) {
        this.settings = settings;
        this.clock = clock;
        this.monitor = monitor;
    }

    private record Store(S3Access access, S3Client client, PresignedUrls presignedUrls) {}

    public String id() {
        return settings.id();
    }

    /** The best of the proposed ways to upload. */
    public UploadMethod choose(Optional<UploadMethod.DataInline> inline, Optional<UploadMethod.PutUrl> putUrl) {
        if (inline.isPresent()) {
            return inline.get();
        }
        return putUrl.filter(put -> !settings.isAmazon() || put.contentLength() <= AMAZON_MAX_PUT)
                .<UploadMethod>map(put -> put)
                .orElseGet(UploadMethod.None::new);
    }

    /**
     * Stores the content of an object.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if the store does not
     */
    public void write(String name, String projectId, UploadMethod.DataInline content) {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(name)
                .contentType(content.contentType())
                .contentMD5(Content.md5(content.data()));
        if (settings.isAmazon()) {
            put.tagging(tagging(projectId));
        }
        if (mustBeAttachment(content.contentType())) {
            put.contentDisposition("attachment");
        }
        store().client().putObject(put.build(), RequestBody.fromBytes(content.data()));
    }

    /** A URL that accepts PUTs of the object, of exactly this type and length. */
    public SignedUrl uploadUrl(String name, UploadMethod.PutUrl content) {
        Map<String, String> signed = new LinkedHashMap<>();
        signed.put("Content-Type", content.contentType());
        signed.put("Content-Length", Long.toString(content.contentLength()));
        if (mustBeAttachment(content.contentType())) {
            signed.put("Content-Disposition", "attachment");
        }
        Map<String, String> headers = new LinkedHashMap<>(signed);
        headers.put("Content-Encoding", "identity");
        String url = store().presignedUrls()
                .put(new S3Object(settings.bucket(), name), signed, UPLOAD_TIME.plus(UPLOAD_LEEWAY));
        return new SignedUrl(url, clock.instant().plus(UPLOAD_TIME), headers);
    }

    /** On Amazon's own domain a page could act for others that are there; browsers are told to save it instead. */
    private boolean mustBeAttachment(String contentType) {
        String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return settings.isAmazon() && mediaType.equals("text/html");
    }

    /**
     * Looks whether the content of an object is there as it was announced, and marks it as its project's where the store can
     * do that.
     *
     * @param length bytes that were announced, null if none were
     * @param hashes by algorithm; they are checked where the content is small
     * @return what is wrong with it
     */
    public Optional<String> problem(String name, String projectId, @Nullable Long length, Map<String, String> hashes) {
        Optional<String> problem =
                new Content(store().client(), new S3Object(settings.bucket(), name), monitor).problem(length, hashes);
        if (problem.isEmpty() && settings.isAmazon()) {
            store().client()
                    .putObjectTagging(request ->
                            request.bucket(settings.bucket()).key(name).tagging(tagging(projectId)));
        }
        return problem;
    }

    private Tagging tagging(String projectId) {
        List<Tag> tags = new ArrayList<>();
        tags.add(tag("ProjectId", projectId));
        settings.tags().forEach((key, value) -> tags.add(tag(key, value)));
        return Tagging.builder().tagSet(tags).build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder()
                .key(key)
                .value(value.substring(0, Math.min(value.length(), AMAZON_MAX_TAG)))
                .build();
    }

    /** A URL that any HTTP client can fetch the object from. */
    public String simpleUrl(String name) {
        return downloadUrl(name, DOWNLOAD_TIME);
    }

    /** A URL for those who verify what they get, and ask for another one when it has expired. */
    public SignedUrl getUrl(String name) {
        return new SignedUrl(
                downloadUrl(name, GET_URL_TIME.plus(GET_URL_LEEWAY)),
                clock.instant().plus(GET_URL_TIME),
                Map.of());
    }

    private String downloadUrl(String name, Duration validity) {
        Store connected = store();
        if (!settings.signGetUrls()) {
            return connected.access().bucketUrl(settings.bucket()) + "/" + SdkHttpUtils.urlEncode(name);
        }
        return connected.presignedUrls().get(new S3Object(settings.bucket(), name), validity);
    }

    /**
     * Deletes the content of objects; what does not exist counts as deleted.
     *
     * @return the names of those whose content may still exist
     * @throws software.amazon.awssdk.core.exception.SdkException if the store cannot delete in the configured way
     */
    public List<String> delete(List<String> names) throws InterruptedException {
        S3Client client = store().client();
        ObjectDeletion deletion =
                settings.bulkDelete() ? new BulkDeletion(client, monitor) : new SingleDeletion(client, monitor);
        List<S3Object> objects = names.stream()
                .map(name -> new S3Object(settings.bucket(), name))
                .toList();
        return deletion.delete(objects).kept().stream().map(S3Object::key).toList();
    }

    private synchronized Store store() {
        if (store == null) {
            S3Access access = settings.access(region());
            store = new Store(access, access.client(), access.presignedUrls());
        }
        return store;
    }

    private String region() {
        if (!settings.isAmazon()) {
            return BucketRegion.DEFAULT;
        }
        try (S3Client client = settings.access(BucketRegion.DEFAULT).client()) {
            return BucketRegion.find(client, settings.bucket());
        }
    }

    @Override
    public synchronized void close() {
        if (store != null) {
            store.client().close();
        }
    }
}

package taskcluster.client;

import static taskcluster.client.ApiMethod.Payload.JSON;
import static taskcluster.client.ApiMethod.Payload.NONE;
import static taskcluster.client.ApiMethod.Reply.ANY;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Object Service. Keeps objects: named pieces of data of any size that never change and expire at a given
/// time.
///
/// The content does not pass through this service. Uploader and service agree on a method of upload, then
/// the content goes straight to the storage behind the service, and the same with downloads. Hashes that
/// the uploader calculates are kept with the object, so that a change on the way or in the storage does not
/// go unnoticed.
///
/// Each object belongs to a project, which decides who may create it and where it is kept.
///
/// Generated from the service's reference.
public final class ObjectService {
    private static final ApiMethod CREATE_UPLOAD =
            new ApiMethod("createUpload", "PUT", "/upload/<name>", Set.of(), JSON, ApiMethod.Reply.OBJECT);
    private static final ApiMethod FINISH_UPLOAD =
            new ApiMethod("finishUpload", "POST", "/finish-upload/<name>", Set.of(), JSON, ANY);
    private static final ApiMethod DOWNLOAD = new ApiMethod("download", "GET", "/download/<name>", Set.of(), NONE, ANY);
    private static final ApiMethod OBJECT =
            new ApiMethod("object", "GET", "/metadata/<name>", Set.of(), NONE, ApiMethod.Reply.OBJECT);
    private static final ApiMethod START_DOWNLOAD =
            new ApiMethod("startDownload", "PUT", "/start-download/<name>", Set.of(), JSON, ApiMethod.Reply.OBJECT);
    private static final ApiMethod HEARTBEAT = new ApiMethod("heartbeat", "GET", "/__heartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod LBHEARTBEAT =
            new ApiMethod("lbheartbeat", "GET", "/__lbheartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod PING = new ApiMethod("ping", "GET", "/ping", Set.of(), NONE, ANY);
    private static final ApiMethod VERSION = new ApiMethod("version", "GET", "/__version__", Set.of(), NONE, ANY);

    private final ServiceClient service;

    public ObjectService(ClientOptions options) {
        this.service = new ServiceClient(options, "object", "v1");
    }

    public ClientOptions options() {
        return service.options();
    }

    /// Begin Upload.
    ///
    /// Begins to upload an object, and agrees with the caller on how its content is delivered: of the
    /// methods that the caller proposes the service chooses one, or none if it supports none of them. Small
    /// content can travel in this very call; otherwise the reply has a URL to PUT it to. Then call
    /// `finishUpload`.
    ///
    /// The name is reserved for those who know the `uploadId` until the upload is finished, or for a day.
    /// Until then the call can be repeated with the same `projectId`, `uploadId` and `expires`, for a fresh
    /// URL or with other proposals. Anything else is refused with `RequestConflict`.
    ///
    /// The name is one segment of the path, so slashes in it are written `%2F`.
    ///
    /// Scopes: `object:upload:<projectId>:<name>`.
    public ObjectNode createUpload(String name, Object payload) {
        return service.object(CREATE_UPLOAD.at(name), Map.of(), payload);
    }

    /// Finish Upload.
    ///
    /// Declares the content of an object complete. From now on the object can be downloaded and never
    /// changes.
    ///
    /// `hashes` of the content are added to those that were given when the upload was created; one of the
    /// same algorithm must be the same. Give at least that of SHA-256: those who download refuse content
    /// without a hash that they know.
    ///
    /// If the content is missing or has another size than was announced the call is refused, and the upload
    /// can go on. The call can be repeated with hashes that the object has.
    ///
    /// Scopes: `object:upload:<projectId>:<name>`.
    public void finishUpload(String name, Object payload) {
        service.call(FINISH_UPLOAD.at(name), Map.of(), payload);
    }

    /// Download Object.
    ///
    /// Redirects (303) to the content of an object, so that an HTTP client that follows redirects simply
    /// gets the content. A signed URL of this method can be handed to tools that know nothing of
    /// Taskcluster.
    ///
    /// Nothing protects the content from being changed on the way: clients that can should prefer the
    /// method `getUrl` of `startDownload`. The redirect may lead to a CDN, as the deployment decides.
    ///
    /// Scopes: `object:download:<name>`.
    public JsonNode download(String name) {
        return service.call(DOWNLOAD.at(name), Map.of(), null);
    }

    /// The URL of `download`, unsigned.
    public URI downloadUrl(String name) {
        return service.url(DOWNLOAD.at(name), Map.of());
    }

    /// The URL of `download`, signed for anybody's use for the given time.
    public URI downloadSignedUrl(String name, Duration life) {
        return service.signedUrl(DOWNLOAD.at(name), Map.of(), life);
    }

    /// Get Object Metadata.
    ///
    /// Describes an object: its project, its hashes and when it expires. An object whose upload is not
    /// finished, or that has expired, is not found.
    ///
    /// Scopes: `object:download:<name>`.
    public ObjectNode object(String name) {
        return service.object(OBJECT.at(name), Map.of(), null);
    }

    /// The URL of `object`, unsigned.
    public URI objectUrl(String name) {
        return service.url(OBJECT.at(name), Map.of());
    }

    /// The URL of `object`, signed for anybody's use for the given time.
    public URI objectSignedUrl(String name, Duration life) {
        return service.signedUrl(OBJECT.at(name), Map.of(), life);
    }

    /// Start Download.
    ///
    /// Says how to fetch the content of an object, by one of the methods that the caller accepts: `getUrl`,
    /// which comes with hashes to verify what was fetched, if it is accepted, otherwise `simple`.
    ///
    /// Without a method in common the reply is 406 `NoMatchingMethod`. An object whose upload is not
    /// finished, or that has expired, is not found.
    ///
    /// Scopes: `object:download:<name>`.
    public ObjectNode startDownload(String name, Object payload) {
        return service.object(START_DOWNLOAD.at(name), Map.of(), payload);
    }

    /// Heartbeat.
    ///
    /// Checks what the service cannot work without, such as its database, and lists the result of each
    /// check.
    /// If one fails the status is 503.
    public JsonNode heartbeat() {
        return service.call(HEARTBEAT.at(), Map.of(), null);
    }

    /// The URL of `heartbeat`, unsigned.
    public URI heartbeatUrl() {
        return service.url(HEARTBEAT.at(), Map.of());
    }

    /// The URL of `heartbeat`, signed for anybody's use for the given time.
    public URI heartbeatSignedUrl(Duration life) {
        return service.signedUrl(HEARTBEAT.at(), Map.of(), life);
    }

    /// Load Balancer Heartbeat.
    ///
    /// Replies whenever the process is there, without looking at what it depends on.
    public JsonNode lbheartbeat() {
        return service.call(LBHEARTBEAT.at(), Map.of(), null);
    }

    /// The URL of `lbheartbeat`, unsigned.
    public URI lbheartbeatUrl() {
        return service.url(LBHEARTBEAT.at(), Map.of());
    }

    /// The URL of `lbheartbeat`, signed for anybody's use for the given time.
    public URI lbheartbeatSignedUrl(Duration life) {
        return service.signedUrl(LBHEARTBEAT.at(), Map.of(), life);
    }

    /// Ping Server.
    ///
    /// Replies at once, without doing anything. Says for how many seconds the service has been up.
    public JsonNode ping() {
        return service.call(PING.at(), Map.of(), null);
    }

    /// The URL of `ping`, unsigned.
    public URI pingUrl() {
        return service.url(PING.at(), Map.of());
    }

    /// The URL of `ping`, signed for anybody's use for the given time.
    public URI pingSignedUrl(Duration life) {
        return service.signedUrl(PING.at(), Map.of(), life);
    }

    /// Taskcluster Version.
    ///
    /// The version, commit, source and build of the running service.
    public JsonNode version() {
        return service.call(VERSION.at(), Map.of(), null);
    }

    /// The URL of `version`, unsigned.
    public URI versionUrl() {
        return service.url(VERSION.at(), Map.of());
    }

    /// The URL of `version`, signed for anybody's use for the given time.
    public URI versionSignedUrl(Duration life) {
        return service.signedUrl(VERSION.at(), Map.of(), life);
    }
}

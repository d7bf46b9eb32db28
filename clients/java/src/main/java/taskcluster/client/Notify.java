package taskcluster.client;

import static taskcluster.client.ApiMethod.Payload.JSON;
import static taskcluster.client.ApiMethod.Payload.NONE;
import static taskcluster.client.ApiMethod.Reply.ANY;
import static taskcluster.client.ApiMethod.Reply.OBJECT;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Notify Service. Sends notifications: e-mail, messages to rooms of Matrix and channels of Slack, and
/// events.
///
/// ## Tasks
/// A task with a route `notify.<type>.<address>.on-<state>` sends a notification when it comes into that
/// state. The type is `email`, `matrix-room`, `slack-channel` or `pulse`; the state `defined`, `pending`,
/// `running`, `completed`, `failed`, `exception`, or `resolved` for any of the last three, or `transition`
/// for all of them. `task.extra.notify` replaces the usual texts.
///
/// ## What is not sent
/// What was sent within the last hour is not sent again; the reply is then 204 instead of 200. To one
/// address at most 50 e-mails are sent in ten minutes. Addresses on the denylist get nothing.
///
/// Generated from the service's reference.
public final class Notify {
    private static final ApiMethod EMAIL = new ApiMethod("email", "POST", "/email", Set.of(), JSON, ANY);
    private static final ApiMethod MATRIX = new ApiMethod("matrix", "POST", "/matrix", Set.of(), JSON, ANY);
    private static final ApiMethod PULSE = new ApiMethod("pulse", "POST", "/pulse", Set.of(), JSON, ANY);
    private static final ApiMethod SLACK = new ApiMethod("slack", "POST", "/slack", Set.of(), JSON, ANY);
    private static final ApiMethod ADD_DENYLIST_ADDRESS =
            new ApiMethod("addDenylistAddress", "POST", "/denylist/add", Set.of(), JSON, ANY);
    private static final ApiMethod DELETE_DENYLIST_ADDRESS =
            new ApiMethod("deleteDenylistAddress", "DELETE", "/denylist/delete", Set.of(), JSON, ANY);
    private static final ApiMethod LIST_DENYLIST =
            new ApiMethod("listDenylist", "GET", "/denylist/list", Set.of("continuationToken", "limit"), NONE, OBJECT);
    private static final ApiMethod HEARTBEAT = new ApiMethod("heartbeat", "GET", "/__heartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod LBHEARTBEAT =
            new ApiMethod("lbheartbeat", "GET", "/__lbheartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod PING = new ApiMethod("ping", "GET", "/ping", Set.of(), NONE, ANY);
    private static final ApiMethod VERSION = new ApiMethod("version", "GET", "/__version__", Set.of(), NONE, ANY);

    private final ServiceClient service;

    public Notify(ClientOptions options) {
        this.service = new ServiceClient(options, "notify", "v1");
    }

    public ClientOptions options() {
        return service.options();
    }

    /// Send an E-mail.
    ///
    /// Sends an e-mail. Its content is Markdown and arrives as text and as HTML; a `link` becomes a button.
    ///
    /// The reply is 204 if nothing was sent because the same was sent within the last hour, or because the
    /// address got as many e-mails as it may in ten minutes.
    ///
    /// Scopes: `notify:email:<address>`.
    ///
    /// This method may still change.
    public void email(Object payload) {
        service.call(EMAIL.at(), Map.of(), payload);
    }

    /// Post to a Matrix Room.
    ///
    /// Posts a message to a room of Matrix. The bot of the deployment has to be in the room: invite it, and
    /// it comes.
    ///
    /// The reply is 204 if nothing was posted because the same was posted within the last hour, or because
    /// the deployment has no bot.
    ///
    /// Scopes: `notify:matrix-room:<roomId>`.
    ///
    /// This method may still change.
    public void matrix(Object payload) {
        service.call(MATRIX.at(), Map.of(), payload);
    }

    /// Publish a Message.
    ///
    /// Publishes a message on the exchange of this service. Those who have bound a queue with
    /// `route.<routingKey>` receive it.
    ///
    /// The reply is 204 if nothing was published because the same was published within the last hour.
    ///
    /// Scopes: `notify:pulse:<routingKey>`.
    ///
    /// This method may still change.
    public void pulse(Object payload) {
        service.call(PULSE.at(), Map.of(), payload);
    }

    /// Post to a Slack Channel.
    ///
    /// Posts a message to a channel of Slack. The app of the deployment has to be a member of the channel.
    ///
    /// The reply is 204 if nothing was posted because the same was posted within the last hour, or because
    /// the deployment has no app.
    ///
    /// Scopes: `notify:slack-channel:<channelId>`.
    ///
    /// This method may still change.
    public void slack(Object payload) {
        service.call(SLACK.at(), Map.of(), payload);
    }

    /// Deny an Address.
    ///
    /// Denies an address all notifications of its type, also those of tasks. E-mail addresses are compared
    /// regardless of upper and lower case. Denying an address again is no error.
    ///
    /// Scopes: `notify:manage-denylist`.
    ///
    /// This method may still change.
    public void addDenylistAddress(Object payload) {
        service.call(ADD_DENYLIST_ADDRESS.at(), Map.of(), payload);
    }

    /// Allow an Address.
    ///
    /// Ends the denial of an address. It is no error if it is not denied.
    ///
    /// Scopes: `notify:manage-denylist`.
    ///
    /// This method may still change.
    public void deleteDenylistAddress(Object payload) {
        service.call(DELETE_DENYLIST_ADDRESS.at(), Map.of(), payload);
    }

    /// List Denied Addresses.
    ///
    /// Gets the addresses that are denied, in the order of their types and of the addresses.
    ///
    /// A page holds at most 1000 of them, fewer if `limit` says so. Pass the `continuationToken` of a page
    /// to get the next one; the last page has none.
    ///
    /// Scopes: `notify:manage-denylist`.
    ///
    /// This method may still change.
    public ObjectNode listDenylist() {
        return service.object(LIST_DENYLIST.at(), Map.of(), null);
    }

    /// List Denied Addresses.
    ///
    /// Gets the addresses that are denied, in the order of their types and of the addresses.
    ///
    /// A page holds at most 1000 of them, fewer if `limit` says so. Pass the `continuationToken` of a page
    /// to get the next one; the last page has none.
    ///
    /// Scopes: `notify:manage-denylist`.
    ///
    /// This method may still change.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listDenylist(Map<String, String> query) {
        return service.object(LIST_DENYLIST.at(), query, null);
    }

    /// All pages of `listDenylist`, fetched while the stream is read.
    public Stream<ObjectNode> listDenylistPages(Map<String, String> query) {
        return service.pages(LIST_DENYLIST.at(), query, null);
    }

    /// The `addresses` of all pages of `listDenylist`, fetched while the stream is read.
    public Stream<JsonNode> listDenylistStream(Map<String, String> query) {
        return service.elements("addresses", LIST_DENYLIST.at(), query, null);
    }

    /// The URL of `listDenylist`, unsigned.
    public URI listDenylistUrl(Map<String, String> query) {
        return service.url(LIST_DENYLIST.at(), query);
    }

    /// The URL of `listDenylist`, signed for anybody's use for the given time.
    public URI listDenylistSignedUrl(Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_DENYLIST.at(), query, life);
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

package taskcluster.notify;

import taskcluster.api.Api;
import taskcluster.api.SchemaSet;

/** The API of notify; its methods are declared where they are answered. */
final class NotifyApi {
    private NotifyApi() {}

    static Api of(Object... handlers) {
        return Api.builder("notify", "v1")
                .title("Notify Service")
                .description("""
                        Sends notifications: e-mail, messages to rooms of Matrix and channels of Slack, and events.

                        ## Tasks
                        A task with a route `notify.<type>.<address>.on-<state>` sends a notification when it comes into \
                        that state. The type is `email`, `matrix-room`, `slack-channel` or `pulse`; the state `defined`, \
                        `pending`, `running`, `completed`, `failed`, `exception`, or `resolved` for any of the last three, \
                        or `transition` for all of them. `task.extra.notify` replaces the usual texts.

                        ## What is not sent
                        What was sent within the last hour is not sent again; the reply is then 204 instead of 200. To one \
                        address at most 50 e-mails are sent in ten minutes. Addresses on the denylist get nothing.""")
                .query("limit", "^[0-9]+$")
                .query("continuationToken", "^.+$")
                .errorCode("DenylistedAddress", 400)
                .schemas(SchemaSet.load("notify"))
                .handlers(handlers)
                .build();
    }
}

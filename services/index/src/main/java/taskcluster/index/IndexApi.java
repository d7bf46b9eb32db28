package taskcluster.index;

import taskcluster.api.Api;
import taskcluster.api.SchemaSet;
import taskcluster.index.entry.IndexPath;

/** The API of the index: what its methods share. */
final class IndexApi {
    private IndexApi() {}

    static Api of(Object... handlers) {
        return Api.builder("index", "v1")
                .title("Index Service")
                .description("""
                        The index finds tasks by names, so that one need not know their IDs: the latest build of a branch, or the \
                        one of a revision.

                        A name is a path such as `project.app.latest.linux`. All but its last word is a namespace; namespaces can \
                        be listed like folders. Under each path there is one task at a time, with a rank and any data.

                        ## How tasks get into the index
                        A task that has the route `index.<path>` is entered under that path when it completes. Its definition may \
                        say more, in `extra.index`: `rank` (a whole number, 0 if not given), `data` (an object) and `expires` (a \
                        time, at most that of the task). Tasks can also be entered with `insertTask`.

                        An entry replaces the one before it unless that one has a higher rank. So let the rank be a number that \
                        grows, such as the time of the push, and an older task that completes later does not win.""")
                .parameter("indexPath", IndexPath.PATTERN)
                .parameter("namespace", IndexPath.PATTERN_OR_ROOT)
                .parameter("name", "^[\\x20-\\x7e]+$")
                .query("continuationToken", "^.+$")
                .query("limit", "^[0-9]+$")
                .handlers(handlers)
                .schemas(SchemaSet.load("index"))
                .build();
    }
}

package taskcluster.standalone.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import taskcluster.client.Auth;

/**
 * Roles of repositories, three scopes each, one of them with a parameter, and roles of ten projects that they assume; and
 * more and more of them, of which what is measured concerns two.
 */
final class ManyRoles {
    /** Assumes the role of one repository, if the name of a branch follows. */
    static final String ASSUMED = "assume:repo:github.com/org-0/repo-100:branch:";

    /** The role of the project of that repository. */
    static final String UPDATED_PATH = AuthCalls.AUTH + "/roles/" + project(0);

    private static final int PROJECTS = 10;

    private final Server server;
    private final Auth auth;

    ManyRoles(Server server) throws IOException {
        this.server = server;
        this.auth = new Auth(server.clientOptions());
    }

    private static String project(int number) {
        return "bench-project-" + number;
    }

    /** The content of the role at {@link #UPDATED_PATH}. */
    static String updated(String scope) {
        return "{\"description\":\"\",\"scopes\":[\"queue:create-task:low:bench/*\",\"" + scope + "\"]}";
    }

    /** Creates the roles of the projects. */
    void prepare() {
        for (int i = 0; i < PROJECTS; i++) {
            auth.createRole(project(i), Map.of("description", "", "scopes", List.of("queue:create-task:low:bench/*")));
        }
    }

    /**
     * Adds roles until there are so many of them. They are written all at once, as no client could; then a change through
     * the API makes auth notice that it has missed something, as it would notice the changes of another process.
     */
    void raiseTo(int roles) throws IOException, SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("insert into taskcluster.roles (role_id, description, scopes, created, last_modified)"
                    + " select 'repo:github.com/org-' || i % 100 || '/repo-' || i || ':*', '',"
                    + " array['queue:route:' || i || '.<..>', 'assume:bench-project-' || i % " + PROJECTS
                    + ", 'index:insert-task:' || i], now(), now()"
                    + " from generate_series((select count(*) from taskcluster.roles), " + (roles - 1) + ") i");
            // Nobody can tell which roles have changed, so all of them are to be read.
            statement.execute("update taskcluster.role_set set version = version + 1, known_since = version + 1");
            statement.execute("vacuum analyze taskcluster.roles");
        }
        auth.updateRole(project(1), Map.of("description", "with " + roles, "scopes", List.of("index:find-task:*")));
    }
}

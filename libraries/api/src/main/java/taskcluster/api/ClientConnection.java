package taskcluster.api;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/** The connection that a request came over. */
final class ClientConnection {
    private static final String ATTRIBUTE = ClientConnection.class.getName();
    /** What Tomcat says is available when reading failed: trying it again would throw. */
    private static final int FAILED = 1;

    private final org.apache.coyote.Request request;

    private ClientConnection(org.apache.coyote.Request request) {
        this.request = request;
    }

    /** The connection of a request that passed the {@link Keeper}. */
    static ClientConnection of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof ClientConnection connection) {
            return connection;
        }
        throw new IllegalStateException("the connection of the request was not kept");
    }

    /**
     * Whether the client has closed it. Looks at what has arrived without waiting; a request that the client sent ahead is
     * kept for later. Only for the thread of the request, after the body has been read.
     */
    boolean isGone() {
        request.action(ActionCode.AVAILABLE, true);
        return request.getAvailable() == FAILED;
    }

    /** Remembers the connection of each request. */
    static final class Keeper extends ValveBase {
        Keeper() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.setAttribute(ATTRIBUTE, new ClientConnection(request.getCoyoteRequest()));
            getNext().invoke(request, response);
        }
    }
}

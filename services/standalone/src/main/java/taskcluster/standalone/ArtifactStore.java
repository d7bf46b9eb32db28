package taskcluster.standalone;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3ProxyHandler;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * An S3 server on a folder, as a servlet below {@link #PATH} of the deployment's own port: artifacts are uploaded and
 * downloaded through signed URLs exactly as with S3 itself. Bad or expired signatures are refused.
 */
final class ArtifactStore extends HttpServlet {
    /** Where the store is mounted. Part of every signed URL, so that it must not change. */
    static final String PATH = "/s3";

    private final transient Handler handler;

    ArtifactStore(Path folder, String accessKeyId, String secretAccessKey) {
        handler = new Handler(folder, accessKeyId, secretAccessKey);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isSigned(request)) {
            handler.refuseUnsigned(request, response);
            return;
        }
        try (var body = request.getInputStream()) {
            handler.doHandle(request, request, response, body, new S3ProxyHandler.RequestContext());
        } catch (AwsServiceException e) {
            handler.refuse(request, response, e);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
        }
    }

    /** The handler itself would serve some unsigned requests, as S3 does for public buckets; here nothing is public. */
    private static boolean isSigned(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return (authorization != null && !authorization.isBlank()) || request.getParameter("X-Amz-Algorithm") != null;
    }

    private static final class Handler extends S3ProxyHandler {
        private static final long NO_LIMIT = Long.MAX_VALUE;
        private static final long UNCHUNKED_LIMIT_BYTES = 128L * 1024 * 1024;
        private static final int CHUNK_LIMIT_BYTES = 16 * 1024 * 1024;
        private static final int CLOCK_SKEW_SECONDS = 900;

        Handler(Path folder, String accessKeyId, String secretAccessKey) {
            super(
                    new FilesystemNio2BlobStore(folder.toString()),
                    AuthenticationType.AWS_V4,
                    accessKeyId,
                    secretAccessKey,
                    null,
                    NO_LIMIT,
                    UNCHUNKED_LIMIT_BYTES,
                    CHUNK_LIMIT_BYTES,
                    true,
                    new CrossOriginResourceSharing(),
                    PATH,
                    CLOCK_SKEW_SECONDS);
        }

        void refuseUnsigned(HttpServletRequest request, HttpServletResponse response) throws IOException {
            sendSimpleErrorResponse(
                    request,
                    response,
                    "AccessDenied",
                    HttpServletResponse.SC_FORBIDDEN,
                    "This store takes signed requests only",
                    Map.of());
        }

        void refuse(HttpServletRequest request, HttpServletResponse response, AwsServiceException e)
                throws IOException {
            AwsErrorDetails details = e.awsErrorDetails();
            sendSimpleErrorResponse(
                    request, response, details.errorCode(), e.statusCode(), details.errorMessage(), Map.of());
        }
    }
}

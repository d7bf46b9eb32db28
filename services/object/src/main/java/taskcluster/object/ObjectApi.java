package taskcluster.object;

import taskcluster.api.Api;
import taskcluster.api.SchemaSet;
import taskcluster.object.download.DownloadApi;
import taskcluster.object.upload.UploadApi;

/** The API of the object service; its methods are declared where they are answered. */
final class ObjectApi {
    private ObjectApi() {}

    static Api of(UploadApi uploads, DownloadApi downloads) {
        return Api.builder("object", "v1")
                .title("Object Service")
                .description("""
                        Keeps objects: named pieces of data of any size that never change and expire at a given time.

                        The content does not pass through this service. Uploader and service agree on a method of upload, \
                        then the content goes straight to the storage behind the service, and the same with downloads. \
                        Hashes that the uploader calculates are kept with the object, so that a change on the way or in \
                        the storage does not go unnoticed.

                        Each object belongs to a project, which decides who may create it and where it is kept.""")
                .parameter("name", "^[\\x20-\\x7e]+$")
                .errorCode("NoMatchingMethod", 406)
                .errorCode("NoMatchingBackend", 400)
                .schemas(SchemaSet.load("object"))
                .handlers(uploads, downloads)
                .build();
    }
}

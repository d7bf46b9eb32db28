/** Uploading: createUpload and finishUpload. */
@NullMarked
package taskcluster.object.upload;

import org.jspecify.annotations.NullMarked;

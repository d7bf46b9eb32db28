/** What services do with S3 and stores like it, beside the signed URLs that they hand out. */
@NullMarked
package taskcluster.s3;

import org.jspecify.annotations.NullMarked;

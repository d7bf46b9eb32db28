/** Temporary credentials for buckets of S3, made by AWS STS. */
@NullMarked
package taskcluster.auth.vending.aws;

import org.jspecify.annotations.NullMarked;

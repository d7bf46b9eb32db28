package taskcluster.s3;

/** Where an object lies. */
public record S3Object(String bucket, String key) {}

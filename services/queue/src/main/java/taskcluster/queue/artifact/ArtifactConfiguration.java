package taskcluster.queue.artifact;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import software.amazon.awssdk.services.s3.S3Client;
import taskcluster.client.Credentials;
import taskcluster.core.RootUrl;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.Database;
import taskcluster.pulse.EventLog;
import taskcluster.s3.BulkDeletion;
import taskcluster.s3.ObjectDeletion;
import taskcluster.s3.SingleDeletion;

/** Everything that the queue's artifacts are made of. Expects the queue's database, event log and credentials. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ArtifactConfig.class)
public class ArtifactConfiguration {

    @Bean
    ArtifactStore queueArtifactStore(Database queueDatabase, EventLog queueEventLog, Clock clock) {
        return new ArtifactStore(queueDatabase, queueEventLog, clock);
    }

    @Bean
    Buckets queueArtifactBuckets(ArtifactConfig config) {
        return new Buckets(config);
    }

    @Bean(destroyMethod = "close")
    S3Client queueArtifactS3Client(ArtifactConfig config) {
        return config.access().client();
    }

    @Bean
    BucketSetup queueBucketSetup(ArtifactConfig config, S3Client queueArtifactS3Client, Monitor monitor) {
        return new BucketSetup(
                config, queueArtifactS3Client, own(monitor).child("artifacts").logger());
    }

    @Bean
    ObjectServiceCalls queueObjectServiceCalls(RootUrl rootUrl, Credentials queueCredentials, Clock clock) {
        return new ObjectServiceCalls(rootUrl, queueCredentials, clock);
    }

    @Bean
    ObjectArtifacts queueObjectArtifacts(ArtifactStore store, ObjectServiceCalls objects) {
        return new ObjectArtifacts(store, objects);
    }

    @Bean
    ArtifactApi queueArtifactApi(
            ArtifactStore store, ArtifactConfig config, Buckets buckets, ObjectArtifacts objects, Clock clock) {
        return new ArtifactApi(store, config, buckets, objects, clock);
    }

    @Bean
    FinishArtifactApi queueFinishArtifactApi(ObjectArtifacts objects) {
        return new FinishArtifactApi(objects);
    }

    @Bean
    ArtifactContentApi queueArtifactContentApi(
            ArtifactStore store,
            Buckets buckets,
            ObjectServiceCalls objects,
            RegionNetworks queueRegionNetworks,
            Clock clock) {
        return new ArtifactContentApi(new ArtifactReader(store, clock), buckets, objects, queueRegionNetworks);
    }

    @Bean
    RegionNetworks queueRegionNetworks(ArtifactConfig config) {
        return new RegionNetworks(config.region());
    }

    @Bean
    RegionNetworksUpdates queueRegionNetworksUpdates(
            ArtifactConfig config, RegionNetworks queueRegionNetworks, Monitor monitor) {
        return new RegionNetworksUpdates(
                config, queueRegionNetworks, own(monitor).child("artifacts").logger());
    }

    @Bean
    ArtifactExpiry queueArtifactExpiry(
            ArtifactStore store, ArtifactConfig config, S3Client queueArtifactS3Client, Clock clock, Monitor monitor) {
        Monitor child = own(monitor).child("expire-artifacts");
        ObjectDeletion deletion = config.useBulkDelete()
                ? new BulkDeletion(queueArtifactS3Client, child)
                : new SingleDeletion(queueArtifactS3Client, child);
        return new ArtifactExpiry(store, config, deletion, clock, child);
    }

    /** A long run of the job does not hold up the end of the process. */
    @Bean
    ApplicationListener<ContextClosedEvent> queueArtifactExpiryStop(ArtifactExpiry expiry) {
        return _ -> expiry.stop();
    }

    /** That of the queue, whatever else runs in this process. */
    private static Monitor own(Monitor process) {
        return Monitor.of("queue", process.metrics());
    }
}

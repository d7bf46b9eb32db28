package taskcluster.pulse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import taskcluster.db.ScratchPostgres;
import taskcluster.postgres.Database;
import taskcluster.postgres.DatabaseConfig;

/** A process that does nothing but relay, to be killed. Arguments: database URL, AMQP URL, service name. */
final class RelayProcess {
    private RelayProcess() {}

    public static void main(String[] args) throws InterruptedException {
        DatabaseConfig config =
                new DatabaseConfig(args[0], "taskcluster_queue", ScratchPostgres.PASSWORD, 4, Duration.ofSeconds(30));
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Exchanges service = Exchanges.builder(args[2], "v1")
                .exchange(new ExchangeDeclaration(
                        "x", "xName", "", "", List.of(RoutingKeyField.reserved()), "v1/x.json#"))
                .build();
        try (Database database = Database.connect(config, metrics);
                EventLog log = new EventLog(database);
                RabbitRelay relay =
                        new RabbitRelay("test", log, new RabbitConfig(args[1]), List.of(service), metrics)) {
            relay.start();
            new CountDownLatch(1).await();
        }
    }
}

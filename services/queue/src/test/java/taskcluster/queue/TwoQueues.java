package taskcluster.queue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import taskcluster.testing.Await;
import taskcluster.testing.TestDatabase;

/** Two processes on one database, and many requests to them at once. */
final class TwoQueues implements AutoCloseable {
    private final TestDatabase database = TestDatabase.create();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final QueueFixture first = QueueFixture.start(Clock.systemUTC(), database);
    private final QueueFixture second = QueueFixture.start(Clock.systemUTC(), database);

    /** One of many pieces of work at the same time. */
    interface Work<T> {
        T run(int number) throws Exception;
    }

    QueueFixture first() {
        return first;
    }

    QueueFixture second() {
        return second;
    }

    QueueFixture either(int number) {
        return number % 2 == 0 ? first : second;
    }

    /** Does it meanwhile. */
    <T> Future<T> meanwhile(Callable<T> work) {
        return executor.submit(work);
    }

    /** Does it so many times at once, numbered from 0. */
    <T> List<T> atOnce(int times, Work<T> work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<T>> results = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            int number = i;
            Callable<T> task = () -> {
                start.await();
                return work.run(number);
            };
            results.add(executor.submit(task));
        }
        start.countDown();
        List<T> all = new ArrayList<>();
        for (Future<T> result : results) {
            all.add(result.get());
        }
        return all;
    }

    /** Waits until the resolvers have nothing left to do. */
    void awaitRest() {
        Await.until(
                "the resolutions to be worked off",
                () -> first.sql()
                        .queryForList("select * from taskcluster.resolved_tasks")
                        .isEmpty());
    }

    @Override
    public void close() {
        executor.close();
        first.close();
        second.close();
        database.close();
    }
}

package taskcluster.postgres;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** Calls of one function that are made together when many come at once: the union of their results, told apart by a number. */
final class GroupedFunction {
    private static final int LIMIT = 32;
    private static final String NUMBER = "number_of_call";

    private final Database database;
    private final String function;
    private final GroupCommit<Call, List<?>> group;
    /** By the number of calls. */
    private final ConcurrentHashMap<Integer, String> statements = new ConcurrentHashMap<>();

    GroupedFunction(Database database, String function) {
        this.database = database;
        this.function = function;
        this.group = new GroupCommit<>(new Calls(), call -> call, LIMIT);
    }

    /** A call of the function; it equals no other. */
    private static final class Call {
        private final String lockOrder;
        private final @Nullable Object[] arguments;
        private final RowMapper<?> mapper;
        /** What came of it when it was made together with others. */
        private final List<Object> rows = new ArrayList<>();

        private Call(String lockOrder, @Nullable Object[] arguments, RowMapper<?> mapper) {
            this.lockOrder = lockOrder;
            this.arguments = arguments;
            this.mapper = mapper;
        }
    }

    FunctionCall.Sender in(String lockOrder) {
        return new FunctionCall.Sender() {
            @Override
            @SuppressWarnings("unchecked") // the rows are what the mapper of the same call has made
            public <T> List<T> send(String name, @Nullable Object[] arguments, RowMapper<T> mapper) {
                return (List<T>) group.call(new Call(lockOrder, arguments, mapper));
            }
        };
    }

    private final class Calls implements GroupCommit.Work<Call, List<?>> {
        @Override
        public List<?> alone(Call call) {
            return database.query(function, call.arguments, call.mapper);
        }

        @Override
        public List<List<?>> together(List<Call> calls) {
            List<Call> ordered = calls.stream()
                    .sorted(Comparator.comparing((Call call) -> call.lockOrder))
                    .toList();
            database.query(function, statement(ordered), arguments(ordered), (row, _) -> {
                Call call = ordered.get(row.getInt(NUMBER));
                return call.rows.add(call.mapper.mapRow(row, call.rows.size()));
            });
            return calls.stream().<List<?>>map(call -> call.rows).toList();
        }

        private @Nullable Object[] arguments(List<Call> calls) {
            return calls.stream().flatMap(call -> Arrays.stream(call.arguments)).toArray();
        }

        private String statement(List<Call> calls) {
            String call = Database.callSql(function, calls.getFirst().arguments.length);
            return statements.computeIfAbsent(
                    calls.size(),
                    size -> IntStream.range(0, size)
                            .mapToObj(number -> "select f.*, " + number + " as " + NUMBER + " from " + call + " f")
                            .collect(Collectors.joining(" union all ")));
        }
    }
}

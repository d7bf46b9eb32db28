package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class OptionsTest {
    @Test
    void haveDefaults() {
        Options options = parse();

        assertThat(options.port).isEqualTo(8080);
        assertThat(options.workers).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(options.data).hasToString("./.tc/data");
        assertThat(options.amqpUrl).isNull();
        assertThat(options.claimTimeout).isEqualTo(1200);
    }

    @ParameterizedTest
    @CsvSource({
        "--port,0,--port must be 1..65535",
        "--port,65536,--port must be 1..65535",
        "--port,x,--port",
        "--workers,-1,--workers must be 0..1000",
        "--workers,1001,--workers must be 0..1000",
        "--claim-timeout,0,--claim-timeout must be at least 1",
        "--amqp-url,http://localhost,--amqp-url must start with amqp://",
        "--wrokers,1,Unknown option",
    })
    void refuseWhatIsOutOfBounds(String name, String value, String message) {
        assertThatThrownBy(() -> parse(name, value))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(message);
    }

    private static Options parse(String... arguments) {
        Options options = new Options();
        CommandLine commandLine = new CommandLine(options);
        commandLine.parseArgs(arguments);
        options.check(commandLine);
        return options;
    }
}

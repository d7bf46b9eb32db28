package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "'10.0.0.1, 10.0.0.2', 10.0.0.1",
        "2001:db8::1, 2001:db8::1",
        "fe80::1%eth0, fe80::1",
        "unknown, 192.0.2.1",
        "10.0.0.1:99, 192.0.2.1",
        "example.com, 192.0.2.1",
        "999.0.0.1, 192.0.2.1",
        "'', 192.0.2.1",
    })
    void onlyAddressesCountAsAddresses(String forwarded, String expected) {
        assertThat(ClientAddress.sourceIp(forwarded, "192.0.2.1")).isEqualTo(expected);
    }
}

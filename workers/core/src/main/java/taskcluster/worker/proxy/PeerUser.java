package taskcluster.worker.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Finds out which user of this machine has opened a connection, from the kernel's tables of sockets. */
final class PeerUser {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int LOCAL_ADDRESS = 1;
    private static final int UID = 7;
    private static final int IPV4_BYTES = 4;
    private static final String IPV4_IN_IPV6 = "0000000000000000FFFF0000";

    private final Path tables;

    /** @param tables the folder with {@code tcp} and {@code tcp6}, {@code /proc/net} */
    PeerUser(Path tables) {
        this.tables = tables;
    }

    /** The number of the user whose socket has this address; nothing if no socket of this machine has it. */
    OptionalInt of(InetSocketAddress peer) throws IOException {
        String address = hex(peer.getAddress());
        String port = ":" + HEX.toHexDigits((short) peer.getPort());
        OptionalInt uid = find(tables.resolve("tcp"), address + port);
        if (uid.isPresent()) {
            return uid;
        }
        boolean isIpv4 = peer.getAddress().getAddress().length == IPV4_BYTES;
        return find(tables.resolve("tcp6"), (isIpv4 ? IPV4_IN_IPV6 + address : address) + port);
    }

    private static OptionalInt find(Path table, String endpoint) throws IOException {
        if (!Files.exists(table)) {
            return OptionalInt.empty();
        }
        try (Stream<String> lines = Files.lines(table)) {
            return lines.skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields.length > UID && fields[LOCAL_ADDRESS].equals(endpoint))
                    .mapToInt(fields -> Integer.parseInt(fields[UID]))
                    .findFirst();
        }
    }

    /** As the kernel prints addresses: words of four bytes, the last byte of each first. */
    static String hex(InetAddress peer) {
        byte[] address = peer.getAddress();
        StringBuilder hex = new StringBuilder();
        for (int word = 0; word < address.length; word += IPV4_BYTES) {
            for (int i = IPV4_BYTES - 1; i >= 0; i--) {
                hex.append(HEX.toHexDigits(address[word + i]));
            }
        }
        return hex.toString();
    }
}

package taskcluster.queue.artifact;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The IPv4 addresses of virtual machines in one region of Amazon's cloud. Machines there reach a bucket of their own region
 * faster and for less money directly than through a CDN. Nothing is known until {@link #update} was called.
 */
final class RegionNetworks {
    private static final int ADDRESS_BITS = 32;
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    private final String region;
    /** Disjoint ranges: the last address of each by its first. Never changed, only replaced. */
    private volatile NavigableMap<Long, Long> ranges = Collections.emptyNavigableMap();

    RegionNetworks(String region) {
        this.region = region;
    }

    /** Whether the address is known to be one of the region's. False for IPv6 and for what is no address. */
    boolean contains(String address) {
        try {
            long number = number(address);
            Map.Entry<Long, Long> range = ranges.floorEntry(number);
            return range != null && number <= range.getValue();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Takes the addresses from Amazon's list of its networks, {@code {prefixes: [{ip_prefix, region, service}]}}.
     *
     * @throws IllegalArgumentException if the document is not of this form; what was known before stays
     */
    void update(JsonNode document) {
        if (!document.path("prefixes").isArray()) {
            throw new IllegalArgumentException("list of networks has no prefixes");
        }
        List<Range> networks = new ArrayList<>();
        for (JsonNode network : document.path("prefixes")) {
            if (network.path("service").asString("").equals("EC2")
                    && network.path("region").asString("").equals(region)) {
                networks.add(Range.of(network.path("ip_prefix").asString("")));
            }
        }
        ranges = disjoint(networks);
    }

    private static NavigableMap<Long, Long> disjoint(List<Range> networks) {
        networks.sort(Comparator.comparingLong(Range::first));
        NavigableMap<Long, Long> disjoint = new TreeMap<>();
        for (Range network : networks) {
            Map.Entry<Long, Long> before = disjoint.lastEntry();
            if (before != null && network.first() <= before.getValue()) {
                disjoint.put(before.getKey(), Math.max(before.getValue(), network.last()));
            } else {
                disjoint.put(network.first(), network.last());
            }
        }
        return disjoint;
    }

    private static long number(String address) {
        byte[] bytes = Inet4Address.ofLiteral(address).getAddress();
        return ByteBuffer.wrap(bytes).getInt() & UNSIGNED;
    }

    /** First and last address of a network. */
    private record Range(long first, long last) {
        /** Of a network such as {@code 192.0.2.0/24}. */
        static Range of(String prefix) {
            String[] parts = prefix.split("/", -1);
            int length = parts.length == 2 ? Integer.parseInt(parts[1]) : -1;
            if (length < 0 || length > ADDRESS_BITS) {
                throw new IllegalArgumentException("not a network: " + prefix);
            }
            long hosts = (1L << (ADDRESS_BITS - length)) - 1;
            long first = number(parts[0]) & ~hosts;
            return new Range(first, first + hosts);
        }
    }
}

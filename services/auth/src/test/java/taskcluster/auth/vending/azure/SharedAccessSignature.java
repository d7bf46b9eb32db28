package taskcluster.auth.vending.azure;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A shared access signature as the service that gets it sees it. */
record SharedAccessSignature(Map<String, String> fields) {
    static SharedAccessSignature parse(String sas) {
        Map<String, String> fields = new TreeMap<>();
        for (String pair : sas.split("&")) {
            String[] parts = pair.split("=", 2);
            fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return new SharedAccessSignature(fields);
    }

    /** Whether it is that of a table, by the rules that Azure has for versions since 2018-11-09. */
    boolean signsTable(String account, String table, String key) {
        return table.toLowerCase(Locale.ROOT)
                        .equals(fields.getOrDefault("tn", "").toLowerCase(Locale.ROOT))
                && isSigned(
                        key,
                        field("sp"),
                        field("st"),
                        field("se"),
                        "/table/" + account + "/" + table.toLowerCase(Locale.ROOT),
                        field("si"),
                        field("sip"),
                        field("spr"),
                        field("sv"),
                        field("spk"),
                        field("srk"),
                        field("epk"),
                        field("erk"));
    }

    /** Whether it is that of a container, by the rules that Azure has for versions since 2020-12-06. */
    boolean signsContainer(String account, String container, String key) {
        return field("sr").equals("c")
                && isSigned(
                        key,
                        field("sp"),
                        field("st"),
                        field("se"),
                        "/blob/" + account + "/" + container,
                        field("si"),
                        field("sip"),
                        field("spr"),
                        field("sv"),
                        field("sr"),
                        "",
                        field("ses"),
                        field("rscc"),
                        field("rscd"),
                        field("rsce"),
                        field("rscl"),
                        field("rsct"));
    }

    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    private boolean isSigned(String key, String... lines) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            String text = List.of(lines).stream().collect(Collectors.joining("\n"));
            byte[] expected = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(expected).equals(field("sig"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

package taskcluster.auth.credential;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Texts that a parser should be able to bear: valid ones with faults in them, and pure noise. */
final class Mutations {
    /** Pieces that mean something somewhere. */
    private static final List<String> PIECES = List.of(
            "\"",
            "\\",
            "=",
            ",",
            " ",
            "\n",
            "\u0000",
            "\u00e4",
            "\ud83d\ude00",
            "\ud800",
            "\u2028",
            "{",
            "}",
            "[",
            "]",
            ":",
            "<",
            ">",
            "<..>",
            "*",
            "null",
            "true",
            "-1",
            "1e999",
            "0.1",
            "99999999999999999999",
            "NaN",
            "Hawk ",
            "id=\"",
            "ts=",
            "mac=",
            "ext=",
            "bewit=",
            "&",
            "?",
            "/",
            "%",
            "%00",
            "\\u0000",
            "\\ud800",
            "AllOf",
            "AnyOf",
            "for",
            "in",
            "each",
            "if",
            "then",
            "else",
            "certificate",
            "authorizedScopes",
            "version",
            "seed",
            "start",
            "expiry",
            "scopes",
            "signature",
            "issuer",
            "clientId",
            "a".repeat(100));

    private final Random random;

    Mutations(long seed) {
        this.random = new Random(seed);
    }

    /** One of the texts with up to four faults, or sometimes noise. */
    String next(List<String> valid) {
        if (random.nextInt(8) == 0) {
            return noise();
        }
        StringBuilder text = new StringBuilder(valid.get(random.nextInt(valid.size())));
        for (int faults = random.nextInt(5); faults > 0; faults--) {
            mutate(text);
        }
        return text.toString();
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(8));
        switch (random.nextInt(6)) {
            case 0 -> text.delete(at, end);
            case 1 -> text.insert(at, text.substring(at, end));
            case 2 -> text.insert(at, piece());
            case 3 -> text.replace(at, end, piece());
            case 4 -> text.setLength(at);
            default -> {
                if (at < text.length()) {
                    text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(8)));
                }
            }
        }
    }

    private String piece() {
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    private String noise() {
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return new String(bytes, random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    Random random() {
        return random;
    }
}

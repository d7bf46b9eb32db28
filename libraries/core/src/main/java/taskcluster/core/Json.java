package taskcluster.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * JSON and YAML as the platform writes them: instants with exactly three fractional digits, properties in the order of
 * their declaration, absent properties of records left out. Unknown properties are ignored on reading.
 */
public final class Json {
    public static final JsonMapper MAPPER = configure(JsonMapper.builder()).build();

    public static final YAMLMapper YAML = configure(YAMLMapper.builder()).build();

    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final Pattern RFC_3339 =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})[Tt ](\\d{2}:\\d{2}:\\d{2})(\\.\\d+)?(?:[Zz]|([+-]\\d{2}:\\d{2}))");
    private static final int NANO_DIGITS = 9;

    private Json() {}

    /** The instant in UTC, cut to milliseconds: {@code 2026-01-01T00:00:00.000Z}. */
    public static String timestamp(Instant instant) {
        return MILLISECONDS.format(instant.truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * Reads any RFC 3339 date and time, with any offset and any number of fractional digits.
     *
     * @throws IllegalArgumentException if the text is not such a time
     */
    public static Instant parseTimestamp(String text) {
        Matcher matcher = RFC_3339.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an RFC 3339 date and time");
        }
        String fraction = matcher.group(3) == null ? "" : matcher.group(3);
        String offset = matcher.group(4) == null ? "Z" : matcher.group(4);
        String iso = matcher.group(1)
                + "T"
                + matcher.group(2)
                + fraction.substring(0, Math.min(fraction.length(), NANO_DIGITS + 1))
                + (offset.equals("-00:00") ? "Z" : offset);
        try {
            return OffsetDateTime.parse(iso)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toInstant();
        } catch (DateTimeException invalid) {
            throw new IllegalArgumentException("'" + text + "' is not an RFC 3339 date and time", invalid);
        }
    }

    private static <B extends MapperBuilder<?, B>> B configure(B builder) {
        return builder.addModule(instants())
                .changeDefaultPropertyInclusion(
                        inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY);
    }

    private static JacksonModule instants() {
        return new SimpleModule("taskcluster-instants")
                .addSerializer(Instant.class, new InstantSerializer())
                .addDeserializer(Instant.class, new InstantDeserializer());
    }

    private static final class InstantSerializer extends StdScalarSerializer<Instant> {
        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(timestamp(value));
        }
    }

    private static final class InstantDeserializer extends StdScalarDeserializer<Instant> {
        InstantDeserializer() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) {
            String text = parser.getValueAsString();
            try {
                return parseTimestamp(text == null ? "" : text);
            } catch (IllegalArgumentException invalid) {
                throw context.weirdStringException(text, Instant.class, "not an RFC 3339 date and time");
            }
        }
    }
}

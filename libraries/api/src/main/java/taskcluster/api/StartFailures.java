package taskcluster.api;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import taskcluster.postgres.DatabaseUnavailableException;

/** Says in one line why an application does not start, where its operator can do something about it. Made by Spring Boot. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class StartFailures implements SpringBootExceptionReporter {
    private static final Logger LOGGER = LoggerFactory.getLogger("taskcluster.start");

    /** @param context of the application, null if there is none yet */
    public StartFailures(@Nullable ConfigurableApplicationContext context) {
        if (context != null) {
            LOGGER.debug("will explain why {} does not start", context.getId());
        }
    }

    @Override
    public boolean reportException(Throwable failure) {
        String line = explain(failure);
        if (line != null) {
            LOGGER.error(line);
        }
        return line != null;
    }

    /** The line for a failure, null if it is not one of configuration. */
    static @Nullable String explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String line = switch (cause) {
                case MissingPropertyException missing -> missing.getMessage();
                case DatabaseUnavailableException unavailable -> unavailable.getMessage();
                case PortInUseException inUse -> "Port " + inUse.getPort() + " is in use (property server.port).";
                case BindException bind -> explainBinding(bind);
                default -> null;
            };
            if (line != null) {
                return line;
            }
        }
        return null;
    }

    private static String explainBinding(BindException bind) {
        Throwable root = bind;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnboundConfigurationPropertiesException unbound) {
            return unbound.getUnboundProperties().stream()
                    .map(StartFailures::named)
                    .sorted()
                    .collect(Collectors.joining(", ", "There is no such setting: ", "."));
        }
        ConfigurationProperty property = bind.getProperty();
        if (property == null) {
            return "The settings of " + bind.getName() + " are not valid: " + root.getMessage();
        }
        String name = property.getName().toString();
        return "The setting " + name + " (environment variable " + MissingPropertyException.environmentVariable(name)
                + ") is not valid: " + root.getMessage();
    }

    private static String named(ConfigurationProperty property) {
        return property.getName() + " (from " + property.getOrigin() + ")";
    }
}

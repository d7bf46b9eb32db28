package taskcluster.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Leaves the explanation of a failed start to {@link StartFailures}: what Spring and Tomcat would say on the way is logged
 * only if the application asks for it. Made by Spring Boot.
 */
public final class QuietStart implements EnvironmentPostProcessor {
    private static final List<String> SILENT = List.of(
            "org.springframework.boot.autoconfigure.logging",
            "org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext");
    private static final List<String> QUIET = List.of(
            "org.apache.catalina",
            "org.apache.coyote",
            "org.springframework.boot.tomcat",
            "org.springframework.boot.web",
            "org.springframework.web",
            ApiServlet.class.getName());

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> levels = new LinkedHashMap<>();
        SILENT.forEach(name -> levels.put("logging.level." + name, "off"));
        QUIET.forEach(name -> levels.put("logging.level." + name, "warn"));
        environment.getPropertySources().addLast(new MapPropertySource("quiet start", levels));
    }
}

package taskcluster.api;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.WebApplicationContext;
import taskcluster.core.RootUrl;
import taskcluster.monitor.LogTypes;
import taskcluster.monitor.Monitor;
import taskcluster.pulse.Exchanges;

/**
 * Serves every {@link Api} bean of the application over HTTP, with the references made of {@link Exchanges},
 * {@link LogTypes}, {@link MetricTypes} and {@link SchemaSet} beans. It needs one {@link Authenticator} bean and those of
 * {@link PlatformConfiguration}; {@link HealthCheck} beans decide the heartbeat.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpConfig.class)
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class
})
public class ApiConfiguration {

    @Bean
    TomcatSettings tomcatSettings(HttpConfig config) {
        return new TomcatSettings(config);
    }

    @Bean
    ServletRegistrationBean<ApiServlet> apiServlet(WebApplicationContext context) {
        ServletRegistrationBean<ApiServlet> registration = new ServletRegistrationBean<>(new ApiServlet(context), "/");
        registration.setName("api");
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean
    ApplicationListener<WebServerInitializedEvent> startLine(ObjectProvider<Api> apis, Monitor monitor) {
        return event -> monitor.logger()
                .info(
                        "serving {} on port {}",
                        apis.orderedStream().map(Api::toString).toList(),
                        event.getWebServer().getPort());
    }

    @Bean
    Dockerflow dockerflow(ObjectProvider<HealthCheck> checks) {
        return new Dockerflow(checks.orderedStream().toList());
    }

    @Bean
    ApiHandlerAdapter apiHandlerAdapter(HttpConfig config) {
        return new ApiHandlerAdapter(new CommonHeaders(config));
    }

    @Bean
    FailedRequests failedRequests(Monitor monitor) {
        return new FailedRequests(monitor);
    }

    @Bean
    ApiHandlerMapping apiHandlerMapping(
            ObjectProvider<Api> apis,
            ObjectProvider<Authenticator> authenticator,
            Documents documents,
            Dockerflow dockerflow,
            RootUrl rootUrl,
            HttpConfig config,
            Clock clock,
            Monitor monitor) {
        LargeBodies largeBodies = new LargeBodies(Runtime.getRuntime().maxMemory());
        List<ApiServer> servers = new ArrayList<>();
        for (Api api : complete(apis, dockerflow, clock)) {
            Monitor own = Monitor.of(api.serviceName(), monitor.metrics()).child("api");
            servers.add(new ApiServer(api, authenticator.getObject(), rootUrl, config, largeBodies, clock, own));
        }
        return new ApiHandlerMapping(servers, documents, dockerflow, config);
    }

    @Bean
    Documents documents(
            ObjectProvider<Api> apis,
            ObjectProvider<Exchanges> exchanges,
            ObjectProvider<LogTypes> logTypes,
            ObjectProvider<MetricTypes> metricTypes,
            ObjectProvider<SchemaSet> schemaSets,
            Dockerflow dockerflow,
            RootUrl rootUrl,
            Clock clock) {
        List<Api> all = complete(apis, dockerflow, clock);
        Map<String, SchemaSet> schemas = new LinkedHashMap<>();
        schemas.put("common", SchemaSet.load("common"));
        all.forEach(api -> api.schemaSet().ifPresent(set -> schemas.put(set.service(), set)));
        schemaSets.forEach(set -> schemas.put(set.service(), set));
        return new Documents(
                rootUrl,
                all,
                exchanges.orderedStream().toList(),
                logTypes.orderedStream().toList(),
                metricTypes.orderedStream().toList(),
                List.copyOf(schemas.values()));
    }

    /** The declared APIs with the methods that every API has. */
    private static List<Api> complete(ObjectProvider<Api> apis, Dockerflow dockerflow, Clock clock) {
        return apis.orderedStream()
                .map(api -> api.with(new MonitoringMethods(dockerflow, clock)))
                .toList();
    }
}

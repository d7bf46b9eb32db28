package taskcluster.notify.email;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.SesClientBuilder;
import software.amazon.awssdk.services.ses.model.Content;
import software.amazon.awssdk.services.ses.model.SendEmailRequest;
import taskcluster.notify.delivery.DeliveryException;

/** E-mail through Amazon SES. */
final class SesTransport implements MailTransport {
    private static final String CHARSET = StandardCharsets.UTF_8.name();

    private final SesClient ses;

    SesTransport(SesConfig config, Duration timeout) {
        SesClientBuilder builder = SesClient.builder()
                .region(Region.of(config.region()))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override -> override.apiCallTimeout(timeout));
        if (!config.accessKeyId().isBlank()) {
            builder.credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(config.accessKeyId(), config.secretAccessKey())));
        }
        if (!config.endpoint().isBlank()) {
            builder.endpointOverride(URI.create(config.endpoint()));
        }
        ses = builder.build();
    }

    @Override
    public void send(Mail mail) {
        SendEmailRequest.Builder request = SendEmailRequest.builder()
                .source(mail.from())
                .destination(destination -> destination.toAddresses(mail.to()))
                .message(message -> message.subject(content(mail.subject()))
                        .body(body -> body.text(content(mail.text())).html(content(mail.html()))));
        if (mail.replyTo() != null) {
            request.replyToAddresses(mail.replyTo());
        }
        try {
            ses.sendEmail(request.build());
        } catch (SdkException e) {
            throw new DeliveryException("Amazon SES did not take an e-mail: " + e.getMessage(), e);
        }
    }

    private static Content content(String text) {
        return Content.builder().data(text).charset(CHARSET).build();
    }

    @Override
    public void close() {
        ses.close();
    }
}

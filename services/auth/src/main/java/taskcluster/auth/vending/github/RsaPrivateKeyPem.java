package taskcluster.auth.vending.github;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM files with an {@code RSA PRIVATE KEY}, which is a key in the format of PKCS #1 (RFC 8017). */
final class RsaPrivateKeyPem {
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN RSA PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END RSA PRIVATE KEY-----\\s*");

    /** In DER: version 0, and the identifier of RSA. */
    private static final byte[] PKCS8_HEAD = HexFormat.of().parseHex("020100" + "300d06092a864886f70d0101010500");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private RsaPrivateKeyPem() {}

    /**
     * The key.
     *
     * @param pem its lines may end in {@code \n} written out
     * @throws IllegalArgumentException if it is no such key; the message does not tell why, since the text is a secret
     */
    static RSAPrivateKey parse(String pem) {
        Matcher matcher = PEM.matcher(pem.replace("\\n", "\n"));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no RSA PRIVATE KEY in PEM");
        }
        byte[] pkcs1 = Base64.getMimeDecoder().decode(matcher.group(1));
        // The JDK reads keys of PKCS #8 only (RFC 5208), which is the other one in an envelope.
        byte[] envelope = der(SEQUENCE, PKCS8_HEAD, der(OCTET_STRING, pkcs1));
        try {
            return (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(envelope));
        } catch (GeneralSecurityException invalid) {
            throw new IllegalArgumentException("not a private key of RSA");
        }
    }

    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        // The length in the long form, with four bytes.
        all.write(0x84);
        for (int shift = 24; shift >= 0; shift -= 8) {
            all.write(content.size() >>> shift);
        }
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }
}

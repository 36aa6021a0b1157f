package org.xorcast.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/**
 * The smallest X.509 certificate (RFC 5280, RFC 8410) around an identity's key.
 *
 * <p>TLS wants a certificate; peers want the key in it and nothing else. So the name is the same
 * for all and it is valid from 1970 to 9999: no clock can be wrong enough for it. Being self-signed
 * proves nothing; that its owner has the key is what the TLS handshake proves.
 */
final class SelfSignedCertificate {
  private static final int SEQUENCE = 0x30;
  private static final byte[] ALGORITHM = HexFormat.of().parseHex("300506032b6570");
  private static final byte[] VERSION_3 = HexFormat.of().parseHex("a003020102");
  private static final byte[] SERIAL = HexFormat.of().parseHex("020101");
  private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");

  private SelfSignedCertificate() {}

  static X509Certificate of(KeyPairIdentity identity) {
    byte[] name = der(SEQUENCE, der(0x31, der(SEQUENCE, COMMON_NAME, der(0x0c, ascii("xorcast")))));
    byte[] validity =
        der(SEQUENCE, der(0x17, ascii("700101000000Z")), der(0x18, ascii("99991231235959Z")));
    byte[] body =
        der(
            SEQUENCE,
            VERSION_3,
            SERIAL,
            ALGORITHM,
            name,
            validity,
            name,
            EncodedKey.spki(identity.peerId()));
    byte[] signature = der(0x03, new byte[1], identity.sign(body));
    byte[] certificate = der(SEQUENCE, body, ALGORITHM, signature);
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate));
    } catch (CertificateException e) {
      throw new IllegalStateException("the certificate made here is not readable", e);
    }
  }

  /** One element: tag, length, and {@code parts} in a row, 65,535 bytes at most. */
  private static byte[] der(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
    out.write(tag);
    if (length > 0xff) {
      out.write(0x82);
      out.write(length >>> 8);
    } else if (length > 0x7f) {
      out.write(0x81);
    }
    out.write(length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

package org.xorcast.identity;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.PeerId;

/** Ed25519 by Amazon Corretto Crypto Provider: native code. */
public final class CorrettoEd25519 implements Ed25519 {
  private static final String PROVIDER_CLASS =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";
  private static final Logger log = LoggerFactory.getLogger(CorrettoEd25519.class);

  private final Provider provider;

  private CorrettoEd25519(Provider provider) {
    this.provider = provider;
  }

  /** The implementation, null where the provider is absent or its native library does not load. */
  public static @Nullable CorrettoEd25519 loadOrNull() {
    try {
      // By name: the jar exists for some platforms only.
      Object instance = Class.forName(PROVIDER_CLASS).getField("INSTANCE").get(null);
      if (!(instance instanceof Provider provider)) {
        return null;
      }
      CorrettoEd25519 loaded = new CorrettoEd25519(provider);
      byte[] seed = new byte[EncodedKey.SEED_BYTES];
      byte[] message = {1};
      PeerId self = PortableEd25519.publicKey(seed);
      return loaded.verify(self, message, loaded.sign(seed, message)) ? loaded : null;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      log.debug("no native Ed25519: {}", e.toString());
      return null;
    }
  }

  @Override
  public byte[] sign(byte[] seed, byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519", provider);
      signature.initSign(EncodedKey.ofSeed(seed));
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }

  @Override
  public boolean verify(PeerId signer, byte[] message, byte[] bytes) {
    if (bytes.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance("Ed25519", provider);
      signature.initVerify(EncodedKey.ofPeer(signer));
      signature.update(message);
      return signature.verify(bytes);
    } catch (GeneralSecurityException | RuntimeException e) {
      // A key that is no point of the curve, among others: whatever it is, it is no valid
      // signature.
      return false;
    }
  }

  @Override
  public String toString() {
    return "Amazon Corretto Crypto Provider";
  }
}

package org.xorcast.app.sim;

import java.util.Arrays;
import java.util.List;
import org.xorcast.sim.baseline.Protocol;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a protocol. */
final class ProtocolName implements ITypeConverter<Protocol> {
  @Override
  public Protocol convert(String text) {
    for (Protocol protocol : Protocol.values()) {
      if (protocol.cliName().equals(text)) {
        return protocol;
      }
    }
    List<String> names = Arrays.stream(Protocol.values()).map(Protocol::cliName).toList();
    throw new TypeConversionException(
        "'" + text + "' is none of the protocols " + String.join(", ", names));
  }
}

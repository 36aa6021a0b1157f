package org.xorcast.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpnpXmlTest {
  private static UpnpXml parse(String text) throws IOException {
    return UpnpXml.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void namesAreFoundAtAnyDepthAndInAnyNamespace() throws Exception {
    UpnpXml xml = parse("<a xmlns='urn:1' xmlns:p='urn:2'><b><p:c> 1 </p:c></b><c>2</c></a>");
    assertThat(xml.text("c")).isEqualTo("1");
    assertThat(xml.all("c")).hasSize(2);
    assertThat(xml.text("d")).isNull();
  }

  @Test
  void noEntityReadsAFile(@TempDir Path directory) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "hidden");
    String text =
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"%s\">]><a><b>&x;</b></a>".formatted(secret.toUri());
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("DOCTYPE")
        .hasMessageNotContaining("hidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a [<!ENTITY x 'xx'><!ENTITY y '&x;&x;'>]><a>&y;</a>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a/>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p'> %p;]><a/>",
        "<a><b></a>",
        "<a>&x;</a>",
        "",
        "not xml",
      })
  void badDocuments(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("UPnP: bad XML");
  }

  @Test
  void xincludeIsNotFollowed(@TempDir Path directory) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "hidden");
    UpnpXml xml =
        parse(
            "<a><i:include xmlns:i='http://www.w3.org/2001/XInclude' parse='text' href='%s'/></a>"
                .formatted(secret.toUri()));
    assertThat(xml.text("include")).isEmpty();
  }
}

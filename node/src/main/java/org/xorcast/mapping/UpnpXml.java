package org.xorcast.mapping;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads what gateways send as XML; by local names, as their namespaces are often wrong. */
final class UpnpXml {
  private final Element root;

  private UpnpXml(Element root) {
    this.root = root;
  }

  /**
   * @throws IOException if it is not well-formed or has a DTD, which is what entities that read
   *     files or grow without end need
   */
  static UpnpXml parse(byte[] document) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new Quiet());
      return new UpnpXml(builder.parse(new ByteArrayInputStream(document)).getDocumentElement());
    } catch (SAXException e) {
      throw new IOException("UPnP: bad XML: " + e.getMessage(), e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own parser knows these features", e);
    }
  }

  /** All elements of that name, at any depth. */
  List<UpnpXml> all(String name) {
    NodeList found = root.getElementsByTagNameNS("*", name);
    List<UpnpXml> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      Node node = found.item(i);
      if (node instanceof Element element) {
        elements.add(new UpnpXml(element));
      }
    }
    return elements;
  }

  /** The text of the first element of that name, null if there is none. */
  @Nullable String text(String name) {
    Node first = root.getElementsByTagNameNS("*", name).item(0);
    return first == null ? null : first.getTextContent().strip();
  }

  /** The default one prints to the application's stderr. */
  private static final class Quiet implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {}

    @Override
    public void error(SAXParseException e) {}

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}

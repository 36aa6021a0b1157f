package org.xorcast.sim.report;

import java.util.Locale;

/** Numbers and texts as the page shows them. */
final class Words {
  private Words() {}

  /** Text that may stand anywhere in the page, attributes included. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Rounded down, so that only what is complete is called 100 %. */
  static String percentFloor(double share) {
    return String.format(Locale.ROOT, "%.3f %%", Math.floor(share * 100_000) / 1000)
        .replace(".000", "");
  }

  /** A tick between 0 and 1 as percent, with as many digits as it needs. */
  static String percentTick(double share) {
    return plain(share * 100) + " %";
  }

  static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** Up to six significant digits, no zeros at the end. */
  static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.6f", value);
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }
}

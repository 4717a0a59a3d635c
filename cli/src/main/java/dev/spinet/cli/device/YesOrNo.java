package dev.spinet.cli.device;

import dev.spinet.socket.driver.DeviceUri;

/** Options that are a decision. */
final class YesOrNo {

  private YesOrNo() {}

  /** Reads an option: whether the wire of this name is there. */
  static boolean read(DeviceUri uri, String option, boolean otherwise) {
    String value = uri.options().get(option);
    if (value == null) {
      return otherwise;
    }
    return switch (value) {
      case "yes" -> true;
      case "no" -> false;
      default ->
          throw new IllegalArgumentException(
              "option '%s' in '%s': '%s' does not say whether there is such a line: yes or no"
                  .formatted(option, uri.text(), value));
    };
  }
}

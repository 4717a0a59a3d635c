package dev.spinet.cli.trace;

import dev.spinet.cli.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One access of a frame: registers, or a buffer.
 *
 * @param name what was accessed, such as {@code S1_RX_RSR/RX_RD} or {@code S1 RX buffer at 0x0100}
 * @param write whether it was written
 * @param value what was read or written, or how much
 */
record Access(String name, boolean write, String value) {

  private static final Pattern ARROW = Pattern.compile("(.*?) ([←→]) (.*)");
  private static final Pattern PLACE = Pattern.compile(" at 0x[0-9A-F]+");
  private static final Pattern SOCKET = Pattern.compile("S([0-7])[_ ].*");

  static List<Access> parse(String text) {
    return Arrays.stream(text.split("; ")).map(Access::one).toList();
  }

  private static Access one(String text) {
    var matcher = ARROW.matcher(text);
    return matcher.matches()
        ? new Access(matcher.group(1), matcher.group(2).equals("←"), matcher.group(3))
        : new Access(text, false, "");
  }

  /** The name without where in a buffer it was, so that accesses of a kind can be counted. */
  String kind() {
    return PLACE.matcher(name).replaceAll("");
  }

  /** The socket whose registers or buffers these are; -1 for the chip's common registers. */
  int socket() {
    var matcher = SOCKET.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  Map<String, Object> json() {
    var facts = Json.object();
    facts.put("name", name);
    facts.put("write", write);
    facts.put("value", value);
    return facts;
  }
}

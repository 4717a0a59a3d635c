package dev.spinet.simulator.trace;

import dev.spinet.simulator.espat.SerialDirection;
import dev.spinet.simulator.espat.SerialListener;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Takes the bytes on a module's serial line apart into lines, prompts and payloads, as somebody
 * does who listens on both wires: without asking either end, and whatever the bytes are. The
 * content of payloads is not kept.
 */
public final class AtConversation implements SerialListener {

  /** Is told what is said. */
  public interface Listener {

    /**
     * A line, complete.
     *
     * @param direction who it is for
     * @param line the line without its end, one character for each byte; cut after {@link
     *     #LONGEST_LINE}
     */
    void line(SerialDirection direction, String line);

    /** The module asks for data. */
    void prompt();

    /**
     * Data, complete.
     *
     * @param direction who they are for
     * @param header what announced them, such as {@code +CIPRECVDATA:1460}; empty for data to the
     *     module
     * @param length how many bytes
     */
    void payload(SerialDirection direction, String header, long length);
  }

  /** What is kept of a line. */
  public static final int LONGEST_LINE = 512;

  /** Data behind a header of the module's: id, length, and perhaps the sender. */
  private static final Pattern HEADER =
      Pattern.compile(
          "\\+CIPRECVDATA:(\\d{1,9})(?:,\"[\\d.]+\",\\d+)?,"
              + "|\\+IPD,(?:\\d,)?(\\d{1,9})(?:,\"[\\d.]+\",\\d+)?:");

  /** A command that announces data: id, length, and perhaps whom they are for. */
  private static final Pattern SEND =
      Pattern.compile("AT\\+CIPSEND(?:L|EX)?=(?:\\d,)?(\\d{1,9})(?:,\".*)?");

  private final Listener listener;
  private final Side toHost = new Side(SerialDirection.TO_HOST);
  private final Side toModule = new Side(SerialDirection.TO_MODULE);
  private long announced;

  /**
   * Nothing has been said yet.
   *
   * @param listener is told what is said
   */
  public AtConversation(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void arrived(SerialDirection direction, byte[] bytes) {
    var side = direction == SerialDirection.TO_HOST ? toHost : toModule;
    for (byte octet : bytes) {
      side.take(octet);
    }
  }

  /** What goes one way. */
  private final class Side {
    private final SerialDirection direction;
    private final StringBuilder line = new StringBuilder();
    private String header = "";
    private long length;
    private long left;

    Side(SerialDirection direction) {
      this.direction = direction;
    }

    void take(byte octet) {
      if (left > 0) {
        left--;
        if (left == 0) {
          listener.payload(direction, header, length);
        }
        return;
      }
      char character = (char) (octet & 0xff);
      if (character == '\n') {
        end();
      } else if (line.length() < LONGEST_LINE) {
        line.append(character);
        if (direction == SerialDirection.TO_HOST) {
          look(character);
        }
      }
    }

    private void end() {
      while (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
        line.setLength(line.length() - 1);
      }
      String text = line.toString();
      line.setLength(0);
      if (text.isEmpty()) {
        return;
      }
      listener.line(direction, text);
      if (direction == SerialDirection.TO_MODULE) {
        var send = SEND.matcher(text);
        announced = send.matches() ? Long.parseLong(send.group(1)) : 0;
      }
    }

    /** Whether data begin, or the host is asked for some. */
    private void look(char character) {
      if (character == '>' && line.length() == 1) {
        line.setLength(0);
        listener.prompt();
        toModule.expect("", announced);
        announced = 0;
        return;
      }
      if ((character == ',' || character == ':') && line.charAt(0) == '+') {
        var found = HEADER.matcher(line);
        if (found.matches()) {
          String count = found.group(1) == null ? found.group(2) : found.group(1);
          String text = line.substring(0, line.length() - 1);
          line.setLength(0);
          expect(text, Long.parseLong(count));
        }
      }
    }

    private void expect(String newHeader, long count) {
      header = newHeader;
      length = count;
      left = count;
      line.setLength(0);
    }
  }

  /** The bytes of a line, as text in UTF-8 where they are. */
  static String text(String line) {
    return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}

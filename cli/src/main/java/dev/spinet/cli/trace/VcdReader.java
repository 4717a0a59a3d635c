package dev.spinet.cli.trace;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frames in a recording of the wires (IEEE 1364-2005, chapter 18): SPI mode 0, a bit at
 * each rising edge of the clock while chip select is low, the highest one first. The wires are
 * known by their names.
 */
final class VcdReader {

  private static final Pattern SELECT = Pattern.compile("(?:N?CS|N?SS)([0-7]?)_?[N#]?");
  private static final Set<String> CLOCK = Set.of("SCLK", "SCK", "CLK");
  private static final Set<String> OUT = Set.of("MOSI", "COPI");
  private static final Set<String> IN = Set.of("MISO", "CIPO");
  private static final Map<String, Double> NANOS =
      Map.of("s", 1e9, "ms", 1e6, "us", 1e3, "ns", 1.0, "ps", 1e-3, "fs", 1e-6);

  private final Map<String, String> roles = new HashMap<>();
  private final Map<String, Frame> chips = new LinkedHashMap<>();
  private double nanosPerTick = 1;
  private double now;
  private char clock = 'x';
  private char out = 'x';
  private char in = 'x';

  /** A frame that is being read. */
  private static final class Frame {

    private final FrameFeed feed;
    private final ByteArrayOutputStream mosi = new ByteArrayOutputStream();
    private final ByteArrayOutputStream miso = new ByteArrayOutputStream();
    private char level = 'x';
    private long begun;
    private long number;
    private int bits;
    private int outBits;
    private int inBits;
    private boolean headSeen = true;

    Frame(FrameFeed feed) {
      this.feed = feed;
    }

    void begin(long nanos) {
      begun = nanos;
      mosi.reset();
      miso.reset();
      bits = 0;
      headSeen = true;
    }

    void bit(char out, char in) {
      outBits = outBits << 1 | (out == '1' ? 1 : 0);
      inBits = inBits << 1 | (in == '1' ? 1 : 0);
      // Where nobody has looked at MISO there is nothing to check.
      headSeen &= in == '0' || in == '1' || mosi.size() > 2;
      bits++;
      if (bits == Byte.SIZE) {
        mosi.write(outBits);
        miso.write(inBits);
        bits = 0;
        outBits = 0;
        inBits = 0;
      }
    }

    void end() {
      byte @Nullable [] answers = headSeen ? miso.toByteArray() : null;
      feed.frame(begun, number, mosi.size(), mosi.toByteArray(), answers);
      number++;
    }
  }

  /**
   * Reads a recording.
   *
   * @param lines gets a line for each frame
   * @throws ProtocolException if it is none, or wires are missing
   */
  void read(BufferedReader from, Consumer<String> lines) throws IOException {
    boolean inHead = true;
    StringBuilder declaration = new StringBuilder();
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      var words = new StringTokenizer(line);
      while (words.hasMoreTokens()) {
        String word = words.nextToken();
        if (inHead || !declaration.isEmpty()) {
          declaration.append(word).append(' ');
          if (word.equals("$end")) {
            inHead = !declare(declaration.toString().strip(), lines);
            declaration.setLength(0);
          }
        } else {
          change(word);
        }
      }
    }
    if (inHead) {
      throw new ProtocolException("this is no recording of wires: it ends within its head");
    }
  }

  /** Takes a declaration; tells whether the head ends with it. */
  private boolean declare(String text, Consumer<String> lines) throws ProtocolException {
    List<String> words = List.of(text.split(" "));
    switch (words.getFirst()) {
      case "$timescale" -> timescale(String.join("", words.subList(1, words.size() - 1)));
      case "$var" -> {
        if (words.size() > 4) {
          wire(words.get(3), words.get(4).toUpperCase(Locale.ROOT));
        }
      }
      case "$enddefinitions" -> {
        require("SCLK");
        require("MOSI");
        require("MISO");
        if (chips.isEmpty()) {
          throw new ProtocolException("the recording has no wire that is named CSn");
        }
        connect(lines);
        return true;
      }
      default -> {
        // Comments, dates and scopes.
      }
    }
    return false;
  }

  private void require(String role) throws ProtocolException {
    if (!roles.containsValue(role)) {
      throw new ProtocolException("the recording has no wire that is named " + role);
    }
  }

  private void timescale(String text) throws ProtocolException {
    String digits = text.replaceFirst("[a-z]+$", "");
    Double unit = NANOS.get(text.substring(digits.length()));
    if (unit == null || !digits.matches("1|10|100")) {
      throw new ProtocolException("'%s' is not a scale of time".formatted(text));
    }
    nanosPerTick = Integer.parseInt(digits) * unit;
  }

  private void wire(String identifier, String name) {
    var select = SELECT.matcher(name);
    if (CLOCK.contains(name)) {
      roles.put(identifier, "SCLK");
    } else if (OUT.contains(name)) {
      roles.put(identifier, "MOSI");
    } else if (IN.contains(name)) {
      roles.put(identifier, "MISO");
    } else if (select.matches()) {
      roles.put(identifier, "CS" + select.group(1));
      chips.put("CS" + select.group(1), new Frame(new FrameFeed(line -> {})));
    }
  }

  private void connect(Consumer<String> lines) {
    boolean several = chips.size() > 1;
    chips.replaceAll((name, _) -> {
      String who = several ? name.substring(2) + " " : "";
      return new Frame(new FrameFeed(line -> lines.accept(who + line)));
    });
  }

  private void change(String word) throws ProtocolException {
    char first = word.charAt(0);
    switch (first) {
      case '#' -> now = time(word.substring(1)) * nanosPerTick;
      case '$', 'b', 'B', 'r', 'R' -> {
        // Only wires of one bit matter; $dumpvars and its $end are not changes.
      }
      default -> {
        String role = roles.get(word.substring(1));
        if (role != null) {
          change(role, first);
        }
      }
    }
  }

  private static double time(String digits) throws ProtocolException {
    if (!digits.matches("[0-9]{1,18}")) {
      throw new ProtocolException("'#%s' is not a time".formatted(digits));
    }
    return Long.parseLong(digits);
  }

  private void change(String role, char level) {
    switch (role) {
      case "MOSI" -> out = level;
      case "MISO" -> in = level;
      case "SCLK" -> {
        if (level == '1' && clock == '0') {
          chips.values().stream()
              .filter(chip -> chip.level == '0')
              .forEach(chip -> chip.bit(out, in));
        }
        clock = level;
      }
      default -> {
        Frame chip = chips.get(role);
        if (chip != null) {
          select(chip, level);
        }
      }
    }
  }

  private void select(Frame chip, char level) {
    if (level == '0' && chip.level != '0') {
      chip.begin((long) now);
    } else if (level != '0' && chip.level == '0') {
      chip.end();
    }
    chip.level = level;
  }
}

package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.SocketRegister;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The model against the C header as a text, without the Java that is generated from it: every
 * register is where the header says, holds what it says and is written as it says; and there is
 * nothing else.
 */
final class HeaderTableTest {

  private static final Path HEADER = Path.of("..", "native", "include", "spinet", "w5500.h");
  private static final Pattern DEFINE =
      Pattern.compile("#define W5500_(\\w+?)(_SIZE|_RESET|_ACCESS)?\\s+(\\w+)(\\s.*)?");
  private static final String SOCKET = "Sn_";

  /** Registers that do more with what is written than to keep it; each has tests of its own. */
  private static final List<String> BUSY =
      List.of("MR", "PHYCFGR", "Sn_CR", "Sn_RXBUF_SIZE", "Sn_TXBUF_SIZE");

  private final Harness bench = new Harness();
  private final SpiMaster spi = bench.spi;

  /**
   * A register of the header.
   *
   * @param name without prefix
   * @param access name of the rule, without prefix
   */
  record Entry(String name, int address, int size, long reset, String access) {

    boolean isSocket() {
      return name.startsWith(SOCKET);
    }
  }

  static Stream<Entry> registers() throws IOException {
    Map<String, Map<String, String>> macros = new TreeMap<>();
    for (var line : Files.readAllLines(HEADER)) {
      var matcher = DEFINE.matcher(line);
      if (matcher.matches()) {
        String part = matcher.group(2) == null ? "" : matcher.group(2);
        macros
            .computeIfAbsent(matcher.group(1), name -> new TreeMap<>())
            .put(part, matcher.group(3));
        // The name of a register may end like one of its macros: Sn_RXBUF_SIZE.
        macros
            .computeIfAbsent(matcher.group(1) + part, name -> new TreeMap<>())
            .putIfAbsent("", matcher.group(3));
      }
    }
    return macros.entrySet().stream()
        .filter(entry ->
            entry.getValue().keySet().containsAll(List.of("", "_SIZE", "_RESET", "_ACCESS")))
        .map(entry -> {
          var macro = entry.getValue();
          return new Entry(
              entry.getKey(),
              (int) number(macro.get("")),
              (int) number(macro.get("_SIZE")),
              number(macro.get("_RESET")),
              String.valueOf(macro.get("_ACCESS")).replace("W5500_ACCESS_", ""));
        });
  }

  private static long number(@Nullable String literal) {
    return Long.decode(String.valueOf(literal).replaceAll("u(ll)?$", ""));
  }

  private List<Block> blocks(Entry entry) {
    List<Block> blocks = new ArrayList<>();
    if (entry.isSocket()) {
      for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
        blocks.add(Block.socketRegister(socket));
      }
    } else {
      blocks.add(Block.common());
    }
    return blocks;
  }

  private long read(Block block, Entry entry) {
    return new BigInteger(1, spi.read(block, entry.address(), entry.size())).longValueExact();
  }

  @ParameterizedTest
  @MethodSource("registers")
  void registerHoldsItsResetValue(Entry entry) {
    long status = entry.name().equals("PHYCFGR") ? PhyConfiguration.STATUS_MASK : 0;
    for (var block : blocks(entry)) {
      assertEquals(entry.reset() | status, read(block, entry));
    }
  }

  @ParameterizedTest
  @MethodSource("registers")
  void registerIsWrittenByItsRule(Entry entry) {
    if (BUSY.contains(entry.name())) {
      assertTrue(List.of("RW", "WSC").contains(entry.access()));
      return;
    }
    var ones = new byte[entry.size()];
    Arrays.fill(ones, (byte) 0xFF);
    for (var block : blocks(entry)) {
      long before = read(block, entry);
      spi.write(block, entry.address(), ones);
      long written = new BigInteger(1, ones).longValueExact();
      assertEquals(entry.access().equals("RW") ? written : before, read(block, entry));
    }
    long complaints = entry.access().equals("RO") ? blocks(entry).size() : 0;
    assertEquals(complaints, bench.count(Diagnostic.Kind.READ_ONLY_WRITE));
  }

  @ParameterizedTest
  @MethodSource("registers")
  void nextByteBelongsToSomebodyElse(Entry entry) throws IOException {
    int next = entry.address() + entry.size();
    boolean taken =
        registers().anyMatch(r -> r.isSocket() == entry.isSocket() && r.address() == next);
    if (!taken) {
      for (var block : blocks(entry)) {
        spi.write(block, next, (byte) 0xFF);
        assertEquals(0, spi.read(block, next, 1)[0], "there is no register");
      }
      assertEquals(
          blocks(entry).size(),
          bench.chip.diagnostics().all().stream()
              .filter(d -> d.toString().contains("no register to write"))
              .count());
    }
  }

  @Test
  void headerAndModelHaveTheSameRegisters() throws IOException {
    var header = registers().map(Entry::name).sorted().toList();
    var model =
        Stream.concat(
                Arrays.stream(CommonRegister.values()).map(Enum::name),
                Arrays.stream(SocketRegister.values()).map(r -> SOCKET + r.name()))
            .sorted()
            .toList();
    assertEquals(model, header);
    assertEquals(21 + 23, header.size());
  }
}

package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.RegisterBurst;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * A shadow copy of the common registers: what was written to them, and for the others what was
 * found after the start. Every method is called with the chip's lock held.
 */
final class ChipConfiguration {

  private static final RegisterBurst BLOCK = RegisterBurst.COMMON_BLOCK;
  private static final int ALL_BITS = 0xff;

  /**
   * A register without effect as long as PPPoE is not used (datasheet, section 4.1, PMAGIC), and
   * what is kept in it to recognize a reset.
   */
  private static final CommonRegister MARK = CommonRegister.PMAGIC;

  private static final int MARK_VALUE = 0x5A;

  private final Chip chip;
  private final byte[] expected = new byte[BLOCK.length()];
  private final byte[] compared = new byte[BLOCK.length()];
  private final Map<CommonRegister, byte[]> written = new EnumMap<>(CommonRegister.class);
  private IntSupplier interruptMask = () -> 0;

  ChipConfiguration(Chip chip) {
    this.chip = chip;
    for (var register : CommonRegister.values()) {
      int start = BLOCK.offset(register);
      Arrays.fill(compared, start, start + register.size(), (byte) lastingBits(register));
    }
  }

  /** The bits that only the driver changes, or nobody at all. */
  private static int lastingBits(CommonRegister register) {
    return switch (register) {
      case MR -> ALL_BITS & ~ModeBits.RST;
      case PHYCFGR -> ALL_BITS & ~PhyConfiguration.STATUS_MASK;
      case IR, SIR, UIPR, UPORTR -> 0;
      default -> ALL_BITS;
    };
  }

  /** Says what SIMR has to be, which is written along with other things. */
  void setInterruptMask(IntSupplier mask) {
    interruptMask = mask;
  }

  /** Takes note of a write. */
  void written(CommonRegister register, byte[] octets) {
    if (register != CommonRegister.SIMR) {
      written.put(register, octets.clone());
      System.arraycopy(octets, 0, expected, BLOCK.offset(register), octets.length);
    }
  }

  /** Marks the chip, and takes over what the registers hold that nobody has written. */
  void learn() throws IOException {
    chip.writeRegister(Block.common(), MARK, MARK_VALUE);
    byte[] block = chip.readBurst(Block.common(), BLOCK);
    for (int attempt = 0; attempt < Chip.ATTEMPTS; attempt++) {
      byte[] again = chip.readBurst(Block.common(), BLOCK);
      if (agree(block, again)) {
        take(again);
        return;
      }
      chip.countRepeat();
      block = again;
    }
    throw chip.broken(
        chip.name()
            + ": the registers of the W5500 read differently each time; check the wiring, or lower"
            + " the speed of the bus");
  }

  private void take(byte[] block) {
    for (var register : CommonRegister.values()) {
      if (!written.containsKey(register)) {
        int start = BLOCK.offset(register);
        System.arraycopy(block, start, expected, start, register.size());
      }
    }
  }

  /** Whether two copies of the registers say the same where they have to. */
  boolean agree(byte[] one, byte[] other) {
    for (int i = 0; i < compared.length; i++) {
      if (((one[i] ^ other[i]) & compared[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the registers hold what they have to. */
  boolean isIn(byte[] block) {
    refreshInterruptMask();
    return agree(block, expected);
  }

  /** The registers that do not hold what they have to. */
  Set<CommonRegister> differences(byte[] block) {
    refreshInterruptMask();
    var registers = EnumSet.noneOf(CommonRegister.class);
    for (var register : CommonRegister.values()) {
      int start = BLOCK.offset(register);
      for (int i = start; i < start + register.size(); i++) {
        if (((block[i] ^ expected[i]) & compared[i]) != 0) {
          registers.add(register);
        }
      }
    }
    return registers;
  }

  private void refreshInterruptMask() {
    expected[BLOCK.offset(CommonRegister.SIMR)] = (byte) interruptMask.getAsInt();
  }

  /**
   * Whether registers that differ mean that the chip was reset: it takes away both the mark and the
   * hardware address, which is never all zeros. Either alone was lost in another way; on boards
   * with a weak supply the addresses were seen to vanish.
   */
  boolean looksReset(byte[] block, Set<CommonRegister> differences) {
    int start = BLOCK.offset(CommonRegister.SHAR);
    boolean addressLost = true;
    for (int i = start; i < start + CommonRegister.SHAR.size(); i++) {
      addressLost &= block[i] == (byte) CommonRegister.SHAR.resetValue();
    }
    return differences.contains(CommonRegister.VERSIONR)
        || (addressLost && differences.contains(MARK));
  }

  /** Writes registers again. */
  void write(Set<CommonRegister> registers) throws IOException {
    for (var register : registers) {
      int start = BLOCK.offset(register);
      chip.writeOctets(
          Block.common(), register, Arrays.copyOfRange(expected, start, start + register.size()));
    }
  }

  /** After a reset, writes everything again that was written before it. */
  void restore() throws IOException {
    refreshInterruptMask();
    for (var register : Map.copyOf(written).keySet()) {
      if (register != CommonRegister.PHYCFGR) {
        write(Set.of(register));
      }
    }
    write(Set.of(CommonRegister.SIMR));
    restorePhy();
  }

  /** Makes sure that the chip holds what was written. */
  void verify() throws IOException {
    byte[] block = chip.readBurst(Block.common(), BLOCK);
    for (int attempt = 0; attempt < Chip.ATTEMPTS && !isIn(block); attempt++) {
      chip.countRepeat();
      write(differences(block));
      block = chip.readBurst(Block.common(), BLOCK);
    }
    if (!isIn(block)) {
      throw chip.broken(
          "%s: the W5500 does not keep what is written to it: %s; check the wiring, or lower the speed of the bus"
              .formatted(chip.name(), describe(block, differences(block))));
    }
  }

  /** A new mode of the PHY counts from its reset on (datasheet, section 4.1, PHYCFGR). */
  private void restorePhy() throws IOException {
    byte[] mode = written.get(CommonRegister.PHYCFGR);
    if (mode != null) {
      int value = Byte.toUnsignedInt(mode[0]);
      chip.writeRegister(Block.common(), CommonRegister.PHYCFGR, value & ~PhyConfiguration.RST);
      chip.writeRegister(Block.common(), CommonRegister.PHYCFGR, value | PhyConfiguration.RST);
    }
  }

  /** What some registers hold in a copy of them, and what they should, for people. */
  String describe(byte[] block, Set<CommonRegister> registers) {
    var hex = HexFormat.of().withUpperCase();
    return registers.stream()
        .map(register -> {
          int start = BLOCK.offset(register);
          int end = start + register.size();
          return "%s=%s instead of %s"
              .formatted(
                  register, hex.formatHex(block, start, end), hex.formatHex(expected, start, end));
        })
        .collect(Collectors.joining(", "));
  }
}

package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import java.io.IOException;
import java.util.Arrays;

/**
 * The chip's own addresses: what is wanted, and what was written to the chip. Every method is
 * called with the chip's lock held.
 */
final class NetworkSettings {

  private static final byte[] NO_ADDRESS = new byte[CommonRegister.SIPR.size()];

  private final Chip chip;
  private final byte[] written = new byte[RegisterBurst.NETWORK_BLOCK.length()];
  private LinkInfo info;
  private boolean up;

  NetworkSettings(Chip chip, LinkInfo info) {
    this.chip = chip;
    this.info = info;
  }

  LinkInfo info() {
    return info;
  }

  /** Whether the addresses are in use. */
  boolean isUp() {
    return up;
  }

  /** Changes what is wanted, and writes it if the addresses are in use. */
  void set(LinkInfo newInfo) throws IOException {
    info = newInfo;
    if (up) {
      apply(true);
    }
  }

  /** Changes what is wanted, and takes the addresses out of use without touching the chip. */
  void forget(LinkInfo newInfo) {
    info = newInfo;
    up = false;
  }

  /**
   * Writes the addresses to the chip, or takes the interface's own one away from it. Reads them
   * back, since everything goes wrong in strange ways if they are.
   */
  void apply(boolean use) throws IOException {
    up = use && info.hasAddress();
    for (int attempt = 0; attempt < Chip.ATTEMPTS; attempt++) {
      write(CommonRegister.SHAR, info.mac().octets());
      write(CommonRegister.SUBR, info.mask().getAddress());
      write(CommonRegister.GAR, info.gateway().getAddress());
      write(CommonRegister.SIPR, up ? info.ip().getAddress() : NO_ADDRESS);
      if (Arrays.equals(written, chip.readBurst(Block.common(), RegisterBurst.NETWORK_BLOCK))) {
        return;
      }
      chip.countRepeat();
    }
    throw chip.broken(
        chip.name()
            + ": the W5500 does not keep the addresses written to it; check the wiring, or lower the"
            + " speed of the bus");
  }

  /** What the registers of {@link RegisterBurst#NETWORK_BLOCK} should hold. */
  byte[] written() {
    return written;
  }

  /** The hardware address in a copy of the common registers. */
  String hardwareAddress(byte[] commonBlock) {
    int start = RegisterBurst.COMMON_BLOCK.offset(CommonRegister.SHAR);
    return MacAddress.of(Arrays.copyOfRange(commonBlock, start, start + CommonRegister.SHAR.size()))
        .toString();
  }

  private void write(CommonRegister register, byte[] octets) throws IOException {
    chip.writeOctets(Block.common(), register, octets);
    System.arraycopy(
        octets, 0, written, RegisterBurst.NETWORK_BLOCK.offset(register), octets.length);
  }
}

package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
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

  /** Writes the addresses to the chip, or takes the interface's own one away from it. */
  void apply(boolean use) throws IOException {
    up = use && info.hasAddress();
    write(CommonRegister.SHAR, info.mac().octets());
    write(CommonRegister.SUBR, octets(info.mask()));
    write(CommonRegister.GAR, octets(info.gateway()));
    write(CommonRegister.SIPR, up ? octets(info.ip()) : NO_ADDRESS);
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

  private static byte[] octets(Inet4Address address) {
    return address.getAddress();
  }
}

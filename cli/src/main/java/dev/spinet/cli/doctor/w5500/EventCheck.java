package dev.spinet.cli.doctor.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Does the chip take commands on all its sockets, and tell that a packet was sent? */
final class EventCheck {

  private static final int FIRST_PORT = 49_152;
  private static final int USUAL_POLLS = 3;
  private static final int BROADCAST = 0xFFFF_FFFF;
  private static final int SENDS = 3;
  private static final int LATE_MILLIS = 20;
  private static final int LONGEST_MILLIS = 1_000;
  private static final long LINK_NANOS = TimeUnit.SECONDS.toNanos(4);

  private final Registers registers;
  private final Findings findings;

  EventCheck(Registers registers, Findings findings) {
    this.registers = registers;
    this.findings = findings;
  }

  /** Whether all commands were taken. */
  boolean commands() throws IOException {
    findings.doing("giving commands");
    long slowest = 0;
    for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
      var probe = new SocketProbe(registers, socket);
      if (!probe.open(FIRST_PORT + socket)) {
        findings.problem(
            Check.CHIP_COMMANDS,
            "socket %d does not take the command OPEN: its Sn_CR stays".formatted(socket),
            "the chip hangs: reset it by RSTn, or switch its supply off and on; if it stays so, the"
                + " chip is broken");
        return false;
      }
      long status = probe.status();
      if (status != SocketStatus.UDP) {
        findings.problem(
            Check.CHIP_COMMANDS,
            "socket %d does not open: its Sn_SR reads %02X instead of %02X"
                .formatted(socket, status, SocketStatus.UDP),
            "the wires are disturbed, or the chip is: try a lower speed");
        return false;
      }
      if (!probe.close()) {
        findings.problem(
            Check.CHIP_COMMANDS,
            "socket %d does not take the command CLOSE: its Sn_CR stays".formatted(socket),
            "the chip hangs: reset it by RSTn, or switch its supply off and on");
        return false;
      }
      slowest = Math.max(slowest, probe.slowest());
    }
    if (slowest > USUAL_POLLS) {
      findings.warning(
          Check.CHIP_COMMANDS,
          "the chip takes commands late: Sn_CR was read %d times".formatted(slowest),
          "it works, slowly; a chip does this when its clock or its supply is not right");
    } else {
      findings.ok(
          Check.CHIP_COMMANDS, "all %d sockets take commands".formatted(ChipLimits.SOCKET_COUNT));
    }
    return true;
  }

  /** Gives the chip a hardware address for as long as the checks need one. */
  static void address(Registers registers) throws IOException {
    // Locally administered, of a single station.
    long mac = 0x0200_0000_0000L | ThreadLocalRandom.current().nextLong(1L << 40);
    registers.set(Block.common(), CommonRegister.SHAR, mac);
  }

  /** Sends packets to everybody's port for what is thrown away. */
  void sendOk() throws IOException {
    findings.doing("waiting for the cable");
    if (!awaitLink()) {
      findings.notChecked(Check.CHIP_SENDOK, "there is no link, so nothing can be sent", "");
      return;
    }
    findings.doing("sending a packet");
    var probe = new SocketProbe(registers, 0);
    if (!probe.open(FIRST_PORT)) {
      return;
    }
    probe.aim(BROADCAST);
    long late = 0;
    for (int i = 0; i < SENDS; i++) {
      probe.clearEvents();
      if (!probe.send()) {
        findings.problem(
            Check.CHIP_COMMANDS,
            "the chip does not take the command SEND: Sn_CR stays",
            "the chip hangs: reset it by RSTn, or switch its supply off and on");
        return;
      }
      long waited = awaitSendOk(probe);
      if (waited < 0) {
        findings.problem(
            Check.CHIP_SENDOK,
            "a packet went out, and the chip did not tell so (no SENDOK)",
            "the driver puts up with it, at the price of 250 ms each time: check the supply, and"
                + " whether the chip gets warm");
        return;
      }
      late = Math.max(late, waited);
    }
    probe.close();
    if (late > LATE_MILLIS) {
      findings.warning(
          Check.CHIP_SENDOK,
          "SENDOK comes late: %d ms after the packet went out".formatted(late),
          "sending is slow by as much; check the supply");
    } else {
      findings.ok(Check.CHIP_SENDOK, "the chip tells when a packet is sent");
    }
  }

  private boolean awaitLink() throws IOException {
    long start = System.nanoTime();
    while ((registers.get(Block.common(), CommonRegister.PHYCFGR) & PhyConfiguration.LNK) == 0) {
      if (System.nanoTime() - start > LINK_NANOS) {
        return false;
      }
      Registers.pause(5);
    }
    return true;
  }

  /** How many milliseconds SENDOK was behind the packet; -1 if it did not come. */
  private static long awaitSendOk(SocketProbe probe) throws IOException {
    long sentAt = 0;
    boolean sent = false;
    for (int looks = 0; looks < LONGEST_MILLIS; looks++) {
      // Asked first, so that one that comes in between is not taken for late.
      boolean out = probe.isSent();
      if (probe.events(SocketInterrupt.SENDOK) != 0) {
        return sent ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sentAt) : 0;
      }
      if (out && !sent) {
        sent = true;
        sentAt = System.nanoTime();
      }
      Registers.pause(1);
    }
    return -1;
  }
}

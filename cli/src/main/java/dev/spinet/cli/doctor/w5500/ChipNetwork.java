package dev.spinet.cli.doctor.w5500;

import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import dev.spinet.cli.doctor.GatewayPing;
import dev.spinet.cli.doctor.Medium;
import dev.spinet.cli.doctor.NetworkChecks;
import dev.spinet.cli.doctor.Plan;
import dev.spinet.cli.doctor.Repeater;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.socket.LinkInfo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;

/** The cable and what is behind it, by the driver that programs use. */
final class ChipNetwork {

  private static final int MEGABITS = 100;

  private final Plan plan;
  private final Findings findings;

  ChipNetwork(Plan plan, Findings findings) {
    this.plan = plan;
    this.findings = findings;
  }

  static void skip(Findings findings, String why) {
    findings.notChecked(why, Check.CHIP_DRIVER);
    skipNetwork(findings, why);
  }

  private static void skipNetwork(Findings findings, String why) {
    findings.notChecked(
        why,
        Check.NETWORK_LINK,
        Check.NETWORK_ADDRESS,
        Check.NETWORK_GATEWAY,
        Check.NETWORK_NAMES,
        Check.NETWORK_TCP,
        Check.NETWORK_ECHO);
  }

  void run(Wires wires, W5500Options options) throws IOException {
    findings.doing("starting the driver");
    wires.handOver();
    W5500 driver;
    try {
      driver = W5500.on(wires.bus(), options, wires.interrupt(), wires.reset());
    } catch (IOException e) {
      rethrowInterrupt(e);
      findings.problem(Check.CHIP_DRIVER, e, "see the findings above");
      skipNetwork(findings, "the driver does not start");
      return;
    }
    try (driver) {
      findings.ok(Check.CHIP_DRIVER, "the driver starts");
      if (isUp(driver) && hasAddress(driver)) {
        var info = driver.linkInfo();
        new NetworkChecks(
                driver, Medium.CABLE, GatewayPing.byRawSockets(driver), plan, Repeater.ONCE)
            .run(info, findings);
        if (plan.deep()) {
          new FrameCheck(driver, findings).run(info);
        }
      }
      repairs(driver);
    } catch (IOException e) {
      rethrowInterrupt(e);
      findings.problem(Check.CHIP_DRIVER, e, "see the findings above");
      skipNetwork(findings, "the driver has failed");
    }
  }

  private static void rethrowInterrupt(IOException thrown) throws InterruptedIOException {
    if (thrown instanceof InterruptedIOException interrupted
        && !(thrown instanceof SocketTimeoutException)) {
      throw interrupted;
    }
  }

  private boolean isUp(W5500 driver) throws IOException {
    findings.doing("waiting for the cable");
    long start = System.nanoTime();
    var phy = driver.phy();
    while (!phy.linkUp()) {
      if (System.nanoTime() - start > plan.timeout().toNanos()) {
        findings.problem(
            Check.NETWORK_LINK,
            "the cable has no link",
            "check that both ends are plugged in, the lamps at the socket, and that the other end is"
                + " on; then try another cable");
        skipNetwork(findings, "there is no link");
        return false;
      }
      Registers.pause(20);
      phy = driver.phy();
    }
    String found =
        "%d Mbit/s, %s duplex"
            .formatted(phy.megabitsPerSecond(), phy.fullDuplex() ? "full" : "half");
    if (phy.megabitsPerSecond() < MEGABITS || !phy.fullDuplex()) {
      findings.warning(
          Check.NETWORK_LINK,
          "the link is up, but only with " + found,
          "the other end has a fixed speed, or the cable is bad: set both ends to negotiate, or add"
              + " the same fixed mode here, such as phy=100full");
    } else {
      findings.ok(Check.NETWORK_LINK, "the link is up, with " + found);
    }
    return true;
  }

  private boolean hasAddress(W5500 driver) throws IOException {
    findings.doing("asking for an address");
    try {
      driver.link(plan.timeout());
    } catch (IOException e) {
      rethrowInterrupt(e);
      findings.problem(
          Check.NETWORK_ADDRESS,
          e,
          "check that the network has a DHCP server; without one, set an address with"
              + " ip=192.168.1.50/24 and gateway=192.168.1.1");
      skipNetwork(findings, "the chip has no address");
      return false;
    }
    findings.ok(Check.NETWORK_ADDRESS, describe(driver.linkInfo(), driver.lease().isPresent()));
    return true;
  }

  private static String describe(LinkInfo info, boolean leased) {
    return "%s/%d %s, gateway %s, name server %s"
        .formatted(
            info.ip().getHostAddress(),
            info.prefixLength(),
            leased ? "by DHCP" : "as set",
            info.gateway().isAnyLocalAddress() ? "none" : info.gateway().getHostAddress(),
            info.dns().isAnyLocalAddress() ? "none" : info.dns().getHostAddress());
  }

  /** What the driver had to put right shows what else is wrong. */
  private void repairs(W5500 driver) {
    var statistics = driver.statistics();
    var faults = statistics.faults();
    var seen = new ArrayList<String>();
    var advice = new ArrayList<String>();
    if (faults.chipResets() > 0) {
      seen.add("%d resets of the chip".formatted(faults.chipResets()));
      advice.add("check the chip's supply");
    }
    if (faults.repairedRegisters() > 0) {
      seen.add("%d registers that had changed".formatted(faults.repairedRegisters()));
      advice.add("check the chip's supply and the wires");
    }
    if (statistics.repeatedReads() > 0) {
      seen.add("%d reads that had to be repeated".formatted(statistics.repeatedReads()));
      advice.add("where there are many, use a lower speed or shorter wires");
    }
    if (statistics.lostSendOks() > 0) {
      seen.add("%d times no SENDOK".formatted(statistics.lostSendOks()));
      advice.add("check the chip's supply");
    }
    if (faults.lostInterrupts() > 0) {
      seen.add("%d lost interrupts".formatted(faults.lostInterrupts()));
      advice.add("check INTn");
    }
    if (faults.linkChanges() > 0) {
      seen.add("%d changes of the link".formatted(faults.linkChanges()));
      advice.add("check the cable");
    }
    if (faults.addressConflicts() > 0) {
      seen.add(
          "another station used the chip's address %d times".formatted(faults.addressConflicts()));
      advice.add("give one of them another address");
    }
    if (seen.isEmpty()) {
      findings.ok(Check.NETWORK_REPAIRS, "the driver had nothing to put right");
    } else {
      findings.warning(
          Check.NETWORK_REPAIRS,
          "the driver put right: " + String.join(", ", seen),
          String.join("; ", advice.stream().distinct().toList()));
    }
  }
}

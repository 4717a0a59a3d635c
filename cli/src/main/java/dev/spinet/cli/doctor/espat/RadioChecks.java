package dev.spinet.cli.doctor.espat;

import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import dev.spinet.cli.doctor.GatewayPing;
import dev.spinet.cli.doctor.Medium;
import dev.spinet.cli.doctor.NetworkChecks;
import dev.spinet.cli.doctor.Plan;
import dev.spinet.drivers.esp32.Esp32;
import dev.spinet.socket.AccessPoint;
import dev.spinet.socket.AccessPointNotFoundException;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WrongPasswordException;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a module's radio hears, and the network that it joins. */
final class RadioChecks {

  private static final int WEAK = -80;

  /** Longer than the driver waits for the result of a ping: what the driver finds out is told. */
  private static final Duration PING_WAIT = Duration.ofSeconds(22);

  private final Esp32 module;
  private final Plan plan;
  private final Findings findings;
  private final ShortestWaits least;
  private final Repetition repetition;
  private @Nullable LinkInfo joined;

  RadioChecks(Esp32 module, LineWatch line, Plan plan, Findings findings, ShortestWaits least) {
    this.module = module;
    this.plan = plan;
    this.findings = findings;
    this.least = least;
    repetition = new Repetition(module, line, ShortestWaits.longer(plan.timeout(), least.rejoin()));
  }

  /** What had to be looked at again, and why. */
  Repetition repetition() {
    return repetition;
  }

  void run() throws IOException {
    try {
      look();
    } catch (Repetition.NetworkLostException _) {
      findings.notChecked(
          "the network is lost",
          Check.NETWORK_GATEWAY,
          Check.NETWORK_NAMES,
          Check.NETWORK_TCP,
          Check.NETWORK_ECHO);
    }
  }

  private void look() throws IOException {
    var network = plan.wifi() != null ? plan.wifi() : module.network().orElse(null);
    repetition.run(findings, draft -> scan(network, draft));
    if (network == null) {
      findings.notChecked(
          "no network to join is named (--ssid NAME)",
          Check.NETWORK_ADDRESS,
          Check.NETWORK_GATEWAY,
          Check.NETWORK_NAMES,
          Check.NETWORK_TCP,
          Check.NETWORK_ECHO);
      return;
    }
    repetition.run(findings, draft -> joined = joins(network, draft));
    var info = joined;
    if (info != null) {
      repetition.joined();
      GatewayPing ping =
          (host, _, _) ->
              module
                  .ping(host.getHostAddress(), PING_WAIT)
                  .map(time -> new GatewayPing.Reply(time, 1));
      new NetworkChecks(module, Medium.RADIO, ping, plan, repetition).run(info, findings);
    } else {
      findings.notChecked(
          "no network is joined",
          Check.NETWORK_GATEWAY,
          Check.NETWORK_NAMES,
          Check.NETWORK_TCP,
          Check.NETWORK_ECHO);
    }
  }

  private void scan(@Nullable WifiNetwork network, Findings draft) throws IOException {
    draft.doing("looking for access points");
    try {
      heard(module.scan(ShortestWaits.longer(plan.timeout(), least.scan())), network, draft);
    } catch (IOException e) {
      EspAtDoctor.rethrowInterrupt(e);
      draft.problem(Check.NETWORK_LINK, e, "try again; else switch the module off and on");
    }
  }

  private static void heard(
      List<AccessPoint> points, @Nullable WifiNetwork network, Findings findings) {
    var wanted =
        points.stream()
            .filter(point -> network == null || point.name().equals(network.name()))
            .max(Comparator.comparingInt(AccessPoint::rssi));
    if (points.isEmpty()) {
      findings.doubt();
      findings.problem(
          Check.NETWORK_LINK,
          "no access point is in reach",
          "check the module's antenna, and that a 2.4 GHz network is near: an ESP32 hears no other");
    } else if (wanted.isEmpty()) {
      findings.doubt();
      findings.problem(
          Check.NETWORK_LINK,
          "%s in reach, and not \"%s\""
              .formatted(count(points), network == null ? "" : network.name()),
          "check the name, capitals included, and that the network is on 2.4 GHz");
    } else {
      var best = wanted.get();
      String found =
          "%s in reach, %s \"%s\" with %d dBm"
              .formatted(
                  count(points),
                  network == null ? "the strongest" : "the best of",
                  best.name(),
                  best.rssi());
      if (best.rssi() < WEAK) {
        findings.warning(
            Check.NETWORK_LINK, found, "that is weak: move the module or its antenna nearer");
      } else {
        findings.ok(Check.NETWORK_LINK, found);
      }
    }
  }

  private static String count(List<AccessPoint> points) {
    return points.size() == 1 ? "1 access point" : points.size() + " access points";
  }

  private @Nullable LinkInfo joins(WifiNetwork network, Findings findings) throws IOException {
    findings.doing("joining " + network.name());
    try {
      module.link(network, ShortestWaits.longer(plan.timeout(), least.join()));
      var info = module.linkInfo();
      findings.ok(
          Check.NETWORK_ADDRESS,
          "%s/%d, gateway %s, name server %s"
              .formatted(
                  info.ip().getHostAddress(),
                  info.prefixLength(),
                  info.gateway().getHostAddress(),
                  info.dns().getHostAddress()));
      return info;
    } catch (WrongPasswordException e) {
      findings.doubt();
      findings.problem(Check.NETWORK_ADDRESS, e, "check the password, capitals included");
      return null;
    } catch (AccessPointNotFoundException e) {
      findings.doubt();
      findings.problem(Check.NETWORK_ADDRESS, e, "check the name of the network");
      return null;
    } catch (DhcpException e) {
      findings.problem(
          Check.NETWORK_ADDRESS, e, "check that the network has a DHCP server with addresses left");
      return null;
    } catch (IOException e) {
      EspAtDoctor.rethrowInterrupt(e);
      findings.problem(
          Check.NETWORK_ADDRESS,
          e,
          "check how the network is protected, see --security; try again");
      return null;
    }
  }
}

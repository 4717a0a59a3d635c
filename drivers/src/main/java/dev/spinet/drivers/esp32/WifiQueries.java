package dev.spinet.drivers.esp32;

import dev.spinet.drivers.dns.HostName;
import dev.spinet.socket.AccessPoint;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.LinkInfo;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What users ask the station for, which changes nothing. Called without the lock. */
final class WifiQueries {

  private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Core core;

  WifiQueries(Core core) {
    this.core = core;
  }

  LinkInfo linkInfo() throws IOException {
    return new Job<>(core, "reading the addresses", () -> core.wifiCommands().addresses())
        .await(SHORT_NANOS);
  }

  List<AccessPoint> scan(Duration timeout) throws IOException {
    return new Job<>(
            core,
            "looking for access points",
            () ->
                core.wifiCommands().scan().stream()
                    .sorted(Comparator.comparingInt(AccessPoint::rssi).reversed())
                    .toList())
        .await(timeout.toNanos());
  }

  int rssi() throws IOException {
    return new Job<>(core, "measuring the signal", () -> core.wifiCommands().rssi())
        .await(SHORT_NANOS)
        .orElseThrow(
            () -> new LinkDownException("%s has joined no network".formatted(core.name())));
  }

  Inet4Address resolve(String host, long timeoutNanos) throws IOException {
    var name = HostName.of(host);
    if (name.isLocalhost() || name.text().matches("[0-9.]+")) {
      throw new UnknownHostException("'%s' is not the name of a host".formatted(host));
    }
    if (name.text().length() > WifiCommands.LONGEST_NAME) {
      throw new UnknownHostException(
          "'%s' has more than the %d characters that the module can be asked for"
              .formatted(host, WifiCommands.LONGEST_NAME));
    }
    core.lock();
    try {
      core.ensureOpen();
      core.ensureLinked();
    } finally {
      core.unlock();
    }
    return new Job<>(
            core, "looking up " + name.text(), () -> core.wifiCommands().resolve(name.text()))
        .await(timeoutNanos)
        .orElseThrow(() ->
            new UnknownHostException(
                "'%s' is not known to the name server, or it did not answer".formatted(host)));
  }
}

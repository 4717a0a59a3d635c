package dev.spinet.cli.demo;

import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.Failure;
import dev.spinet.cli.json.Json;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.driver.DeviceUri;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The facts of a demonstration, gathered as it goes: after a failure, those before it remain. */
final class DemoReport {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<String, Object> json = Json.object();

  /**
   * Without facts.
   *
   * @param version name and version of this program
   * @param deviceUri the device as it was asked for
   */
  DemoReport(String version, String deviceUri) {
    json.put("command", "demo");
    json.put("version", version);
    json.put("deviceUri", DeviceUri.withoutSecrets(deviceUri));
  }

  void device(String name, boolean simulated) {
    var device = Json.object();
    device.put("name", name);
    device.put("simulated", simulated);
    json.put("device", device);
  }

  void wifi(WifiNetwork network, int rssi) {
    var wifi = Json.object();
    wifi.put("ssid", network.name());
    wifi.put("security", network.security().name());
    wifi.put("rssi", rssi);
    json.put("wifi", wifi);
  }

  void link(LinkInfo info) {
    var link = Json.object();
    link.put("ip", info.ip().getHostAddress());
    link.put("prefixLength", info.prefixLength());
    link.put("gateway", info.gateway().getHostAddress());
    link.put("dns", info.dns().getHostAddress());
    link.put("mac", info.mac().toString());
    json.put("link", link);
  }

  void echo(EchoConversation.Echo result) {
    var echo = Json.object();
    echo.put("server", text(result.server()));
    echo.put("text", result.text());
    echo.put("bytes", result.bytes());
    echo.put("seconds", result.nanos() / NANOS_PER_SECOND);
    json.put("echo", echo);
  }

  void download(Download.Received result) {
    var download = Json.object();
    download.put("url", result.url());
    download.put("bytes", result.bytes());
    download.put("seconds", result.nanos() / NANOS_PER_SECOND);
    download.put("bytesPerSecond", result.bytes() * NANOS_PER_SECOND / result.nanos());
    download.put("sha256", result.sha256());
    json.put("download", download);
  }

  void ledger(Ledger ledger) {
    json.put("bus", ledger.json());
  }

  /**
   * The whole report.
   *
   * @param failure how the demonstration failed; {@code null} if it did not
   * @return one line of JSON
   */
  String json(@Nullable Failure failure) {
    json.put("ok", failure == null);
    json.put("exitCode", failure == null ? ExitCode.OK.number() : failure.code().number());
    if (failure != null) {
      json.put("error", failure.sentence());
    }
    return Json.write(json);
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}

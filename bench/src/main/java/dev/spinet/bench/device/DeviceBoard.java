package dev.spinet.bench.device;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** The chip of a board at hand, by the URI of its driver. */
public final class DeviceBoard implements Board {

  private static final Duration LINK_TIME = Duration.ofSeconds(30);
  private static final String BUFFERS = "buffers";
  private static final int ALL_KIB = 16;

  private final DeviceUri uri;
  private final String host;
  private final InetAddress servers;

  private DeviceBoard(DeviceUri uri, String host, InetAddress servers) {
    this.uri = uri;
    this.host = host;
    this.servers = servers;
  }

  /**
   * Finds out how chip and machine find each other: directly, if this machine has an address in the
   * chip's network, or by its gateway, which in a simulated network stands for this machine. The
   * chip tries it, by a connection for each way until one succeeds; some seconds at most.
   *
   * @param text the URI
   * @return the board
   * @throws IllegalArgumentException if the URI is malformed, or its scheme or an option unknown
   * @throws IOException if the chip cannot be opened, has no link or no address, or cannot reach
   *     this machine
   */
  public static DeviceBoard of(String text) throws IOException {
    return of(
        text,
        NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList());
  }

  private static DeviceBoard of(String text, List<InetAddress> addresses) throws IOException {
    var uri = DeviceUri.parse(text);
    try (var eth = open(uri, ALL_KIB)) {
      var way = WayHome.find(eth, WayHome.candidates(addresses, eth.linkInfo()));
      return new DeviceBoard(uri, way.host(), way.servers());
    }
  }

  @Override
  public W5500 open(int... bufferKib) throws IOException {
    return open(uri, bufferKib);
  }

  private static W5500 open(DeviceUri uri, int... bufferKib) throws IOException {
    var options = new LinkedHashMap<>(uri.options());
    options.put(
        BUFFERS,
        Arrays.stream(bufferKib).mapToObj(Integer::toString).collect(Collectors.joining(",")));
    var text =
        uri.scheme()
            + ":"
            + uri.path()
            + options.entrySet().stream()
                .map(option ->
                    option.getKey()
                        + "="
                        + URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    var driver = Drivers.open(text);
    try {
      if (!(driver instanceof W5500 eth)) {
        throw new IOException("this benchmark needs a W5500, and " + uri.text() + " is none");
      }
      eth.link(LINK_TIME);
      return eth;
    } catch (IOException | RuntimeException e) {
      driver.close();
      throw e;
    }
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public InetAddress servers() {
    return servers;
  }

  @Override
  public String chip() {
    return "the chip that was named with --device";
  }

  @Override
  public String caution() {
    return "";
  }

  @Override
  public void close() {
    // Each driver that was opened is closed by who has opened it.
  }
}

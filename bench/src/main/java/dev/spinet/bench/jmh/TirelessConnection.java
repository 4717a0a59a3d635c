package dev.spinet.bench.jmh;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The driver on a {@link TirelessChip}, on the bus in this process. */
final class TirelessConnection implements AutoCloseable {

  /** Whom everything is sent to. */
  static final String PEER = "10.0.2.2";

  /** The port there. */
  static final int PORT = 9;

  private final W5500 driver;

  TirelessConnection(boolean deferredReceive) throws IOException {
    this(new TirelessChip(), null, deferredReceive);
  }

  TirelessConnection(SpiSlave chip, @Nullable InterruptLine line, boolean deferredReceive)
      throws IOException {
    var options =
        new W5500Options()
            .mac(MacAddress.parse("02:00:00:00:00:01"))
            .deferredReceive(deferredReceive)
            .address(address("10.0.2.15"), address("255.255.255.0"), address(PEER));
    driver = W5500.on(new SimulatedSpiBus(chip, "tireless chip"), options, line, null);
    driver.link();
  }

  /** A new TCP socket, connected. */
  Socket stream() throws IOException {
    var socket = new Socket(driver);
    socket.connect(PEER, PORT);
    return socket;
  }

  /** A new UDP socket, bound to a port. */
  Socket datagrams() throws IOException {
    var socket = new Socket(driver, AF_INET, SOCK_DGRAM);
    socket.bind(new InetSocketAddress(PORT));
    return socket;
  }

  /** The address of a host, as a program asks for it. */
  Inet4Address resolve(String host) throws IOException {
    return driver.gethostbyname(host);
  }

  @Override
  public void close() throws IOException {
    driver.close();
  }

  private static Inet4Address address(String literal) {
    return Inet4Address.ofLiteral(literal);
  }
}

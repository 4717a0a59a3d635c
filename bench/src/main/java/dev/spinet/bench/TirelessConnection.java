package dev.spinet.bench;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.net.Inet4Address;

/** A connected socket on a {@link TirelessChip}, on the bus in this process. */
final class TirelessConnection implements AutoCloseable {

  private final W5500 driver;
  private final Socket socket;

  TirelessConnection(boolean deferredReceive) throws IOException {
    var options =
        new W5500Options()
            .mac(MacAddress.parse("02:00:00:00:00:01"))
            .deferredReceive(deferredReceive)
            .address(address("10.0.2.15"), address("255.255.255.0"), address("10.0.2.2"));
    driver =
        W5500.on(new SimulatedSpiBus(new TirelessChip(), "tireless chip"), options, null, null);
    driver.link();
    socket = new Socket(driver);
    socket.connect("10.0.2.2", 9);
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    driver.close();
  }

  private static Inet4Address address(String literal) {
    return Inet4Address.ofLiteral(literal);
  }
}

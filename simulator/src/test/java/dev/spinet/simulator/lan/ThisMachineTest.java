package dev.spinet.simulator.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.simulator.packet.Ipv4Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThisMachineTest {

  private static final Ipv4Address GATEWAY = Ipv4Address.parse("10.0.2.2");

  private static Optional<String> reach(String destination) {
    return new ThisMachine()
        .hostFor(Ipv4Address.parse(destination), GATEWAY)
        .map(InetAddress::getHostAddress);
  }

  @Test
  void theGatewayIsLoopbackAndOwnAddressesAreThemselves() throws Exception {
    assertEquals(Optional.of("127.0.0.1"), reach("10.0.2.2"));
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(Inet4Address.class::isInstance)
        .map(InetAddress::getHostAddress)
        .forEach(own -> assertEquals(Optional.of(own), reach(own)));
  }

  @Test
  void otherMachinesAreOutOfReach() {
    // Addresses for documentation, which no machine has (RFC 5737), and groups.
    assertEquals(Optional.empty(), reach("203.0.113.77"));
    assertEquals(Optional.empty(), reach("224.0.0.1"));
    assertEquals(Optional.empty(), reach("255.255.255.255"));
    assertEquals(Optional.empty(), reach("0.0.0.0"));
  }
}

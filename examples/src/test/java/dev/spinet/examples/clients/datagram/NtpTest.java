package dev.spinet.examples.clients.datagram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.Chrony;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.commons.net.DatagramSocketFactory;
import org.apache.commons.net.ntp.NTPUDPClient;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The NTP client of Apache Commons Net, with chrony as the server. */
@Timeout(60)
class NtpTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(500);

  /** Server and client have the same clock; the rest is for a busy machine. */
  private static final long OFFSET_MILLIS = 2_000;

  /** The shape that Commons Net wants factories of sockets in. */
  private record Factory(Network network) implements DatagramSocketFactory {

    @Override
    public DatagramSocket createDatagramSocket() throws SocketException {
      return network.datagramSocket(0);
    }

    @Override
    public DatagramSocket createDatagramSocket(int port) throws SocketException {
      return network.datagramSocket(port);
    }

    @Override
    public DatagramSocket createDatagramSocket(int port, InetAddress address)
        throws SocketException {
      return network.datagramSocket(port);
    }
  }

  private static NTPUDPClient client(Network network, Duration patience) throws SocketException {
    var client = new NTPUDPClient();
    client.setDatagramSocketFactory(new Factory(network));
    client.setDefaultTimeout(patience);
    client.open();
    return client;
  }

  @ParameterizedTest
  @EnumSource
  void asksForTheTime(Sockets sockets) throws Exception {
    try (var server = Chrony.start();
        var network = sockets.open()) {
      try (var client = client(network, PATIENCE)) {
        for (int question = 0; question < 5; question++) {
          var time = client.getTime(InetAddress.getByName(network.host()), server.port());
          time.computeDetails();
          assertEquals(Chrony.STRATUM, time.getMessage().getStratum());
          assertTrue(Math.abs(time.getOffset()) < OFFSET_MILLIS, () -> time.getOffset() + " ms");
        }
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheServerIsSilentAndAsksAgain(Sockets sockets) throws Exception {
    try (var server = Chrony.start();
        var network = sockets.open()) {
      var address = InetAddress.getByName(network.host());
      server.pause();
      try (var client = client(network, SHORT)) {
        assertThrows(SocketTimeoutException.class, () -> client.getTime(address, server.port()));
      }
      server.resume();
      try (var client = client(network, PATIENCE)) {
        assertEquals(
            Chrony.STRATUM, client.getTime(address, server.port()).getMessage().getStratum());
      }
      network.assertNothingOpen();
    }
  }
}

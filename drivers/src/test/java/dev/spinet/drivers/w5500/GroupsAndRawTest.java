package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.AF_PACKET;
import static dev.spinet.socket.SocketConstants.IPPROTO_ICMP;
import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static dev.spinet.socket.SocketConstants.SOCK_RAW;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;
import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_BROADCAST;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.InternetChecksum;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.Endpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Multicast, broadcast, raw IP and Ethernet frames between two chips on one network. */
@Timeout(60)
final class GroupsAndRawTest {

  private static final int PORT = 5000;
  private static final Inet4Address GROUP = Board.address("239.1.2.3");
  private static final Inet4Address OTHER_GROUP = Board.address("224.0.1.77");
  private static final Inet4Address CHIP = Board.address("10.0.2.15");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void multicast(boolean interrupt) throws Exception {
    try (var board = Board.builder().interrupt(interrupt).build();
        var neighbour = new Neighbour(board);
        var member = Packets.udp(board.driver, PORT);
        var sender = Packets.udp(neighbour.driver, 6000)) {
      Packets.send(sender, new byte[] {1}, GROUP, PORT);
      Packets.send(sender, new byte[] {0}, CHIP, PORT);
      assertArrayEquals(new byte[] {0}, Packets.receive(member).data);
      member.join(GROUP);
      member.join(OTHER_GROUP);
      Packets.send(sender, new byte[] {2}, GROUP, PORT);
      var first = Packets.receive(member);
      assertArrayEquals(new byte[] {2}, first.data);
      assertEquals("10.0.2.16", first.from);
      assertEquals(6000, first.port);
      // The same socket goes on with everything else.
      Packets.send(sender, new byte[] {3}, CHIP, PORT);
      assertArrayEquals(new byte[] {3}, Packets.receive(member).data);
      Packets.send(sender, new byte[] {4}, OTHER_GROUP, PORT);
      assertArrayEquals(new byte[] {4}, Packets.receive(member).data);
      Packets.send(member, new byte[] {5}, Neighbour.IP, 6000);
      assertArrayEquals(new byte[] {5}, Packets.receive(sender).data);
      member.leave(GROUP);
      Packets.send(sender, new byte[] {6}, GROUP, PORT);
      Packets.send(sender, new byte[] {7}, OTHER_GROUP, PORT);
      assertArrayEquals(new byte[] {7}, Packets.receive(member).data);
      assertNull(Packets.receive(member, 10, 0));
    }
  }

  /** The socket that a joining call waits for may be that of the endpoint itself. */
  @Test
  void joiningEndsWhenTheSocketIsClosed() throws Exception {
    try (var board = Board.builder().options(o -> o.linger(Duration.ofSeconds(5))).build();
        var peer = Peer.silent();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var member = Packets.udp(board.driver, PORT);
      var finishing = board.connect(peer.port());
      var others = new ArrayList<StreamEndpoint>();
      for (int i = 2; i < board.driver.statistics().sockets().size(); i++) {
        others.add(board.driver.openStream());
      }
      board.lan.setImpairment((from, frame) -> Impairment.Fate.LOST);
      Streams.sendAll(finishing, Streams.pattern(100));
      finishing.close();
      var joiner = new CompletableFuture<Thread>();
      var joining =
          CompletableFuture.supplyAsync(
              () -> {
                joiner.complete(Thread.currentThread());
                return assertThrows(SocketException.class, () -> member.join(GROUP));
              },
              threads);
      var thread = joiner.get(10, TimeUnit.SECONDS);
      Streams.await("a wait for a socket", () -> thread.getState() == Thread.State.WAITING);
      member.close();
      assertEquals("Socket closed", Streams.message(joining.get(10, TimeUnit.SECONDS)));
      for (var other : others) {
        other.close();
      }
      Streams.await(
          "all sockets to be free", () -> users(board).stream().allMatch("nobody"::equals));
    }
  }

  private static List<String> users(Board board) {
    return board.driver.statistics().sockets().stream()
        .map(W5500Statistics.SocketStatistics::user)
        .toList();
  }

  /** A socket of a busy group does not keep those of the others waiting. */
  @Test
  void allGroupsGetTheirTurn() throws Exception {
    try (var board = Board.builder().build();
        var neighbour = new Neighbour(board);
        var member = Packets.udp(board.driver, PORT);
        var sender = Packets.udp(neighbour.driver, 6000)) {
      member.join(GROUP);
      member.join(OTHER_GROUP);
      for (int i = 0; i < 5; i++) {
        Packets.send(sender, new byte[] {1}, GROUP, PORT);
        Packets.send(sender, new byte[] {2}, OTHER_GROUP, PORT);
        Packets.send(sender, new byte[] {3}, CHIP, PORT);
      }
      var seen = new ArrayList<Byte>();
      // A byte each, behind a header of eight.
      Streams.await("all packets in the chip", () -> waiting(board) == 15 * 9);
      for (int i = 0; i < 15; i++) {
        seen.add(Packets.receive(member).data[0]);
      }
      for (int i = 0; i < 15; i += 3) {
        assertEquals(
            6, seen.subList(i, i + 3).stream().mapToInt(Byte::intValue).sum(), seen.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readinessOfGroups(boolean joinFirst) throws Exception {
    try (var board = Board.builder().build();
        var neighbour = new Neighbour(board);
        var member = Packets.udp(board.driver, PORT);
        var sender = Packets.udp(neighbour.driver, 6000)) {
      var told = new Semaphore(0);
      Runnable listener = told::release;
      if (joinFirst) {
        member.join(GROUP);
      }
      member.watch(Endpoint.READABLE, listener);
      if (!joinFirst) {
        member.join(GROUP);
      }
      for (int i = 0; i < 3; i++) {
        told.drainPermits();
        assertEquals(0, member.poll(Endpoint.READABLE));
        Packets.send(sender, new byte[] {1}, GROUP, PORT);
        assertTrue(told.tryAcquire(10, TimeUnit.SECONDS));
        assertEquals(1, Packets.receive(member).length);
      }
      member.unwatch(listener);
    }
  }

  /** Bytes that wait in all of the chip's receive buffers. */
  private static int waiting(Board board) {
    try (var probe = new SimulatedSpiBus(board.spi, "probe")) {
      var chip = new Chip(probe);
      int bytes = 0;
      for (int number = 0; number < 8; number++) {
        bytes += chip.readRegister(Block.socketRegister(number), SocketRegister.RX_RSR);
      }
      return bytes;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void wrongUseOfGroups() throws Exception {
    try (var board = Board.builder().options(o -> o.bufferKiB(2, 2)).build();
        var member = Packets.udp(board.driver, PORT)) {
      assertThrows(IllegalArgumentException.class, () -> member.join(CHIP));
      assertThrows(SocketException.class, () -> member.leave(GROUP));
      member.join(GROUP);
      assertThrows(SocketException.class, () -> member.join(GROUP));
      var none = assertThrows(NoFreeSocketException.class, () -> member.join(OTHER_GROUP));
      assertTrue(
          Streams.message(none).contains("UDP 10.0.2.15:5000 for the group 239.1.2.3"),
          none.toString());
      member.leave(GROUP);
      member.join(OTHER_GROUP);
      board.driver.unlink();
      assertThrows(LinkDownException.class, () -> member.join(GROUP));
    }
  }

  @Test
  void closingLeavesAllGroups() throws Exception {
    try (var board = Board.builder().build()) {
      var host = new LanHost(board.lan);
      var member = Packets.udp(board.driver, PORT);
      member.join(GROUP);
      member.join(OTHER_GROUP);
      member.close();
      Streams.await(
          "all sockets free",
          () ->
              board.driver.statistics().sockets().stream()
                  .allMatch(socket -> "nobody".equals(socket.user())));
      // Reports of both groups when joining, and the leaving of both.
      Streams.await("IGMP", () -> host.frameCount() >= 4);
    }
  }

  /** The hardware address of a group, also after a unicast and back. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void destinationsMayAlternate(boolean byMac) throws Exception {
    try (var board = Board.builder().options(o -> o.multicastByHardwareAddress(byMac)).build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      endpoint.setOption(SOL_SOCKET, SO_BROADCAST, 1);
      var unicast = Board.address("10.0.2.20");
      var all = Board.address("10.0.2.255");
      for (int i = 0; i < 3; i++) {
        for (var to : new Inet4Address[] {unicast, GROUP, unicast, all, unicast, OTHER_GROUP}) {
          Packets.send(endpoint, new byte[] {(byte) i}, to, 9);
          var seen = host.next();
          assertEquals(to.getHostAddress(), seen.ip().destination().toString());
          var mac = seen.ip().ethernet().destination();
          if (to.isMulticastAddress()) {
            assertEquals(MacAddress.ofMulticast(Ipv4Address.parse(to.getHostAddress())), mac);
          } else if (to.equals(all)) {
            assertEquals(MacAddress.BROADCAST, mac);
          } else {
            assertEquals(LanHost.MAC, mac);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"255.255.255.255", "10.0.2.255"})
  void broadcast(String address) throws Exception {
    try (var board = Board.builder().build();
        var neighbour = new Neighbour(board);
        var listener = Packets.udp(board.driver, PORT);
        var sender = Packets.udp(neighbour.driver)) {
      listener.join(GROUP);
      var all = Board.address(address);
      assertThrows(SocketException.class, () -> Packets.send(sender, new byte[] {1}, all, PORT));
      assertThrows(SocketException.class, () -> sender.connect(all, PORT));
      sender.setOption(SOL_SOCKET, SO_BROADCAST, 1);
      Packets.send(sender, new byte[] {2}, all, PORT);
      assertArrayEquals(new byte[] {2}, Packets.receive(listener).data);
      assertNull(Packets.receive(listener, 10, TimeUnit.MILLISECONDS.toNanos(20)), "twice");
    }
  }

  private static byte[] echoRequest(int id, int sequence, byte[] data) {
    var message =
        ByteBuffer.allocate(8 + data.length)
            .put((byte) 8)
            .put((byte) 0)
            .putShort((short) 0)
            .putShort((short) id)
            .putShort((short) sequence)
            .put(data)
            .array();
    ByteBuffer.wrap(message).putShort(2, (short) InternetChecksum.of(message, 0, message.length));
    return message;
  }

  @Test
  void pingByRawIp() throws Exception {
    try (var board = Board.builder().build();
        var neighbour = new Neighbour(board);
        var icmp = board.driver.openDatagram(AF_INET, SOCK_RAW, IPPROTO_ICMP)) {
      assertTrue(neighbour.driver.isLinked());
      assertEquals(1480, icmp.maxPayload());
      int sequence = 0;
      for (var to : List.of(Board.HOST, Neighbour.IP)) {
        for (int size : new int[] {0, 1, 56, 1472}) {
          sequence++;
          byte[] request = echoRequest(0x5a5a, sequence, Streams.pattern(size));
          Packets.send(icmp, request, to, 0);
          var reply = Packets.receive(icmp);
          assertEquals(to.getHostAddress(), reply.from);
          assertEquals(0, reply.port);
          assertEquals(0, reply.data[0], "echo reply");
          assertEquals(0, InternetChecksum.of(reply.data, 0, reply.data.length));
          assertArrayEquals(
              Arrays.copyOfRange(request, 4, request.length),
              Arrays.copyOfRange(reply.data, 4, reply.data.length));
        }
      }
      assertThrows(IllegalArgumentException.class, () -> icmp.connect(Board.HOST, 7));
      icmp.connect(Board.HOST, 0);
      Packets.send(icmp, echoRequest(1, 1, new byte[1]), Neighbour.IP, 0);
      Packets.send(icmp, echoRequest(1, 2, new byte[1]), Board.HOST, 0);
      assertEquals("10.0.2.2", Packets.receive(icmp).from);
    }
  }

  @Test
  void whatTheChipCarries() throws Exception {
    try (var board = Board.builder().build()) {
      var driver = board.driver;
      assertTrue(driver.supports(AF_INET, SOCK_STREAM, IPPROTO_TCP));
      assertTrue(driver.supports(AF_INET, SOCK_DGRAM, IPPROTO_UDP));
      assertTrue(driver.supports(AF_INET, SOCK_RAW, IPPROTO_ICMP));
      assertTrue(driver.supports(AF_INET, SOCK_RAW, 89));
      assertTrue(driver.supports(AF_PACKET, SOCK_RAW, 0));
      assertFalse(driver.supports(AF_INET, SOCK_RAW, IPPROTO_TCP));
      assertFalse(driver.supports(AF_INET, SOCK_RAW, IPPROTO_UDP));
      assertFalse(driver.supports(AF_INET, SOCK_RAW, 0));
      assertFalse(driver.supports(AF_INET, SOCK_RAW, 256));
      assertFalse(driver.supports(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
      assertFalse(driver.supports(AF_PACKET, SOCK_DGRAM, 0));
      assertThrows(
          UnsupportedOperationException.class,
          () -> driver.openDatagram(AF_INET, SOCK_RAW, IPPROTO_UDP));
    }
  }

  private static byte[] frame(long to, long from, int type, int payload) {
    var frame = ByteBuffer.allocate(14 + payload);
    frame.putShort((short) (to >>> 32)).putInt((int) to);
    frame.putShort((short) (from >>> 32)).putInt((int) from);
    frame.putShort((short) type).put(Streams.pattern(payload));
    return frame.array();
  }

  private static byte[] next(DatagramEndpoint ethernet, int type) throws IOException {
    while (true) {
      byte[] frame = Packets.receive(ethernet).data;
      if (ByteBuffer.wrap(frame).getShort(12) == (short) type) {
        return frame;
      }
    }
  }

  @Test
  void ethernetFrames() throws Exception {
    int type = 0x88B5;
    try (var board = Board.builder().build();
        var neighbour = new Neighbour(board);
        var peer = Peer.echo();
        var tcp = board.connect(peer.port());
        var ours = board.driver.openDatagram(AF_PACKET, SOCK_RAW, 0);
        var theirs = neighbour.driver.openDatagram(AF_PACKET, SOCK_RAW, 0)) {
      assertEquals(1514, ours.maxPayload());
      ours.bind(W5500Options.anyAddress(), 0);
      theirs.bind(W5500Options.anyAddress(), 0);
      long mine = LanHost.CHIP_MAC.value();
      long your = Neighbour.MAC.value();
      for (int payload : new int[] {0, 1, 46, 100, 1500}) {
        byte[] frame = frame(your, mine, type, payload);
        Packets.send(ours, frame, W5500Options.anyAddress(), 0);
        // The shortest frame on a wire has 60 bytes; zeros fill it up.
        assertArrayEquals(Arrays.copyOf(frame, Math.max(60, frame.length)), next(theirs, type));
      }
      // Not for this chip, so its filter keeps it out.
      Packets.send(theirs, frame(0x020000000099L, your, type, 50), W5500Options.anyAddress(), 0);
      Packets.send(theirs, frame(-1L >>> 16, your, type, 51), W5500Options.anyAddress(), 0);
      assertEquals(14 + 51, next(ours, type).length);
      // The other sockets go on beside it.
      Streams.sendAll(tcp, Streams.pattern(1000));
      assertArrayEquals(Streams.pattern(1000), Streams.receive(tcp, 1000));
      var taken =
          assertThrows(
              NoFreeSocketException.class, () -> board.driver.openDatagram(AF_PACKET, SOCK_RAW, 0));
      assertTrue(Streams.message(taken).contains("raw Ethernet"), taken.toString());
      assertThrows(
          IllegalArgumentException.class,
          () -> Packets.send(ours, new byte[13], W5500Options.anyAddress(), 0));
      assertThrows(
          IllegalArgumentException.class,
          () -> Packets.send(ours, new byte[1515], W5500Options.anyAddress(), 0));
      assertThrows(SocketException.class, () -> ours.connect(Neighbour.IP, 0));
      assertThrows(SocketException.class, () -> ours.join(GROUP));
    }
  }

  @Test
  void promiscuousEthernet() throws Exception {
    try (var board = Board.builder().options(o -> o.promiscuous(true)).build();
        var ethernet = board.driver.openDatagram(AF_PACKET, SOCK_RAW, 0)) {
      ethernet.bind(W5500Options.anyAddress(), 0);
      var host = new LanHost(board.lan);
      host.transmit(frame(0x020000000099L, LanHost.MAC.value(), 0x88B5, 50));
      assertEquals(14 + 50, next(ethernet, 0x88B5).length);
    }
  }

  @Test
  void ethernetNeedsTheFirstSocket() throws Exception {
    try (var board = Board.builder().options(o -> o.bufferKiB(0, 8)).build()) {
      var none =
          assertThrows(
              NoFreeSocketException.class, () -> board.driver.openDatagram(AF_PACKET, SOCK_RAW, 0));
      assertTrue(Streams.message(none).contains("bufferKiB"), none.toString());
    }
  }

  @Test
  void otherTypesOfFramesArePassedOn() throws Exception {
    try (var board = Board.builder().build();
        var ethernet = board.driver.openDatagram(AF_PACKET, SOCK_RAW, 0)) {
      var host = new LanHost(board.lan);
      Packets.send(
          ethernet,
          frame(LanHost.MAC.value(), LanHost.CHIP_MAC.value(), EthernetFrame.TYPE_ARP, 46),
          W5500Options.anyAddress(),
          0);
      assertEquals(60, host.nextFrame(EthernetFrame.TYPE_ARP).length);
    }
  }
}

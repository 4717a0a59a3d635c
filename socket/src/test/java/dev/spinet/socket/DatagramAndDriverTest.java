package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.AF_PACKET;
import static dev.spinet.socket.SocketConstants.IPPROTO_ICMP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static dev.spinet.socket.SocketConstants.SOCK_RAW;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;
import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_BROADCAST;
import static dev.spinet.socket.SocketConstants.SO_TYPE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a datagram socket asks of its driver, and what it makes of unusual answers. */
final class DatagramAndDriverTest {

  private final ScriptedDatagrams chip = new ScriptedDatagrams();

  @Test
  void everyKindIsOpenedByItsNumbers() throws IOException {
    new Socket(chip, AF_INET, SOCK_DGRAM).close();
    new Socket(chip, AF_INET, SOCK_RAW, IPPROTO_ICMP).close();
    new Socket(chip, AF_PACKET, SOCK_RAW).close();
    assertEquals(
        List.of("open 0 1 17", "close", "open 0 2 1", "close", "open 17 2 0", "close"), chip.calls);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 256, Integer.MAX_VALUE})
  void aRawSocketNeedsAProtocol(int protocol) {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> new Socket(chip, AF_INET, SOCK_RAW, protocol));
    assertTrue(String.valueOf(error.getMessage()).contains("IPPROTO_ICMP"));
    assertEquals(List.of(), chip.calls);
  }

  @Test
  void framesAreRaw() {
    Class<IllegalArgumentException> wrong = IllegalArgumentException.class;
    assertThrows(wrong, () -> new Socket(chip, AF_PACKET, SOCK_STREAM));
    assertThrows(wrong, () -> new Socket(chip, AF_PACKET, SOCK_DGRAM));
    assertThrows(wrong, () -> new Socket(chip, AF_PACKET, SOCK_RAW, 3));
  }

  @Test
  void rawPacketsHaveNoPorts() throws IOException {
    try (var socket = new Socket(chip, AF_INET, SOCK_RAW, IPPROTO_ICMP)) {
      assertEquals(SOCK_RAW, socket.getsockopt(SOL_SOCKET, SO_TYPE));
      chip.calls.clear();
      socket.sendTo(new byte[3], "10.0.0.7", 0);
      socket.sendTo(new byte[4], "10.0.0.7", 80);
      socket.connect("10.0.0.8", 0);
      socket.send(new byte[5]);
      assertEquals(
          List.of(
              "send 3 to 10.0.0.7:0",
              "send 4 to 10.0.0.7:0",
              "connect 10.0.0.8:0",
              "send 5 to 10.0.0.8:0"),
          chip.calls);
    }
  }

  @Test
  void framesHaveTheirAddressesInside() throws IOException {
    try (var socket = new Socket(chip, AF_PACKET, SOCK_RAW)) {
      chip.calls.clear();
      assertEquals(60, socket.send(new byte[60]));
      assertEquals(List.of("send 60 to 0.0.0.0:0"), chip.calls);
      assertThrows(SocketException.class, () -> socket.connect("10.0.0.8", 1));
      assertThrows(SocketException.class, () -> socket.sendTo(new byte[60], "10.0.0.8", 1));
      assertEquals(1, chip.calls.size());
    }
  }

  @Test
  void namesAreLookedUpEachTime() throws IOException {
    try (var socket = new Socket(chip, AF_INET, SOCK_DGRAM)) {
      chip.calls.clear();
      var byName = InetSocketAddress.createUnresolved("clock", 123);
      socket.sendTo("a", byName);
      socket.sendTo("bc", byName);
      socket.connect("clock", 124);
      assertEquals(new InetSocketAddress("10.9.8.7", 124), socket.remoteAddress());
      assertEquals(
          List.of(
              "resolve clock",
              "send 1 to 10.9.8.7:123",
              "resolve clock",
              "send 2 to 10.9.8.7:123",
              "resolve clock",
              "connect 10.9.8.7:124"),
          chip.calls);
    }
  }

  @Test
  void bindingLooksNamesUpToo() throws IOException {
    try (var socket = new Socket(chip, AF_INET, SOCK_DGRAM)) {
      chip.calls.clear();
      socket.bind("me", 5);
      assertEquals(List.of("resolve me", "bind 10.9.8.7:5"), chip.calls);
    }
  }

  @Test
  void whatIsTooLongIsNotEvenLookedUp() throws IOException {
    try (var socket = new Socket(chip, AF_INET, SOCK_DGRAM)) {
      chip.calls.clear();
      var data = new byte[ScriptedDatagrams.MAX_PAYLOAD + 1];
      assertThrows(IllegalArgumentException.class, () -> socket.sendTo(data, "clock", 123));
      assertEquals(List.of(), chip.calls);
    }
  }

  @Test
  void lookingUpCountsIntoTheTimeout() throws IOException {
    try (var socket = new Socket(chip, AF_INET, SOCK_DGRAM)) {
      socket.setTimeout(20);
      chip.resolvesSlowly = true;
      chip.sends = false;
      assertThrows(SocketTimeoutException.class, () -> socket.sendTo("x", "clock", 123));
      assertEquals(0, chip.lastTimeout);
    }
  }

  @Test
  void theLimitOfAWaitIsHandedOn() throws IOException {
    chip.sends = false;
    try (var socket = new Socket(chip, AF_INET, SOCK_DGRAM)) {
      var to = new InetSocketAddress("10.0.0.7", 7);
      socket.setTimeout(0);
      assertThrows(WouldBlockException.class, () -> socket.sendTo("x", to));
      assertThrows(WouldBlockException.class, () -> socket.recvFrom(1));
      socket.setTimeout(1);
      assertThrows(SocketTimeoutException.class, () -> socket.sendTo("x", to));
      assertThrows(SocketTimeoutException.class, () -> socket.recvFrom(1));
    }
  }

  @Test
  void aDriverThatEndsUnlimitedWaitsIsBlamed() throws IOException {
    chip.sends = false;
    try (var socket = new Socket(chip, AF_INET, SOCK_DGRAM)) {
      var to = new InetSocketAddress("10.0.0.7", 7);
      for (var error :
          List.of(
              assertThrows(SocketException.class, () -> socket.recvFrom(1)),
              assertThrows(SocketException.class, () -> socket.sendTo("x", to)))) {
        assertTrue(String.valueOf(error.getMessage()).contains("driver"));
      }
    }
  }

  @Test
  void optionsAndGroupsAreTheChipsBusiness() throws IOException {
    try (var socket = new Socket(chip, AF_INET, SOCK_DGRAM)) {
      chip.calls.clear();
      socket.setBroadcast(true);
      socket.setBroadcast(false);
      assertEquals(7, socket.getsockopt(SOL_SOCKET, SO_BROADCAST));
      socket.joinGroup("239.1.2.3");
      socket.leaveGroup(Inet4Address.ofLiteral("239.1.2.3"));
      assertEquals(
          List.of(
              "option 65535 32 1",
              "option 65535 32 0",
              "option? 65535 32",
              "join 239.1.2.3",
              "leave 239.1.2.3"),
          chip.calls);
    }
  }

  @Test
  void anOptionThatTheChipDoesNotHaveIsNamed() throws IOException {
    try (var socket = new Socket(new ScriptedEndpoint(), AF_INET, SOCK_STREAM)) {
      var error =
          assertThrows(UnsupportedOperationException.class, () -> socket.setBroadcast(true));
      String message = String.valueOf(error.getMessage());
      assertTrue(
          message.startsWith(
              "SO_BROADCAST of SOL_SOCKET cannot be set on this socket of scripted chip"),
          message);
    }
  }

  @Test
  void datagramsAreEqualByTheirBytes() {
    var source = new InetSocketAddress("10.0.0.1", 7);
    var one = new Datagram(new byte[] {1, 2}, source, 2);
    var same = new Datagram(new byte[] {1, 2}, source, 2);
    assertEquals(one, same);
    assertEquals(one.hashCode(), same.hashCode());
    assertNotEquals(one, new Datagram(new byte[] {1, 3}, source, 2));
    assertNotEquals(one, new Datagram(new byte[] {1, 2}, source, 3));
    assertFalse(one.isCut());
    assertTrue(new Datagram(new byte[] {1, 2}, source, 3).isCut());
    assertEquals("Datagram[2 of 2 bytes from 10.0.0.1:7]", one.toString());
  }

  @Test
  void aSourceIsAReceiver() throws IOException {
    try (var socket = new Socket(chip, AF_INET, SOCK_DGRAM)) {
      chip.calls.clear();
      var source = new DatagramSource();
      source.set(0x0a00_0009, 9, 3);
      socket.sendTo(java.lang.foreign.MemorySegment.ofArray(new byte[2]), 0, 2, source);
      assertEquals(List.of("send 2 to 10.0.0.9:9"), chip.calls);
    }
  }

  @Test
  void textSaysWhatASocketIs() throws IOException {
    try (var socket = new Socket(chip, AF_INET, SOCK_DGRAM)) {
      assertEquals("Socket[0, scripted chip, for datagrams]", socket.toString());
      socket.connect("10.0.0.1", 7);
      assertEquals("Socket[0, scripted chip, for datagrams with 10.0.0.1:7]", socket.toString());
    }
  }
}

package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What exactly goes over the wire, byte by byte, written out by hand. Each line is one frame: the
 * bytes out, and how many bytes of payload follow. Control bytes of socket 0: 08 reads its
 * registers, 0C writes them, 14 writes its TX buffer, 18 reads its RX buffer.
 */
@Timeout(20)
final class FramesTest {

  private final FakeChip chip = new FakeChip();
  private final MemorySegment memory = Arena.ofAuto().allocate(4096);
  private @Nullable W5500 driver;

  @AfterEach
  void close() throws IOException {
    if (driver != null) {
      driver.close();
    }
  }

  private StreamEndpoint connect(Consumer<W5500Options> change) throws IOException {
    var options =
        new W5500Options()
            .mac(MacAddress.parse("02:00:00:00:00:15"))
            .address(
                Board.address("10.0.2.15"),
                Board.address("255.255.255.0"),
                Board.address("10.0.2.2"))
            .bufferKiB(16)
            .linger(Duration.ZERO)
            .healthCheck(Duration.ZERO);
    change.accept(options);
    var opened = W5500.on(chip, options, null, null);
    driver = opened;
    opened.link();
    var endpoint = opened.openStream();
    chip.recording = true;
    assertEquals(true, endpoint.connect(Board.HOST, 80, Board.SECONDS_10));
    return endpoint;
  }

  @Test
  void connects() throws Exception {
    var endpoint = connect(o -> {});
    var frames = chip.takeFrames();
    String port = "%04X".formatted(chip.socket[0][0x04] << 8 | chip.socket[0][0x05]);
    assertEquals(
        List.of(
            "00 2E 00 00", // is there a link?
            "00 01 08 00 00 00", // is the socket closed?
            "00 00 0C 21", // MR: TCP, no delayed acknowledgement
            "00 04 0C " + port.substring(0, 2) + " " + port.substring(2),
            "00 15 0C 00", // TOS
            "00 16 0C 80", // TTL
            "00 2F 0C 00", // no keep-alive
            "00 02 0C 1F", // all events cleared
            "00 01 0C 01", // OPEN
            "00 01 08 00 00 00",
            "00 06 0C FF FF FF FF FF FF", // DHAR, to see whether ARP finds the peer
            "00 0C 0C 0A 00 02 02 00 50",
            "00 01 0C 04", // CONNECT
            "00 01 08 00 00 00", // established
            "00 02 0C 01", // CON is seen
            "00 20 08 00 00 00 00 00 00", // where the connection starts, and who the peer is
            "00 26 08 00 00 00 00 00 00",
            "00 0C 08 00 00 00 00 00 00",
            "00 20 08 00 00 00 00 00 00", // and again
            "00 26 08 00 00 00 00 00 00",
            "00 0C 08 00 00 00 00 00 00",
            "00 01 08 00 00 00"),
        frames);
    assertEquals(49152, Math.max(49152, Integer.parseInt(port, 16)) & ~0x3FFF);
    assertEquals(Integer.parseInt(port, 16), Streams.present(endpoint.localAddress()).getPort());
  }

  @Test
  void sends() throws Exception {
    var endpoint = connect(o -> {});
    chip.takeFrames();
    assertEquals(5, endpoint.send(memory, 0, 5, 0));
    assertEquals(
        List.of("12 34 14 +5", "00 24 0C 12 39", "00 01 0C 20 10", "00 01 08 00 00 00"),
        chip.takeFrames());
    assertEquals(1, endpoint.send(memory, 0, 1, 0));
    assertEquals(
        List.of("12 39 14 +1", "00 24 0C 12 3A", "00 01 0C 20 10", "00 01 08 00 00 00"),
        chip.takeFrames());
  }

  @Test
  void sendsAcrossThePointersWrap() throws Exception {
    chip.transmitPointer = 0xFFFD;
    var endpoint = connect(o -> {});
    chip.takeFrames();
    assertEquals(5, endpoint.send(memory, 0, 5, 0));
    assertEquals(
        List.of("FF FD 14 +5", "00 24 0C 00 02", "00 01 0C 20 10", "00 01 08 00 00 00"),
        chip.takeFrames());
  }

  @Test
  void sendsWithSeparateCommand() throws Exception {
    var endpoint = connect(o -> o.combinedCommand(false));
    chip.takeFrames();
    assertEquals(5, endpoint.send(memory, 0, 5, 0));
    assertEquals(
        List.of("12 34 14 +5", "00 24 0C 12 39", "00 02 0C 10", "00 01 0C 20", "00 01 08 00 00 00"),
        chip.takeFrames());
  }

  @Test
  void looksForRoomWhenTheCreditIsSpent() throws Exception {
    var endpoint = connect(o -> o.bufferKiB(1));
    FakeChip.setWord(chip.socket[0], SocketRegister.TX_FSR.address(), 24);
    assertEquals(1024, endpoint.send(memory, 0, 4000, 0));
    chip.takeFrames();
    assertEquals(24, endpoint.send(memory, 0, 4000, 0));
    assertEquals(
        List.of(
            "00 01 08 00 00 00",
            "00 20 08 00 00 00 00 00 00",
            "00 20 08 00 00",
            "16 34 14 +24",
            "00 24 0C 16 4C",
            "00 01 0C 20 10",
            "00 01 08 00 00 00"),
        chip.takeFrames());
  }

  @Test
  void receivesAndFreesAtEveryCall() throws Exception {
    var endpoint = connect(o -> o.deferredReceive(false));
    chip.takeFrames();
    chip.arrive(0, 15);
    assertEquals(5, endpoint.receive(memory, 0, 5, 0));
    assertEquals(
        List.of("00 26 08 00 00 00 00 00 00", "FF FE 18 +5", "00 26 08 00 00 00 00 00 00"),
        chip.takeFrames());
    assertEquals((byte) 0xFE, memory.get(ValueLayout.JAVA_BYTE, 0));
    assertEquals(5, endpoint.receive(memory, 0, 5, 0));
    // What is freed is what came before: the data of this very frame have not been checked yet.
    assertEquals(
        List.of("00 03 18 +5", "00 28 0C 00 03", "00 01 0C 40", "00 26 08 00 00 00 00 00 00"),
        chip.takeFrames());
    assertEquals(5, endpoint.receive(memory, 0, 100, 0));
    assertEquals(
        List.of("00 08 18 +5", "00 28 0C 00 08", "00 01 0C 40", "00 26 08 00 00 00 00 00 00"),
        chip.takeFrames());
  }

  @Test
  void receivesAndFreesLater() throws Exception {
    var endpoint = connect(o -> {});
    chip.takeFrames();
    chip.arrive(0, 15);
    assertEquals(5, endpoint.receive(memory, 0, 5, 0));
    assertEquals(
        List.of("00 26 08 00 00 00 00 00 00", "FF FE 18 +5", "00 26 08 00 00 00 00 00 00"),
        chip.takeFrames());
    assertEquals(5, endpoint.receive(memory, 0, 5, 0));
    assertEquals(List.of("00 03 18 +5", "00 26 08 00 00 00 00 00 00"), chip.takeFrames());
    assertEquals(5, endpoint.receive(memory, 0, 5, 0));
    assertEquals(List.of("00 08 18 +5", "00 26 08 00 00 00 00 00 00"), chip.takeFrames());
    assertEquals(0, endpoint.receive(memory, 0, 5, 0));
    assertEquals(
        List.of(
            "00 28 0C 00 0D",
            "00 01 0C 40",
            "00 26 08 00 00 00 00 00 00",
            "00 01 08 00 00 00",
            "00 26 08 00 00 00 00 00 00"),
        chip.takeFrames());
  }

  @Test
  void freesWhenHalfTheBufferIsTaken() throws Exception {
    var endpoint = connect(o -> {});
    chip.takeFrames();
    chip.arrive(0, 12_000);
    assertEquals(4096, endpoint.receive(memory, 0, 4096, 0));
    assertEquals(
        List.of("00 26 08 00 00 00 00 00 00", "FF FE 18 +4096", "00 26 08 00 00 00 00 00 00"),
        chip.takeFrames());
    assertEquals(4096, endpoint.receive(memory, 0, 4096, 0));
    assertEquals(
        List.of("0F FE 18 +4096", "00 28 0C 0F FE", "00 01 0C 40", "00 26 08 00 00 00 00 00 00"),
        chip.takeFrames());
  }

  @Test
  void freesAtOnceWhenThePeerIsHeldUp() throws Exception {
    var endpoint = connect(o -> o.bufferKiB(2));
    chip.takeFrames();
    chip.arrive(0, 1100);
    assertEquals(1100, endpoint.receive(memory, 0, 4096, 0));
    assertEquals(
        List.of(
            "00 26 08 00 00 00 00 00 00",
            "FF FE 18 +1100",
            "00 28 0C 04 4A",
            "00 01 0C 40",
            "00 26 08 00 00 00 00 00 00"),
        chip.takeFrames());
  }

  @Test
  void repeatsDisturbedReads() throws Exception {
    var endpoint = connect(o -> {});
    chip.takeFrames();
    chip.arrive(0, 10);
    chip.echoFlip = 0x40;
    chip.echoFlips = 2;
    assertEquals(10, endpoint.receive(memory, 0, 100, 0));
    assertEquals(
        List.of(
            "00 26 08 00 00 00 00 00 00",
            "00 26 08 00 00 00 00 00 00",
            "00 26 08 00 00 00 00 00 00",
            "FF FE 18 +10",
            "00 26 08 00 00 00 00 00 00"),
        chip.takeFrames());
    assertEquals(2, Streams.present(driver).statistics().repeatedReads());
  }

  @Test
  void repeatsDisturbedDataBeforeTheirSpaceIsFreed() throws Exception {
    var endpoint = connect(o -> o.deferredReceive(false));
    chip.arrive(0, 15);
    assertEquals(5, endpoint.receive(memory, 0, 5, 0));
    chip.takeFrames();
    chip.echoFlip = 0x01;
    chip.echoFlips = 1;
    assertEquals(5, endpoint.receive(memory, 0, 5, 0));
    assertEquals(
        List.of(
            "00 03 18 +5",
            "00 28 0C 00 03",
            "00 01 0C 40",
            "00 26 08 00 00 00 00 00 00",
            "00 03 18 +5"),
        chip.takeFrames());
    assertEquals(5, endpoint.receive(memory, 0, 5, 0));
    assertEquals((byte) 0x08, memory.get(ValueLayout.JAVA_BYTE, 0));
  }

  @Test
  void lostPointersEndTheConnectionAndNoOther() throws Exception {
    var endpoint = connect(o -> o.bufferKiB(4, 4));
    var driver = Streams.present(this.driver);
    try (var other = driver.openStream()) {
      assertEquals(true, other.connect(Board.HOST, 80, Board.SECONDS_10));
      int number = ((TcpEndpoint) endpoint).number();
      FakeChip.setWord(chip.socket[number], SocketRegister.RX_RD.address(), 0x4711);
      var failure = assertThrows(BusException.class, () -> endpoint.receive(memory, 0, 5, 0));
      assertTrue(Streams.message(failure).contains("RX_RD=18193"), Streams.message(failure));
      assertThrows(BusException.class, () -> endpoint.receive(memory, 0, 5, 0));
      assertThrows(BusException.class, () -> endpoint.send(memory, 0, 5, 0));
      assertEquals(0, chip.socket[number][SocketRegister.SR.address()], "closed in the chip");
      chip.arrive(((TcpEndpoint) other).number(), 5);
      assertEquals(5, other.receive(memory, 0, 5, 0));
      FakeChip.setWord(
          chip.socket[((TcpEndpoint) other).number()], SocketRegister.TX_WR.address(), 0x4711);
      other.shutdownOutput();
      Streams.await("noticed", () -> fails(other));
    }
  }

  private boolean fails(StreamEndpoint endpoint) {
    try {
      return endpoint.receive(memory, 0, 5, 0) != 0;
    } catch (IOException e) {
      return Streams.message(e).contains("TX_WR=18193");
    }
  }
}

package dev.spinet.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.PeerListener;
import dev.spinet.socket.memory.MemoryDriver;
import dev.spinet.socket.memory.MemoryEndpoint;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An error of the chip after some bytes: the bytes first, then exactly that error. */
final class LostConnectionTest {

  private static final byte[] DATA = {1, 2, 3};

  private final IOException failure = new IOException("the bus of the chip in memory broke");
  private final MemoryDriver driver = new MemoryDriver();
  private final PeerListener listener = driver.listen();
  private final MemoryEndpoint endpoint = driver.openStream();
  private final Socket socket = new Socket(driver, endpoint);

  LostConnectionTest() throws IOException {}

  @BeforeEach
  void receiveThenBreak() throws IOException {
    socket.setTimeout(20_000);
    socket.connect(MemoryDriver.PEER, listener.port());
    Peer peer = listener.accept();
    peer.write(DATA);
    endpoint.fail(failure);
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    driver.close();
  }

  @Test
  void recvInto() throws IOException {
    assertEquals(3, socket.recvInto(new byte[10]));
    assertBroken();
  }

  @Test
  void recv() throws IOException {
    assertArrayEquals(DATA, socket.recv(10));
    assertBroken();
  }

  @Test
  void recvSome() throws IOException {
    assertEquals(3, socket.recvSome(new byte[10]));
    assertBroken();
  }

  @Test
  void exactlyWhatIsThere() throws IOException {
    assertArrayEquals(DATA, socket.recv(3));
    assertBroken();
  }

  @Test
  void sendingFailsAtOnce() {
    assertSame(failure, assertThrows(IOException.class, () -> socket.send(DATA)));
    assertSame(failure, assertThrows(IOException.class, () -> socket.sendAll(DATA)));
  }

  private void assertBroken() {
    for (int i = 0; i < 2; i++) {
      assertSame(failure, assertThrows(IOException.class, () -> socket.recv(1)));
      assertSame(failure, assertThrows(IOException.class, () -> socket.recvSome(new byte[1])));
    }
  }
}

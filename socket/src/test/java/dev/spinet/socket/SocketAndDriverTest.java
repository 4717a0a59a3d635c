package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a socket asks of its driver, and what it makes of unusual answers. */
final class SocketAndDriverTest {

  private final ScriptedEndpoint chip = new ScriptedEndpoint();

  private static Socket connected(ScriptedEndpoint chip) throws IOException {
    var socket = new Socket(chip);
    socket.connect("10.0.0.1", 80);
    chip.calls.clear();
    return socket;
  }

  @Test
  void anUnsupportedTypeTakesNoSocketOfTheChip() {
    var error =
        assertThrows(
            UnsupportedOperationException.class, () -> new Socket(chip, AF_INET, SOCK_DGRAM));
    assertEquals(
        "scripted chip does not support SOCK_DGRAM sockets of AF_INET", error.getMessage());
    assertEquals(List.of(), chip.calls);
  }

  @Test
  void theDefaultDriverCarriesSocketsThatNameNone() throws IOException {
    var error = assertThrows(IllegalStateException.class, Socket::new);
    assertTrue(String.valueOf(error.getMessage()).contains("Drivers.setDefault"));
    Drivers.setDefault(chip);
    try (var one = new Socket();
        var two = new Socket(SOCK_STREAM);
        var three = new Socket(AF_INET, SOCK_STREAM)) {
      assertSame(chip, one.driver());
      assertSame(chip, two.driver());
      assertSame(chip, three.driver());
      Drivers.unsetDefault(new ScriptedEndpoint());
      assertSame(chip, Drivers.getDefault());
    } finally {
      Drivers.unsetDefault(chip);
    }
    assertThrows(IllegalStateException.class, Drivers::getDefault);
  }

  @Test
  void reflectionFindsTheCallsInSocket() throws Exception {
    assertSame(Socket.class, Socket.class.getMethod("recv", int.class).getDeclaringClass());
    assertSame(Socket.class, Socket.class.getMethod("sendAll", String.class).getDeclaringClass());
    assertSame(Socket.class, Socket.class.getMethod("recvFrom", int.class).getDeclaringClass());
    assertSame(Socket.class, Socket.class.getMethod("setTimeout", long.class).getDeclaringClass());
    assertSame(Socket.class, Socket.class.getMethod("listen", int.class).getDeclaringClass());
  }

  @Test
  void closesTheEndpointOnce() throws IOException {
    Socket socket = connected(chip);
    socket.close();
    socket.close();
    assertEquals(List.of("close"), chip.calls);
    assertEquals("Socket[-1, scripted chip, closed]", socket.toString());
  }

  @Test
  void aFailureToCloseIsToldAndTheSocketIsClosed() throws IOException {
    var stubborn =
        new ScriptedEndpoint() {
          @Override
          public void close() throws IOException {
            throw new IOException("no");
          }
        };
    Socket socket = connected(stubborn);
    assertThrows(IOException.class, socket::close);
    assertEquals(-1, socket.fileno());
    assertThrows(SocketException.class, () -> socket.recv(1));
    socket.close();
  }

  @Test
  void aSocketClosedWhileItBeginsToListenLeavesNoListener() throws IOException {
    var slow = new ListeningEndpoint();
    var socket = new Socket(slow);
    slow.beforeListening = socket::close;
    var error = assertThrows(SocketException.class, () -> socket.listen(3));
    assertEquals("Socket closed", error.getMessage());
    assertEquals(List.of("open", "close", "listen 3", "close listener"), slow.calls);
  }

  @Test
  void aListenerTakesTheSocketOver() throws IOException {
    var chip = new ListeningEndpoint();
    try (var socket = new Socket(chip)) {
      socket.listen();
      assertBlamesTheDriver(socket::accept);
      assertEquals("Socket[0, scripted chip, listening]", socket.toString());
    }
    assertEquals(List.of("open", "listen 2", "close listener"), chip.calls);
  }

  /** Listens and never accepts anybody. */
  private static final class ListeningEndpoint extends ScriptedEndpoint {

    private Closeable beforeListening = () -> {};

    @Override
    public ListenEndpoint listen(int backlog) throws IOException {
      beforeListening.close();
      calls.add("listen " + backlog);
      return new ListenEndpoint() {
        @Override
        public @Nullable StreamEndpoint accept(long timeoutNanos) {
          return null;
        }

        @Override
        public @Nullable InetSocketAddress localAddress() {
          return null;
        }

        @Override
        public void close() {
          calls.add("close listener");
        }
      };
    }
  }

  @Test
  void shutsTheOutputDownOnce() throws IOException {
    try (var socket = connected(chip)) {
      socket.shutdownOutput();
      socket.shutdownOutput();
      assertEquals(List.of("shutdown"), chip.calls);
    }
  }

  @Test
  void aTimeoutCancelsTheAttempt() throws IOException {
    var silent =
        new ScriptedEndpoint() {
          @Override
          public boolean connect(Inet4Address address, int port, long timeoutNanos) {
            return false;
          }
        };
    try (var socket = new Socket(silent)) {
      socket.setTimeout(1);
      assertThrows(SocketTimeoutException.class, () -> socket.connect("10.0.0.1", 80));
      assertEquals(List.of("open", "cancel"), silent.calls);
      socket.setTimeout(0);
      assertThrows(WouldBlockException.class, () -> socket.connect("10.0.0.1", 80));
      assertEquals(List.of("open", "cancel"), silent.calls);
    }
  }

  @Test
  void anErrorWhileCancellingDoesNotHideTheReason() throws IOException {
    var broken =
        new ScriptedEndpoint() {
          @Override
          public boolean connect(Inet4Address address, int port, long timeoutNanos)
              throws IOException {
            throw new InterruptedIOException("interrupted");
          }

          @Override
          public void cancelConnect() throws IOException {
            throw new IOException("broken");
          }
        };
    try (var socket = new Socket(broken)) {
      var error = assertThrows(InterruptedIOException.class, () -> socket.connect("10.0.0.1", 80));
      assertEquals("broken", error.getSuppressed()[0].getMessage());
    }
  }

  @Test
  void aDriverThatEndsUnlimitedWaitsIsBlamedInsteadOfAskedForEver() throws IOException {
    try (var socket = connected(chip)) {
      assertBlamesTheDriver(() -> socket.recv(1));
      assertBlamesTheDriver(() -> socket.recvInto(new byte[1]));
      assertBlamesTheDriver(() -> socket.send(new byte[1]));
      assertBlamesTheDriver(() -> socket.sendAll(new byte[1]));
    }
  }

  private static void assertBlamesTheDriver(org.junit.jupiter.api.function.Executable call) {
    var error = assertThrows(SocketException.class, call);
    assertTrue(String.valueOf(error.getMessage()).contains("driver"));
  }

  @Test
  void aDriverMayLookNamesUp() throws IOException {
    var resolving =
        new ScriptedEndpoint() {
          @Override
          public Inet4Address resolve(String host, long timeoutNanos) {
            calls.add("resolve " + host);
            return Inet4Address.ofLiteral("10.9.8.7");
          }
        };
    try (var socket = new Socket(resolving)) {
      socket.connect("printer", 9100);
    }
    assertEquals(
        List.of("open", "resolve printer", "connect 10.9.8.7:9100", "close"), resolving.calls);
  }

  @Test
  void lookingUpCountsIntoTheTimeout() throws IOException {
    var slow =
        new ScriptedEndpoint() {
          @Override
          public Inet4Address resolve(String host, long timeoutNanos) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < timeoutNanos) {
              Thread.onSpinWait();
            }
            return Inet4Address.ofLiteral("10.9.8.7");
          }

          @Override
          public boolean connect(Inet4Address address, int port, long timeoutNanos) {
            calls.add("left " + timeoutNanos);
            return false;
          }
        };
    try (var socket = new Socket(slow)) {
      socket.setTimeout(20);
      assertThrows(SocketTimeoutException.class, () -> socket.connect("printer", 9100));
    }
    assertTrue(slow.calls.contains("left 0"), slow.calls::toString);
  }

  @Test
  void anErrorOfAPassingKindIsToldByTheNextCall() throws IOException {
    var once = new IOException("a passing error");
    var flaky =
        new ScriptedEndpoint() {
          @Override
          public int receive(MemorySegment target, long offset, int length, long timeoutNanos)
              throws IOException {
            calls.add("receive");
            if (calls.size() == 2) {
              throw once;
            }
            return 1;
          }
        };
    try (var socket = connected(flaky)) {
      assertEquals(1, socket.recvInto(new byte[3]));
      assertSame(once, assertThrows(IOException.class, () -> socket.recvInto(new byte[3])));
      assertEquals(3, socket.recvInto(new byte[3]));
    }
  }

  @Test
  void heapBytesPassThroughOnePieceOfMemory() throws IOException {
    try (var socket = connected(chip)) {
      socket.setTimeout(0);
      assertThrows(WouldBlockException.class, () -> socket.recvInto(new byte[100_000]));
      assertThrows(WouldBlockException.class, () -> socket.sendAll(new byte[100_000]));
      assertEquals(
          List.of("receive " + Lane.STAGING_BYTES, "send " + Lane.STAGING_BYTES), chip.calls);
    }
  }
}

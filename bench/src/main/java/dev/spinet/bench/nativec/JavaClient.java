package dev.spinet.bench.nativec;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.Socket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The Java program that is measured: what {@code native/baseline/main.c} does, by the driver and
 * its sockets as any program would use them. Same arguments, same lines on the standard streams.
 */
public final class JavaClient {

  private static final int PIECE = 16 << 10;
  private static final int PING = 64;
  private static final int BUFFER_KIB = 16;
  private static final int SPEED_HZ = 20_000_000;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final Duration LINK_TIME = Duration.ofSeconds(10);
  private static final MacAddress MAC = MacAddress.parse("02:53:50:4e:00:15");
  private static final ValueLayout.OfLong NUMBER =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int ARGUMENTS = 8;
  private static final int WRONG_USE = 2;

  private final Socket socket;
  private final MemorySegment buffer;

  private JavaClient(Socket socket, MemorySegment buffer) {
    this.socket = socket;
    this.buffer = buffer;
  }

  /**
   * Runs the program.
   *
   * @param arguments the SPI device, the GPIO chip, the interrupt line; the own address, the
   *     network's mask, the gateway; the peer's address and port
   * @throws IOException if the chip or the peer fails
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != ARGUMENTS) {
      System.err.println("usage: JavaClient SPIDEV GPIOCHIP LINE ADDRESS MASK GATEWAY PEER PORT");
      System.exit(WRONG_USE);
    }
    try (var arena = Arena.ofConfined();
        var eth =
            W5500.open(
                arguments[0],
                options -> {
                  options.mac(MAC).speedHz(SPEED_HZ).bufferKiB(BUFFER_KIB);
                  options.interrupt(arguments[1], Integer.parseInt(arguments[2]));
                  options.address(
                      address(arguments[3]), address(arguments[4]), address(arguments[5]));
                })) {
      eth.link(LINK_TIME);
      try (var socket = new Socket(eth)) {
        socket.setTimeout(TIMEOUT_MILLIS);
        socket.connect(arguments[6], Integer.parseInt(arguments[7]));
        say("ready");
        new JavaClient(socket, arena.allocate(PIECE)).obey();
      }
    }
  }

  private static Inet4Address address(String text) {
    return Inet4Address.ofLiteral(text);
  }

  /** In one system call, as C does it. */
  private static void say(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }

  private void obey() throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (var line = input.readLine(); line != null; line = input.readLine()) {
      long begun = System.nanoTime();
      var words = line.split(" ", -1);
      long count = Long.parseLong(words[1]);
      switch (words[0]) {
        case "recv" -> receive(count);
        case "send" -> send(count);
        case "pingpong" -> playPingPong(count);
        default -> throw new IOException("there is no job " + words[0]);
      }
      say("done " + (System.nanoTime() - begun));
    }
  }

  private void request(char letter, long bytes) throws IOException {
    buffer.set(ValueLayout.JAVA_BYTE, 0, (byte) letter);
    buffer.set(NUMBER, 1, bytes);
    socket.sendAll(buffer, 0, 1 + Long.BYTES);
  }

  private void receive(long bytes) throws IOException {
    request(Peer.SEND_ME, bytes);
    for (long left = bytes; left > 0; left -= PIECE) {
      receiveAll((int) Math.min(left, PIECE));
    }
  }

  private void send(long bytes) throws IOException {
    request(Peer.TAKE, bytes);
    for (long left = bytes; left > 0; left -= PIECE) {
      socket.sendAll(buffer, 0, (int) Math.min(left, PIECE));
    }
    receiveAll(1);
  }

  private void playPingPong(long times) throws IOException {
    request(Peer.ECHO, times * PING);
    for (long i = 0; i < times; i++) {
      socket.sendAll(buffer, 0, PING);
      receiveAll(PING);
    }
  }

  private void receiveAll(int length) throws IOException {
    if (socket.recvInto(buffer, length) != length) {
      throw new IOException("the peer has ended the connection");
    }
  }
}

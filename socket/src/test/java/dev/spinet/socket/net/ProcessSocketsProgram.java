package dev.spinet.socket.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.spinet.socket.contract.Call;
import dev.spinet.socket.contract.DatagramPeer;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.PeerListener;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.util.concurrent.ExecutionException;

/**
 * A program whose sockets all go through a chip, and which knows nothing of it but for the first
 * line. Run by {@link ProcessSocketsTest} in a process of its own, which is what it takes.
 */
final class ProcessSocketsProgram {

  /** What it prints when all went well. */
  static final String DONE = "all went through the chip";

  private final MemoryDriver chip = new MemoryDriver();

  private ProcessSocketsProgram() {}

  public static void main(String[] arguments) throws Exception {
    new ProcessSocketsProgram().run();
    System.out.println(DONE);
  }

  private void run() throws Exception {
    // Made before, so it stays with the board's network.
    try (var board = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      ProcessSockets.through(chip).withServers().withDatagrams().install();
      clientsGoThroughTheChip();
      namesOfTheChipsNetworkAreKnown();
      theLoopbackIsNative(board);
      boundSocketsGoWhereTheyConnect();
      closingWakesAnyOfThem(board);
      serversListenOnTheChip();
      datagramsGoThroughTheChip();
      closingWakesWhoReceives();
      urlsAreReadThroughTheChip();
      installingTwiceIsRefused();
    }
  }

  private void clientsGoThroughTheChip() throws IOException {
    try (PeerListener listener = chip.listen();
        var socket = new Socket()) {
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      socket.setSoLinger(true, 2);
      socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      require(socket.getTcpNoDelay() && socket.getSoLinger() == 2, "options are remembered");
      require(socket.getSoTimeout() == 20_000, "the time-out is remembered");
      socket.connect(new InetSocketAddress(MemoryDriver.PEER, listener.port()), 20_000);
      converse(socket, listener.accept());
      require(
          socket.getLocalAddress().getHostAddress().equals("10.0.0.2"),
          "it has the chip's address");
      require(socket.getSoTimeout() == 20_000, "the time-out is kept");
      require(socket.getTcpNoDelay() && socket.getSoLinger() == 2, "options are kept");
      require(socket.getOption(StandardSocketOptions.SO_KEEPALIVE), "keep-alive is kept");
      require(socket.getPort() == listener.port(), "it knows its peer");
    }
    try (PeerListener listener = chip.listen();
        var socket = new Socket(InetAddress.ofLiteral(MemoryDriver.PEER), listener.port())) {
      converse(socket, listener.accept());
    }
  }

  private void namesOfTheChipsNetworkAreKnown() throws IOException {
    try (PeerListener listener = chip.listen();
        var socket = new Socket()) {
      socket.connect(
          InetSocketAddress.createUnresolved(MemoryDriver.PEER_NAME, listener.port()), 20_000);
      converse(socket, listener.accept());
      require(
          socket.getInetAddress().getHostName().equals(MemoryDriver.PEER_NAME),
          "the name is that of the peer");
    }
  }

  private static void theLoopbackIsNative(ServerSocket board) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), board.getLocalPort());
        Socket accepted = board.accept()) {
      require(socket.getLocalAddress().isLoopbackAddress(), "it has an address of the board");
      accepted.getOutputStream().write(5);
      require(socket.getInputStream().read() == 5, "it reads");
      socket.setSoTimeout(50);
      require(socket.getSoTimeout() == 50, "its time-out is set");
      expect(java.net.SocketTimeoutException.class, () -> socket.getInputStream().read());
      socket.getOutputStream().write(6);
      socket.shutdownOutput();
      require(accepted.getInputStream().read() == 6, "it writes");
      require(accepted.getInputStream().read() == -1, "it shuts its output down");
      socket.setKeepAlive(true);
      socket.setSoLinger(true, 1);
      require(socket.getKeepAlive() && socket.getSoLinger() == 1, "it has options");
      require(socket.getTrafficClass() == 0, "it has a traffic class");
    }
    try (var byName = new Socket()) {
      byName.connect(InetSocketAddress.createUnresolved("localhost", board.getLocalPort()));
      board.accept().close();
      require(byName.getInputStream().read() == -1, "it sees the end");
    }
  }

  private void boundSocketsGoWhereTheyConnect() throws IOException {
    try (PeerListener listener = chip.listen();
        var socket = new Socket()) {
      socket.bind(new InetSocketAddress(40_123));
      require(socket.getLocalPort() == 40_123, "it says what was asked for");
      socket.connect(new InetSocketAddress(MemoryDriver.PEER, listener.port()));
      listener.accept().close();
      require(socket.getLocalPort() == 40_123, "it has the port");
    }
  }

  private static void closingWakesAnyOfThem(ServerSocket board) throws Exception {
    var socket = new Socket(InetAddress.getLoopbackAddress(), board.getLocalPort());
    try (Socket accepted = board.accept()) {
      var reader = Call.start(() -> socket.getInputStream().read()).settle();
      socket.close();
      requireFailure(reader);
      require(accepted.getInputStream().read() == -1, "the peer sees the end");
    }
    var unused = new Socket();
    unused.setKeepAlive(true);
    unused.close();
    expect(SocketException.class, () -> unused.connect(new InetSocketAddress("10.0.0.1", 1)));
  }

  private void serversListenOnTheChip() throws IOException {
    try (var server = new ServerSocket(0)) {
      server.setSoTimeout(20_000);
      for (int i = 0; i < 10; i++) {
        try (Peer peer = chip.connectTo(server.getLocalPort());
            Socket socket = server.accept()) {
          converse(socket, peer);
          require(socket.getLocalPort() == server.getLocalPort(), "it has the server's port");
        }
      }
    }
  }

  private void datagramsGoThroughTheChip() throws IOException {
    try (DatagramPeer peer = chip.datagramPeer();
        var plain = new DatagramSocket();
        var multicast = new MulticastSocket(6_000)) {
      for (DatagramSocket socket : new DatagramSocket[] {plain, multicast}) {
        socket.setSoTimeout(20_000);
        socket.send(new DatagramPacket(new byte[] {1, 2}, 2, peer.address()));
        require(peer.receive().length == 2, "a datagram goes out");
        peer.answer((byte) 3);
        var packet = new DatagramPacket(new byte[10], 10);
        socket.receive(packet);
        require(packet.getLength() == 1 && packet.getData()[0] == 3, "a datagram comes in");
      }
      multicast.setTimeToLive(3);
      require(multicast.getTimeToLive() == 3, "the time to live is remembered");
    }
  }

  // What the documentation says of the class that the JDK puts around them.
  private static void closingWakesWhoReceives() throws Exception {
    var closed = new DatagramSocket();
    var receiver = Call.start(() -> receive(closed)).settle();
    closed.close();
    requireFailure(receiver);
    var interrupted = new DatagramSocket();
    var virtual = Call.start(() -> receive(interrupted), Thread.ofVirtual()).settle();
    virtual.interrupt();
    requireFailure(virtual);
    expect(SocketException.class, () -> receive(interrupted));
    interrupted.close();
    require(interrupted.isClosed(), "it is closed");
  }

  private static void requireFailure(Call<?> call) throws Exception {
    try {
      throw new AssertionError("the call returned " + call.result());
    } catch (ExecutionException e) {
      require(e.getCause() instanceof SocketException, "it wakes: " + e.getCause());
    }
  }

  private static int receive(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[1], 1);
    socket.receive(packet);
    return packet.getLength();
  }

  private void urlsAreReadThroughTheChip() throws Exception {
    try (PeerListener listener = chip.listen()) {
      var server =
          Call.<Void>start(() -> {
            try (Peer peer = listener.accept()) {
              // Enough to know that the question has come.
              require(new String(peer.read(5), US_ASCII).equals("GET /"), "it is a request");
              peer.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
                      .getBytes(US_ASCII));
            }
            return null;
          });
      var page = URI.create("http://%s:%d/".formatted(MemoryDriver.PEER, listener.port())).toURL();
      try (InputStream in = page.openStream()) {
        require(new String(in.readAllBytes(), US_ASCII).equals("hello"), "it is the answer");
      }
      server.result();
    }
  }

  private void installingTwiceIsRefused() {
    var refusal = expect(SocketException.class, () -> ProcessSockets.through(chip).install());
    require(String.valueOf(refusal.getMessage()).contains("takes only one"), refusal.toString());
  }

  private static void converse(Socket socket, Peer peer) throws IOException {
    try (peer) {
      peer.write((byte) 1, (byte) 2);
      require(socket.getInputStream().readNBytes(2)[1] == 2, "it reads");
      socket.getOutputStream().write(new byte[] {3, 4, 5});
      require(peer.read(3)[2] == 5, "it writes");
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("not so: " + what);
    }
  }

  /** What may fail. */
  @FunctionalInterface
  private interface Failing {
    void run() throws IOException;
  }

  private static <X extends Exception> X expect(Class<X> type, Failing call) {
    try {
      call.run();
    } catch (IOException e) {
      if (type.isInstance(e)) {
        return type.cast(e);
      }
      throw new AssertionError("expected " + type, e);
    }
    throw new AssertionError("expected " + type);
  }
}

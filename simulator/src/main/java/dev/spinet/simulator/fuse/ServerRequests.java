package dev.spinet.simulator.fuse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What the standard input of {@link VirtualDeviceServer} asks for, one request a line. Each is
 * answered by one line: {@code ok}, followed by what there is to tell, or {@code error} and why.
 *
 * <ul>
 *   <li>{@code forward PORT}: forward a TCP port of the chip, see {@link ChipNetwork#forwardTcp};
 *       the answer is {@code ok ADDRESS PORT}
 *   <li>{@code resolver ADDRESS PORT}: see {@link ChipNetwork#resolveAt}
 * </ul>
 */
final class ServerRequests {

  static final String FORWARD = "forward";
  static final String RESOLVER = "resolver";
  static final String OK = "ok";
  static final String ERROR = "error";

  private static final int PORT_MAX = 0xFFFF;

  private final Optional<ChipNetwork> network;

  ServerRequests(Optional<ChipNetwork> network) {
    this.network = network;
  }

  /** Answers until the input ends. */
  void serve(BufferedReader input, PrintStream output) throws IOException {
    for (var line = input.readLine(); line != null; line = input.readLine()) {
      output.println(answer(line));
      output.flush();
    }
  }

  /** The answer to one request, without the end of the line. */
  String answer(String request) {
    var words = request.strip().split(" +", -1);
    try {
      if (words.length == 2 && words[0].equals(FORWARD)) {
        var place = network().forwardTcp(port(words[1]));
        return OK + " " + place.getAddress().getHostAddress() + " " + place.getPort();
      }
      if (words.length == 3 && words[0].equals(RESOLVER)) {
        network().resolveAt(new InetSocketAddress(InetAddress.ofLiteral(words[1]), port(words[2])));
        return OK;
      }
      return ERROR + " requests are: forward PORT, resolver ADDRESS PORT; not: " + request;
    } catch (IOException | IllegalArgumentException e) {
      return ERROR + " " + request + ": " + e.getMessage();
    }
  }

  private ChipNetwork network() throws IOException {
    return network.orElseThrow(() -> new IOException("the chip is in no network"));
  }

  private static int port(String word) {
    int port = Integer.parseInt(word);
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("a port is 1 to " + PORT_MAX);
    }
    return port;
  }
}

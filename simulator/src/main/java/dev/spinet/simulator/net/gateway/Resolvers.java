package dev.spinet.simulator.net.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The name servers to which a gateway passes questions on. */
@FunctionalInterface
public interface Resolvers {

  /** The port of DNS (RFC 1035, section 4.2). */
  int PORT = 53;

  /**
   * The server to ask now.
   *
   * @return its address; empty if this machine has none
   */
  Optional<InetSocketAddress> current();

  /**
   * The servers this machine uses itself, looked up anew for each conversation.
   *
   * @return the first one of {@code /etc/resolv.conf}
   */
  static Resolvers system() {
    return fromFile(Path.of("/etc/resolv.conf"));
  }

  /**
   * The servers named in a file of the form of resolv.conf(5).
   *
   * @param file the file; if it cannot be read there are no servers
   * @return its first name server that has an IPv4 or IPv6 address
   */
  static Resolvers fromFile(Path file) {
    return () -> {
      List<String> lines;
      try {
        lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        return Optional.empty();
      }
      return lines.stream()
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
          .flatMap(words -> literal(words[1]))
          .map(address -> new InetSocketAddress(address, PORT))
          .findFirst();
    };
  }

  private static Stream<InetAddress> literal(String text) {
    try {
      return Stream.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }
}

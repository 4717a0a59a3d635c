package dev.spinet.simulator.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server of virtual devices is asked for on its standard input. */
class ServerRequestsTest {

  @Test
  void forwardsPortsOfTheChip() throws IOException {
    try (var chip = new W5500Factory().create()) {
      var requests = new ServerRequests(chip.network());
      var words = requests.answer("forward 80").split(" ", -1);
      assertEquals(List.of("ok", "127.0.0.1"), List.of(words).subList(0, 2));
      // The gateway takes the connection; nobody on the chip does.
      new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(words[2])).close();
      assertEquals(String.join(" ", words), requests.answer(" forward  80 "));
      assertTrue(!requests.answer("forward 81").endsWith(words[2]));
    }
  }

  private static final class Recorded implements ChipNetwork {
    private Optional<InetSocketAddress> resolver = Optional.empty();

    @Override
    public InetSocketAddress forwardTcp(int port) throws IOException {
      throw new IOException("no descriptors");
    }

    @Override
    public void resolveAt(InetSocketAddress server) {
      resolver = Optional.of(server);
    }
  }

  @Test
  void choosesTheNameServer() {
    var network = new Recorded();
    var requests = new ServerRequests(Optional.of(network));
    assertEquals("ok", requests.answer("resolver 127.0.0.9 5353"));
    assertEquals(
        Optional.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.9"), 5353)),
        network.resolver);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "forward",
        "forward 0",
        "forward 65536",
        "forward x",
        "forward 1 2",
        "resolver 1",
        "resolver host.example 53",
        "resolver 127.0.0.1 -1",
        "backward 80",
        "forward 80"
      })
  void saysWhatIsWrong(String request) throws IOException {
    var output = new ByteArrayOutputStream();
    new ServerRequests(Optional.of(new Recorded()))
        .serve(
            new BufferedReader(new StringReader(request + "\nresolver 127.0.0.1 53\n")),
            new PrintStream(output, false, StandardCharsets.UTF_8));
    var answers = output.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(2, answers.size());
    assertTrue(answers.getFirst().startsWith("error "), answers.getFirst());
    assertEquals("ok", answers.getLast());
  }

  @Test
  void aChipWithoutNetworkForwardsNothing() {
    assertEquals(
        "error forward 80: the chip is in no network",
        new ServerRequests(Optional.empty()).answer("forward 80"));
  }
}

package dev.spinet.simulator.espat.stack;

import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.UdpDatagram;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks name servers for the IPv4 addresses of a name, one server after the other (RFC 1035). */
public final class DnsResolver {
  private static final int PORT = 53;
  private static final int ATTEMPTS = 4;
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final StationStack stack;

  /**
   * A resolver.
   *
   * @param stack the station that asks
   */
  public DnsResolver(StationStack stack) {
    this.stack = stack;
  }

  /**
   * Looks a name up.
   *
   * @param name the name
   * @param servers whom to ask, in this order
   * @param answer gets the addresses; none if there is no such name or nobody answers
   */
  public void resolve(String name, List<Ipv4Address> servers, Consumer<List<Ipv4Address>> answer) {
    var question = DnsMessage.question(stack.nextRandom() & 0xFFFF, name);
    if (question.isEmpty() || servers.isEmpty()) {
      stack.clock().schedule(0, () -> answer.accept(List.of()));
      return;
    }
    new Search(question.get(), servers, answer).begin();
  }

  private final class Search {
    private final DnsMessage question;
    private final List<Ipv4Address> servers;
    private final Consumer<List<Ipv4Address>> answer;
    private @Nullable UdpSocket socket;
    private int attempts;
    private boolean over;

    Search(DnsMessage question, List<Ipv4Address> servers, Consumer<List<Ipv4Address>> answer) {
      this.question = question;
      this.servers = List.copyOf(servers);
      this.answer = answer;
    }

    void begin() {
      socket = stack.openUdp(0, this::receive).orElse(null);
      ask();
    }

    private void ask() {
      if (over) {
        return;
      }
      var current = socket;
      if (current == null || attempts == ATTEMPTS) {
        finish(List.of());
        return;
      }
      byte[] bytes = question.toPayload();
      current.send(servers.get(attempts % servers.size()), PORT, bytes, 0, bytes.length);
      stack.clock().schedule(INTERVAL.toNanos() << Math.min(attempts, 1), this::ask);
      attempts++;
    }

    private void receive(UdpDatagram datagram) {
      if (!over && datagram.sourcePort() == PORT && servers.contains(datagram.ip().source())) {
        question.answersIn(datagram).ifPresent(this::finish);
      }
    }

    private void finish(List<Ipv4Address> addresses) {
      over = true;
      if (socket != null) {
        socket.close();
      }
      answer.accept(addresses);
    }
  }
}

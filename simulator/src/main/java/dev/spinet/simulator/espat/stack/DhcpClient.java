package dev.spinet.simulator.espat.stack;

import dev.spinet.simulator.clock.SimulationClock.Scheduled;
import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.simulator.packet.DhcpMessage.Option;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.UdpDatagram;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gets an address for a station and keeps it (RFC 2131). It asks until there is an answer, at
 * growing intervals, and begins anew when its lease is refused or has run out.
 */
public final class DhcpClient {

  /**
   * What a server has granted.
   *
   * @param address the address, and what belongs to it
   * @param nameServer whom to ask for names
   */
  public record Lease(InterfaceAddress address, Optional<Ipv4Address> nameServer) {}

  /** Is told of the fate of the address. */
  public interface Listener {

    /**
     * There is an address, a new one or the same for longer.
     *
     * @param lease what was granted
     */
    void bound(Lease lease);

    /** The address may not be used any more; the search for another one goes on. */
    void lost();
  }

  private static final long FIRST_INTERVAL = TimeUnit.SECONDS.toNanos(2);
  private static final int MAXIMUM_DOUBLINGS = 5;
  private static final int DEFAULT_LEASE_SECONDS = 3600;
  private static final int PARAMETERS = 55;

  private enum Phase {
    STOPPED,
    SELECTING,
    REQUESTING,
    BOUND,
    RENEWING
  }

  private final StationStack stack;
  private final Listener listener;
  private @Nullable UdpSocket socket;
  private @Nullable Scheduled timer;
  private Phase phase = Phase.STOPPED;
  private int transaction;
  private int attempts;
  private Ipv4Address offered = Ipv4Address.ANY;
  private Ipv4Address server = Ipv4Address.ANY;
  private long expires;

  /**
   * A client that does nothing yet.
   *
   * @param stack the station; its address is set by the listener, not by the client
   * @param listener is told of the fate of the address
   */
  public DhcpClient(StationStack stack, Listener listener) {
    this.stack = stack;
    this.listener = listener;
  }

  /** Begins to ask. */
  public void start() {
    stop();
    socket = stack.openUdp(DhcpMessage.CLIENT_PORT, this::receive).orElse(null);
    discover();
  }

  /** Asks no more. */
  public void stop() {
    phase = Phase.STOPPED;
    cancel();
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  private void discover() {
    phase = Phase.SELECTING;
    transaction = stack.nextRandom();
    attempts = 0;
    ask();
  }

  private void ask() {
    switch (phase) {
      case SELECTING -> broadcast(DhcpMessage.DISCOVER, Ipv4Address.ANY, Map.of());
      case REQUESTING ->
          broadcast(
              DhcpMessage.REQUEST,
              Ipv4Address.ANY,
              Map.of(
                  DhcpMessage.REQUESTED_ADDRESS,
                  Option.of(offered),
                  DhcpMessage.SERVER_IDENTIFIER,
                  Option.of(server)));
      case RENEWING -> {
        if (stack.clock().nanoTime() >= expires) {
          listener.lost();
          discover();
          return;
        }
        broadcast(DhcpMessage.REQUEST, offered, Map.of());
      }
      case STOPPED, BOUND -> {
        return;
      }
    }
    arrange(FIRST_INTERVAL << Math.min(attempts++, MAXIMUM_DOUBLINGS), this::ask);
  }

  private void broadcast(int type, Ipv4Address client, Map<Integer, Option> more) {
    Map<Integer, Option> options = new LinkedHashMap<>();
    options.put(DhcpMessage.MESSAGE_TYPE, Option.ofByte(type));
    options.putAll(more);
    options.put(
        PARAMETERS,
        new Option(
            DhcpMessage.SUBNET_MASK << 16 | DhcpMessage.ROUTER << 8 | DhcpMessage.NAME_SERVER, 3));
    var message =
        new DhcpMessage(true, transaction, false, client, Ipv4Address.ANY, stack.mac(), options);
    var current = socket;
    if (current != null) {
      byte[] payload = message.toPayload();
      current.send(Ipv4Address.BROADCAST, DhcpMessage.SERVER_PORT, payload, 0, payload.length);
    }
  }

  private void receive(UdpDatagram datagram) {
    DhcpMessage.parse(datagram)
        .filter(message ->
            !message.request()
                && message.transaction() == transaction
                && message.hardware().equals(stack.mac()))
        .ifPresent(this::receive);
  }

  private void receive(DhcpMessage message) {
    int type = message.type().orElse(0);
    if (phase == Phase.SELECTING && type == DhcpMessage.OFFER) {
      var from = message.address(DhcpMessage.SERVER_IDENTIFIER);
      if (from.isPresent()) {
        phase = Phase.REQUESTING;
        offered = message.yourAddress();
        server = from.get();
        attempts = 0;
        ask();
      }
    } else if ((phase == Phase.REQUESTING || phase == Phase.RENEWING) && type == DhcpMessage.ACK) {
      bind(message);
    } else if ((phase == Phase.REQUESTING || phase == Phase.RENEWING) && type == DhcpMessage.NAK) {
      if (phase == Phase.RENEWING) {
        listener.lost();
      }
      // At once would be a storm if the server goes on refusing.
      phase = Phase.SELECTING;
      transaction = stack.nextRandom();
      attempts = 0;
      arrange(FIRST_INTERVAL, this::ask);
    }
  }

  private void bind(DhcpMessage message) {
    phase = Phase.BOUND;
    offered = message.yourAddress();
    var lease = message.options().get(DhcpMessage.LEASE_TIME);
    long seconds = lease == null ? DEFAULT_LEASE_SECONDS : Integer.toUnsignedLong(lease.bytes());
    long nanos = TimeUnit.SECONDS.toNanos(Math.max(1, seconds));
    expires = stack.clock().nanoTime() + nanos;
    arrange(
        nanos / 2,
        () -> {
          phase = Phase.RENEWING;
          attempts = 0;
          ask();
        });
    listener.bound(
        new Lease(
            new InterfaceAddress(
                offered,
                message.address(DhcpMessage.SUBNET_MASK).orElse(new Ipv4Address(-1)),
                message.address(DhcpMessage.ROUTER).orElse(Ipv4Address.ANY)),
            message.address(DhcpMessage.NAME_SERVER)));
  }

  private void arrange(long delay, Runnable task) {
    cancel();
    timer = stack.clock().schedule(delay, task);
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}

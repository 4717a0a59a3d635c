package dev.spinet.drivers.dhcp;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.MacAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of DHCP as a machine (RFC 2131, section 4.4): what comes in and the time go in
 * through methods, what to do comes out of {@link #nextAction}. Nothing here waits. Not safe for
 * use by several threads.
 *
 * <p>Answers count only if they come from port 67, carry the transaction and hardware address of
 * the question and, while an offer is being taken, come from the server that made it. Everything
 * else is ignored and counted.
 */
final class DhcpClient {

  /** Where the client is, in the RFC's words; WAITING comes before the next beginning. */
  enum State {
    OFF,
    SELECTING,
    REQUESTING,
    PROBING,
    WAITING,
    BOUND,
    RENEWING,
    REBINDING,
    REBOOTING
  }

  /** There is nothing to wait for. */
  static final long NEVER = Long.MAX_VALUE;

  /**
   * The first interval between two questions. The RFC suggests 4 s and doubling up to 64 s (section
   * 4.1); half of it suits today's networks, where the loss of a question is rare but a caller
   * waits.
   */
  private static final long FIRST_RETRY_SECONDS = 2;

  private static final long LAST_RETRY_SECONDS = 64;
  private static final long JITTER_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How often to ask for an offered address, or to confirm one, before going on without. */
  private static final int REQUESTS = 3;

  /** The least interval between two attempts to extend a lease (RFC 2131, section 4.4.5). */
  private static final long RENEWAL_RETRY_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** How long to listen after such an attempt: the chip's sockets are few. */
  private static final long LISTEN_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The least pause after an address turned out to be taken (RFC 2131, section 3.1). */
  private static final long DECLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Questions questions;
  private final MacAddress hardware;
  private final RandomGenerator random;
  private final Queue<DhcpAction> actions = new ArrayDeque<>();
  private DhcpHistory history = new DhcpHistory();
  private State state = State.OFF;
  private @Nullable Lease lease;
  private @Nullable Lease offer;
  private int hint;
  private int transaction;
  private int attempt;
  private int refusals;
  private long begun;
  private long asked;
  private long due;
  private boolean timed;

  /**
   * A client that is off.
   *
   * @param hardware the interface's hardware address
   * @param hostName the name to give to the server, or {@code null}
   * @param random makes transactions and intervals hard to guess
   */
  DhcpClient(MacAddress hardware, @Nullable String hostName, RandomGenerator random) {
    this.hardware = hardware;
    this.questions = new Questions(hardware, hostName);
    this.random = random;
  }

  State state() {
    return state;
  }

  /** The lease the interface is configured with. */
  @Nullable Lease lease() {
    return lease;
  }

  /** What has happened since the start. */
  DhcpHistory history() {
    return history;
  }

  /** What to do next; {@code null} if there is nothing left to do now. */
  @Nullable DhcpAction nextAction() {
    return actions.poll();
  }

  /** Whether messages are awaited, so that a socket is needed. */
  boolean isListening(long now) {
    return switch (state) {
      case SELECTING, REQUESTING, REBOOTING -> true;
      case RENEWING, REBINDING -> now - asked < LISTEN_NANOS;
      case OFF, PROBING, WAITING, BOUND -> false;
    };
  }

  /** How long {@link #advance} need not be called; {@link #NEVER} for ever. */
  long nanosLeft(long now) {
    if (!timed) {
      return NEVER;
    }
    long left = Math.max(0, due - now);
    boolean extending = state == State.RENEWING || state == State.REBINDING;
    return extending && isListening(now) ? Math.min(left, LISTEN_NANOS - (now - asked)) : left;
  }

  /** Begins to look for an address, unless the client is at it or has one. */
  void start(long now) {
    if (state == State.OFF) {
      history = new DhcpHistory();
      refusals = 0;
      discover(now);
    }
  }

  /** Gives the address back, to the server too if that is wanted. */
  void stop(boolean release, String reason) {
    actions.clear();
    var old = lease;
    if (old != null) {
      if (release) {
        transaction = random.nextInt();
        send(questions.release(transaction, old), old.server());
      }
      lose(reason);
    }
    state = State.OFF;
    timed = false;
  }

  /**
   * The cable was out or the chip was reset: the network may be another one, so the address has to
   * be confirmed (RFC 2131, section 4.4.2).
   */
  void confirm(long now) {
    switch (state) {
      case OFF, PROBING -> {}
      case SELECTING, REQUESTING, WAITING -> discover(now);
      case BOUND, RENEWING, REBINDING, REBOOTING -> {
        var old = lease;
        if (old != null && !old.isForEver() && now - old.expiresAt() >= 0) {
          extend(now);
        } else {
          state = State.REBOOTING;
          begin(now);
          askToConfirm(now);
        }
      }
    }
  }

  /** The answer to {@link DhcpAction.Probe}. */
  void probed(boolean taken, long now) {
    var found = offer;
    if (state != State.PROBING || found == null) {
      return;
    }
    offer = null;
    if (taken) {
      history.conflicted(found.address(), found.server());
      hint = Ipv4Bits.ANY;
      send(questions.decline(transaction, found), Ipv4Bits.BROADCAST);
      pause(now, DECLINE_NANOS);
    } else {
      refusals = 0;
      bind(found, now);
    }
  }

  /** Another host uses the address (RFC 2131, section 3.1; RFC 5227, section 2.4). */
  void conflict(long now) {
    var old = lease;
    if (old == null) {
      return;
    }
    history.conflicted(old.address(), old.server());
    hint = Ipv4Bits.ANY;
    lose("another host uses its address %s".formatted(Ipv4Bits.text(old.address())));
    transaction = random.nextInt();
    send(questions.decline(transaction, old), Ipv4Bits.BROADCAST);
    pause(now, DECLINE_NANOS);
  }

  /** Does what is due. */
  void advance(long now) {
    if (!timed || due - now > 0) {
      return;
    }
    switch (state) {
      case OFF, PROBING -> timed = false;
      case SELECTING -> askForOffers(now);
      case REQUESTING -> {
        if (attempt < REQUESTS) {
          askForOffered(now);
        } else {
          discover(now);
        }
      }
      case WAITING -> discover(now);
      case BOUND, RENEWING, REBINDING -> extend(now);
      case REBOOTING -> {
        if (attempt < REQUESTS) {
          askToConfirm(now);
        } else {
          // Nobody says that the address is wrong, so it may be used on (section 3.2).
          state = State.BOUND;
          extend(now);
        }
      }
    }
  }

  /** Takes in a datagram that came to port 68. */
  void receive(byte[] octets, int length, int fromPort, long now) {
    try {
      var message = DhcpMessage.parse(octets, length);
      boolean answer =
          fromPort == DhcpMessage.SERVER_PORT
              && message.reply()
              && message.transaction() == transaction
              && message.hardware().equals(hardware);
      if (!answer || !receive(message, now)) {
        history.ignored();
      }
    } catch (MalformedDhcpException e) {
      history.ignored();
    }
  }

  /** Tells whether the message was one that is awaited now. */
  private boolean receive(DhcpMessage message, long now) throws MalformedDhcpException {
    var type = message.type();
    return switch (state) {
      case OFF, PROBING, WAITING, BOUND -> false;
      case SELECTING -> type == MessageType.OFFER && offered(message, now);
      case REQUESTING -> isFromOfferer(message) && granted(type, message, now);
      case RENEWING, REBINDING, REBOOTING -> extended(type, message, now);
    };
  }

  private boolean offered(DhcpMessage message, long now) {
    history.answered();
    try {
      offer = LeaseReader.read(message, now);
    } catch (MalformedDhcpException e) {
      history.unusable(String.valueOf(e.getMessage()));
      return true;
    }
    state = State.REQUESTING;
    attempt = 0;
    askForOffered(now);
    return true;
  }

  private boolean isFromOfferer(DhcpMessage message) {
    var server = message.options().address(DhcpOptions.SERVER_IDENTIFIER);
    return offer != null && server.isPresent() && server.getAsInt() == offer.server();
  }

  private boolean granted(MessageType type, DhcpMessage message, long now)
      throws MalformedDhcpException {
    var wanted = offer;
    if (wanted == null) {
      return false;
    }
    if (type == MessageType.NAK) {
      history.refused(wanted.server(), message.options().text(DhcpOptions.MESSAGE));
      hint = Ipv4Bits.ANY;
      offer = null;
      // A server that refuses what it has offered will do so again: do not flood it.
      pause(now, interval(refusals++));
      return true;
    }
    if (type != MessageType.ACK) {
      return false;
    }
    var given = LeaseReader.read(message, asked);
    if (given.address() != wanted.address()) {
      return false;
    }
    offer = given;
    history.given(given.address(), given.server());
    state = State.PROBING;
    timed = false;
    actions.add(new DhcpAction.Probe(given.address()));
    return true;
  }

  private boolean extended(MessageType type, DhcpMessage message, long now)
      throws MalformedDhcpException {
    var old = lease;
    if (old == null) {
      return false;
    }
    if (type == MessageType.NAK) {
      int server = message.options().address(DhcpOptions.SERVER_IDENTIFIER).orElse(old.server());
      lose(
          "the DHCP server %s refuses to let it have %s any longer"
              .formatted(Ipv4Bits.text(server), Ipv4Bits.text(old.address())));
      hint = Ipv4Bits.ANY;
      discover(now);
      return true;
    }
    if (type != MessageType.ACK) {
      return false;
    }
    var given = LeaseReader.read(message, asked);
    if (given.address() != old.address()) {
      return false;
    }
    bind(given, now);
    return true;
  }

  private void bind(Lease given, long now) {
    var old = lease;
    lease = given;
    hint = given.address();
    state = State.BOUND;
    if (old == null || !old.isSameConfiguration(given)) {
      actions.add(new DhcpAction.Configure(given));
    }
    extend(now);
  }

  private void lose(String reason) {
    lease = null;
    actions.add(new DhcpAction.Remove(reason));
  }

  private void discover(long now) {
    state = State.SELECTING;
    offer = null;
    begin(now);
    askForOffers(now);
  }

  private void askForOffers(long now) {
    history.asked();
    send(questions.discover(transaction, secondsSince(now), hint), Ipv4Bits.BROADCAST);
    retryAfter(now, interval(attempt++));
  }

  private void askForOffered(long now) {
    var wanted = offer;
    if (wanted != null) {
      asked = now;
      send(questions.request(transaction, secondsSince(now), wanted), Ipv4Bits.BROADCAST);
      retryAfter(now, interval(attempt++));
    }
  }

  private void askToConfirm(long now) {
    var old = lease;
    if (old != null) {
      asked = now;
      send(questions.confirm(transaction, secondsSince(now), old), Ipv4Bits.BROADCAST);
      retryAfter(now, interval(attempt++));
    }
  }

  /** Does what the age of the lease demands. */
  private void extend(long now) {
    var old = lease;
    if (old == null) {
      return;
    }
    if (old.isForEver()) {
      state = State.BOUND;
      timed = false;
    } else if (now - old.expiresAt() >= 0) {
      lose("the lease of %s has ended".formatted(Ipv4Bits.text(old.address())));
      discover(now);
    } else if (now - old.rebindAt() >= 0) {
      extend(State.REBINDING, old, Ipv4Bits.BROADCAST, old.expiresAt(), now);
    } else if (now - old.renewAt() >= 0) {
      extend(State.RENEWING, old, old.server(), old.rebindAt(), now);
    } else {
      state = State.BOUND;
      retryAfter(now, old.renewAt() - now);
    }
  }

  private void extend(State newState, Lease old, int destination, long end, long now) {
    if (state != newState) {
      state = newState;
      begin(now);
    }
    asked = now;
    send(questions.extend(transaction, secondsSince(now), old), destination);
    retryAfter(now, Math.min(end - now, Math.max(RENEWAL_RETRY_NANOS, (end - now) / 2)));
  }

  private void begin(long now) {
    transaction = random.nextInt();
    attempt = 0;
    begun = now;
  }

  private void pause(long now, long nanos) {
    state = State.WAITING;
    retryAfter(now, nanos);
  }

  private void retryAfter(long now, long nanos) {
    due = now + nanos;
    timed = true;
  }

  private void send(DhcpMessage message, int destination) {
    actions.add(new DhcpAction.Send(message, destination));
  }

  private int secondsSince(long now) {
    return (int) Math.min(TimeUnit.NANOSECONDS.toSeconds(now - begun), 0xffff);
  }

  private long interval(int earlier) {
    long seconds = LAST_RETRY_SECONDS;
    if (earlier < Byte.SIZE) {
      seconds = Math.min(FIRST_RETRY_SECONDS << earlier, LAST_RETRY_SECONDS);
    }
    return TimeUnit.SECONDS.toNanos(seconds) + random.nextLong(-JITTER_NANOS, JITTER_NANOS);
  }
}

package dev.spinet.socket.net;

import static java.net.StandardSocketOptions.IP_MULTICAST_IF;
import static java.net.StandardSocketOptions.IP_MULTICAST_LOOP;
import static java.net.StandardSocketOptions.IP_MULTICAST_TTL;
import static java.net.StandardSocketOptions.IP_TOS;
import static java.net.StandardSocketOptions.SO_BROADCAST;
import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_LINGER;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_REUSEPORT;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static java.net.StandardSocketOptions.TCP_NODELAY;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPCOUNT;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPIDLE;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPINTERVAL;
import static jdk.net.ExtendedSocketOptions.TCP_QUICKACK;

import dev.spinet.socket.Socket;
import dev.spinet.socket.SocketConstants;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of one {@code java.net} socket. What the chip has is set there, and its answer is
 * what is in effect; what it has not is remembered, because clients set options without being asked
 * to and break when one is refused.
 */
final class Settings {

  private static final SocketOption<Boolean> SO_OOBINLINE =
      new Named<>("SO_OOBINLINE", Boolean.class);

  private static final Set<SocketOption<?>> STREAM =
      Set.of(
          SO_RCVBUF,
          SO_SNDBUF,
          SO_REUSEADDR,
          SO_REUSEPORT,
          SO_KEEPALIVE,
          SO_LINGER,
          TCP_NODELAY,
          IP_TOS,
          TCP_KEEPIDLE,
          TCP_KEEPINTERVAL,
          TCP_KEEPCOUNT,
          TCP_QUICKACK);

  private static final Set<SocketOption<?>> SERVER =
      Set.of(
          SO_RCVBUF,
          SO_REUSEADDR,
          SO_REUSEPORT,
          IP_TOS,
          TCP_KEEPIDLE,
          TCP_KEEPINTERVAL,
          TCP_KEEPCOUNT,
          TCP_QUICKACK);

  private static final Set<SocketOption<?>> DATAGRAM =
      Set.of(
          SO_RCVBUF,
          SO_SNDBUF,
          SO_REUSEADDR,
          SO_REUSEPORT,
          SO_BROADCAST,
          IP_TOS,
          IP_MULTICAST_IF,
          IP_MULTICAST_TTL,
          IP_MULTICAST_LOOP);

  /** Where the socket layer has an option. */
  private record Place(int level, int number) {}

  private static final Map<SocketOption<?>, Place> PLACES =
      Map.ofEntries(
          Map.entry(SO_RCVBUF, new Place(SocketConstants.SOL_SOCKET, SocketConstants.SO_RCVBUF)),
          Map.entry(SO_SNDBUF, new Place(SocketConstants.SOL_SOCKET, SocketConstants.SO_SNDBUF)),
          Map.entry(
              SO_REUSEADDR, new Place(SocketConstants.SOL_SOCKET, SocketConstants.SO_REUSEADDR)),
          Map.entry(
              SO_KEEPALIVE, new Place(SocketConstants.SOL_SOCKET, SocketConstants.SO_KEEPALIVE)),
          Map.entry(
              SO_BROADCAST, new Place(SocketConstants.SOL_SOCKET, SocketConstants.SO_BROADCAST)),
          Map.entry(
              TCP_NODELAY, new Place(SocketConstants.IPPROTO_TCP, SocketConstants.TCP_NODELAY)),
          Map.entry(
              TCP_KEEPIDLE, new Place(SocketConstants.IPPROTO_TCP, SocketConstants.TCP_KEEPIDLE)),
          Map.entry(
              TCP_KEEPINTERVAL,
              new Place(SocketConstants.IPPROTO_TCP, SocketConstants.TCP_KEEPINTVL)),
          Map.entry(
              TCP_KEEPCOUNT, new Place(SocketConstants.IPPROTO_TCP, SocketConstants.TCP_KEEPCNT)),
          Map.entry(
              TCP_QUICKACK, new Place(SocketConstants.IPPROTO_TCP, SocketConstants.TCP_QUICKACK)),
          Map.entry(IP_TOS, new Place(SocketConstants.IPPROTO_IP, SocketConstants.IP_TOS)));

  // What an option is before anybody sets it, if the chip does not say. Two hours are the least
  // that RFC 1122, section 4.2.3.6, allows as the default of TCP_KEEPIDLE.
  private static final Map<SocketOption<?>, Object> INITIAL =
      Map.ofEntries(
          Map.entry(SO_RCVBUF, 8_192),
          Map.entry(SO_SNDBUF, 8_192),
          Map.entry(SO_REUSEADDR, false),
          Map.entry(SO_REUSEPORT, false),
          Map.entry(SO_KEEPALIVE, false),
          Map.entry(SO_LINGER, -1),
          Map.entry(SO_BROADCAST, true),
          Map.entry(SO_OOBINLINE, false),
          Map.entry(TCP_NODELAY, false),
          Map.entry(TCP_KEEPIDLE, 7_200),
          Map.entry(TCP_KEEPINTERVAL, 75),
          Map.entry(TCP_KEEPCOUNT, 9),
          Map.entry(TCP_QUICKACK, true),
          Map.entry(IP_TOS, 0),
          Map.entry(IP_MULTICAST_TTL, 1),
          Map.entry(IP_MULTICAST_LOOP, true));

  private static final Map<Integer, SocketOption<?>> NUMBERS =
      Map.ofEntries(
          Map.entry(SocketOptions.TCP_NODELAY, TCP_NODELAY),
          Map.entry(SocketOptions.SO_REUSEADDR, SO_REUSEADDR),
          Map.entry(SocketOptions.SO_REUSEPORT, SO_REUSEPORT),
          Map.entry(SocketOptions.SO_BROADCAST, SO_BROADCAST),
          Map.entry(SocketOptions.IP_TOS, IP_TOS),
          Map.entry(SocketOptions.SO_LINGER, SO_LINGER),
          Map.entry(SocketOptions.SO_SNDBUF, SO_SNDBUF),
          Map.entry(SocketOptions.SO_RCVBUF, SO_RCVBUF),
          Map.entry(SocketOptions.SO_KEEPALIVE, SO_KEEPALIVE),
          Map.entry(SocketOptions.SO_OOBINLINE, SO_OOBINLINE));

  private static final int OCTET_MAX = 0xff;
  private static final int LINGER_MAX = 0xffff;
  private static final int LINGER_OFF = -1;

  private final Set<SocketOption<?>> supported;
  // What the chip did not take.
  private final Map<SocketOption<?>, Object> remembered = new ConcurrentHashMap<>();

  private Settings(Set<SocketOption<?>> supported) {
    this.supported = supported;
  }

  static Settings ofStream() {
    return new Settings(STREAM);
  }

  static Settings ofServer() {
    return new Settings(SERVER);
  }

  static Settings ofDatagrams() {
    return new Settings(DATAGRAM);
  }

  Set<SocketOption<?>> supported() {
    return supported;
  }

  void requireSupported(SocketOption<?> option) {
    if (!supported.contains(option)) {
      throw new UnsupportedOperationException("'%s' not supported".formatted(option));
    }
  }

  /** The time-out in milliseconds that somebody sets by its number. */
  static int timeout(@Nullable Object value) throws SocketException {
    if (value instanceof Integer millis && millis >= 0) {
      return millis;
    }
    throw new SocketException(
        "SO_TIMEOUT is a number of milliseconds from 0, not '%s'".formatted(value));
  }

  /** Gives a connection what its listener could only remember. */
  void inherit(Settings listener, Socket connection) throws IOException {
    for (var entry : listener.remembered.entrySet()) {
      apply(connection, entry.getKey(), entry.getValue());
    }
  }

  /**
   * Sets an option by its number in {@link SocketOptions}.
   *
   * @throws SocketException if there is no such option, or the value does not fit
   */
  void set(Socket socket, int number, @Nullable Object value) throws SocketException {
    SocketOption<?> option = numbered(number);
    try {
      apply(socket, option, valid(option, byNumber(option, value)));
    } catch (IllegalArgumentException e) {
      throw new SocketException(e.getMessage(), e);
    } catch (IOException e) {
      throw Faults.asSocketException(e);
    }
  }

  /** Reads an option by its number in {@link SocketOptions}. */
  Object get(Socket socket, int number) throws SocketException {
    SocketOption<?> option = numbered(number);
    try {
      return toNumber(option, value(socket, option));
    } catch (SocketException e) {
      throw e;
    } catch (IOException e) {
      throw Faults.asSocketException(e);
    }
  }

  <T> void set(Socket socket, SocketOption<T> option, T value) throws IOException {
    apply(socket, option, valid(option, value));
  }

  <T> @Nullable T get(Socket socket, SocketOption<T> option) throws IOException {
    return option.type().cast(value(socket, option));
  }

  /** Remembers an option, whether a chip has it or not. */
  <T> void remember(SocketOption<T> option, T value) {
    remembered.put(option, valid(option, value));
  }

  /** Remembers an option by its number in {@link SocketOptions}. */
  void remember(int number, @Nullable Object value) throws SocketException {
    SocketOption<?> option = numbered(number);
    try {
      remembered.put(option, valid(option, byNumber(option, value)));
    } catch (IllegalArgumentException e) {
      throw new SocketException(e.getMessage(), e);
    }
  }

  /** What is remembered of an option, or else what it is before anybody sets it. */
  <T> @Nullable T remembered(SocketOption<T> option) {
    return option.type().cast(known(option));
  }

  /** What is remembered of an option, by its number in {@link SocketOptions}. */
  Object remembered(int number) throws SocketException {
    SocketOption<?> option = numbered(number);
    return toNumber(option, known(option));
  }

  /** Sets what is remembered on another socket, as far as that has the options. */
  void copyTo(StreamImpl target) throws IOException {
    for (var entry : remembered.entrySet()) {
      copy(entry.getKey(), entry.getValue(), target);
    }
  }

  private static <T> void copy(SocketOption<T> option, Object value, StreamImpl target)
      throws IOException {
    if (target.supportedOptions().contains(option)) {
      target.setOption(option, option.type().cast(value));
    }
  }

  private @Nullable Object known(SocketOption<?> option) {
    Object value = remembered.get(option);
    return value == null ? INITIAL.get(option) : value;
  }

  // By their numbers, no lingering is false instead of -1.
  private static @Nullable Object byNumber(SocketOption<?> option, @Nullable Object value) {
    return option.equals(SO_LINGER) && Boolean.FALSE.equals(value) ? (Object) LINGER_OFF : value;
  }

  private static Object toNumber(SocketOption<?> option, @Nullable Object value)
      throws SocketException {
    if (value == null) {
      throw new SocketException("%s was not set".formatted(option));
    }
    return option.equals(SO_LINGER) && value.equals(LINGER_OFF) ? (Object) false : value;
  }

  private static SocketOption<?> numbered(int number) throws SocketException {
    SocketOption<?> option = NUMBERS.get(number);
    if (option == null) {
      throw new SocketException("there is no socket option %d".formatted(number));
    }
    return option;
  }

  private static Object valid(SocketOption<?> option, @Nullable Object value) {
    if (!option.type().isInstance(value)) {
      throw new IllegalArgumentException("Invalid value '%s' for %s".formatted(value, option));
    }
    if (value instanceof Integer number) {
      if (option.equals(SO_LINGER)) {
        return Math.clamp(number, LINGER_OFF, LINGER_MAX);
      }
      boolean octet = option.equals(IP_TOS) || option.equals(IP_MULTICAST_TTL);
      int least = octet ? 0 : 1;
      if (number < least || (octet && number > OCTET_MAX)) {
        throw new IllegalArgumentException("Invalid value %d for %s".formatted(number, option));
      }
    }
    return value;
  }

  private void apply(Socket socket, SocketOption<?> option, Object value) throws IOException {
    Place place = PLACES.get(option);
    if (place != null && takes(socket, option, place, value)) {
      remembered.remove(option);
    } else {
      remembered.put(option, value);
    }
  }

  private static boolean takes(Socket socket, SocketOption<?> option, Place place, Object value)
      throws IOException {
    int number = value instanceof Integer given ? given : Boolean.TRUE.equals(value) ? 1 : 0;
    try {
      socket.setsockopt(place.level, place.number, number);
      return true;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      // The value is one that java.net allows; this chip has no such option, or a smaller range.
      return false;
    } catch (SocketException e) {
      if (option.equals(IP_TOS) && socket.fileno() >= 0) {
        // Chips take it over when a socket is bound; java.net lets it be set at any time.
        return false;
      }
      throw e;
    }
  }

  private @Nullable Object value(Socket socket, SocketOption<?> option) throws IOException {
    Object kept = remembered.get(option);
    Place place = PLACES.get(option);
    // Of buffers it is the real size that counts, whatever was asked for.
    boolean asksChip = kept == null || option.equals(SO_RCVBUF) || option.equals(SO_SNDBUF);
    if (place != null && asksChip) {
      try {
        int number = socket.getsockopt(place.level, place.number);
        return option.type() == Boolean.class ? (Object) (number != 0) : (Object) number;
      } catch (UnsupportedOperationException e) {
        // What follows says what is known.
      }
    }
    return known(option);
  }

  /** An option that {@link java.net.StandardSocketOptions} does not have. */
  private record Named<T>(String name, Class<T> type) implements SocketOption<T> {}
}

package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_BROADCAST;
import static dev.spinet.socket.SocketConstants.SO_RCVTIMEO;
import static dev.spinet.socket.SocketConstants.SO_TYPE;

import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The calls of {@link Socket} that change how it behaves: time-outs, options and groups. */
abstract sealed class SettingCalls extends DatagramCalls permits ConnectionCalls {

  // What SO_RCVTIMEO says of a socket without a time-out.
  private static final int NO_LIMIT = -1;

  private volatile long timeLimit = TimeLimit.FOREVER;

  /** For subclasses. */
  SettingCalls() {}

  /**
   * The chip that carries this socket.
   *
   * @return the driver
   */
  public abstract NetworkDriver driver();

  /** The socket type, such as {@link SocketConstants#SOCK_STREAM}. */
  abstract int type();

  @Override
  long limit() {
    return timeLimit;
  }

  /**
   * Limits how long each later call may take.
   *
   * @param millis the limit in milliseconds; 0 for non-blocking mode
   * @throws IllegalArgumentException if it is negative
   */
  public void setTimeout(long millis) {
    timeLimit = TimeLimit.ofMillis(millis);
  }

  /**
   * Limits how long each later call may take.
   *
   * @param timeout the limit; zero for non-blocking mode, {@code null} for none
   * @throws IllegalArgumentException if it is negative
   */
  public void setTimeout(@Nullable Duration timeout) {
    timeLimit = TimeLimit.of(timeout);
  }

  /**
   * How long a call may take.
   *
   * @return the limit; zero in non-blocking mode, {@code null} if there is none
   */
  public @Nullable Duration getTimeout() {
    return TimeLimit.toDuration(timeLimit);
  }

  /**
   * Sets an option. Which there are depends on the chip and on the kind of socket; {@link
   * SocketConstants#SO_RCVTIMEO} is there always: the time-out in milliseconds, 0 for non-blocking
   * mode, -1 for none.
   *
   * @param level {@link SocketConstants#SOL_SOCKET}, or a protocol such as {@link
   *     SocketConstants#IPPROTO_TCP}
   * @param option the option's number at that level, such as {@link SocketConstants#SO_KEEPALIVE}
   * @param value the value; 0 and 1 for off and on
   * @throws UnsupportedOperationException if there is no such option, or it cannot be set; the
   *     message names it
   * @throws IllegalArgumentException if the value is out of range
   * @throws IOException if the socket is closed or the chip fails
   */
  public void setsockopt(int level, int option, int value) throws IOException {
    Role role = role();
    if (level == SOL_SOCKET && option == SO_RCVTIMEO) {
      if (value == NO_LIMIT) {
        setTimeout(null);
      } else {
        setTimeout(value);
      }
    } else if (level == SOL_SOCKET && option == SO_TYPE) {
      throw new UnsupportedOperationException(
          "SO_TYPE of SOL_SOCKET can only be read: a socket keeps its type");
    } else {
      Options.set(role.endpoint(), driver().name(), level, option, value);
    }
  }

  /**
   * Reads an option, see {@link #setsockopt(int, int, int)}. {@link SocketConstants#SO_TYPE} can
   * only be read.
   *
   * @param level {@link SocketConstants#SOL_SOCKET}, or a protocol
   * @param option the option's number at that level
   * @return the value in effect
   * @throws UnsupportedOperationException if there is no such option; the message names it
   * @throws IOException if the socket is closed or the chip fails
   */
  public int getsockopt(int level, int option) throws IOException {
    Role role = role();
    if (level == SOL_SOCKET && option == SO_RCVTIMEO) {
      return TimeLimit.toMillis(timeLimit);
    }
    if (level == SOL_SOCKET && option == SO_TYPE) {
      return type();
    }
    return Options.get(role.endpoint(), driver().name(), level, option);
  }

  /**
   * Allows or forbids datagrams to broadcast addresses; {@link SocketConstants#SO_BROADCAST}.
   *
   * @param allowed whether they may be sent
   * @throws UnsupportedOperationException if this is no socket that could send them
   * @throws IOException if the socket is closed or the chip fails
   */
  public void setBroadcast(boolean allowed) throws IOException {
    setsockopt(SOL_SOCKET, SO_BROADCAST, allowed ? 1 : 0);
  }

  /**
   * Joins a multicast group: datagrams to it at the local port are received from now on.
   *
   * @param group a multicast address, 224.0.0.0 to 239.255.255.255
   * @throws IllegalArgumentException if it is not one
   * @throws UnsupportedOperationException if the driver cannot join groups
   * @throws IOException if this is no datagram socket, it is closed, or the chip cannot join; the
   *     message says why
   */
  public void joinGroup(Inet4Address group) throws IOException {
    requireGroup(group);
    role().datagrams("join a group").join(group);
  }

  /**
   * Joins a multicast group, as {@link #joinGroup(Inet4Address)}.
   *
   * @param group a multicast address, such as 239.1.2.3
   * @throws IllegalArgumentException if it is not one
   * @throws IOException as {@link #joinGroup(Inet4Address)}
   */
  public void joinGroup(String group) throws IOException {
    joinGroup(Ipv4.required("the address of a multicast group", group));
  }

  /**
   * Leaves a multicast group.
   *
   * @param group the group
   * @throws IllegalArgumentException if it is no multicast address
   * @throws UnsupportedOperationException if the driver cannot leave groups
   * @throws IOException if the group was not joined, this is no datagram socket, it is closed, or
   *     the chip fails
   */
  public void leaveGroup(Inet4Address group) throws IOException {
    requireGroup(group);
    role().datagrams("leave a group").leave(group);
  }

  /**
   * Leaves a multicast group, as {@link #leaveGroup(Inet4Address)}.
   *
   * @param group the group, such as 239.1.2.3
   * @throws IllegalArgumentException if it is no multicast address
   * @throws IOException as {@link #leaveGroup(Inet4Address)}
   */
  public void leaveGroup(String group) throws IOException {
    leaveGroup(Ipv4.required("the address of a multicast group", group));
  }

  private static void requireGroup(Inet4Address group) {
    if (!group.isMulticastAddress()) {
      throw new IllegalArgumentException(
          "%s is not a multicast address: those are 224.0.0.0 to 239.255.255.255"
              .formatted(group.getHostAddress()));
    }
  }
}

package dev.spinet.socket;

import java.net.InetSocketAddress;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * Tells Java Flight Recorder of sockets. No payload is ever in an event. In a Java runtime without
 * the module {@code jdk.jfr} there is nobody to tell.
 */
final class SocketEvents {

  private static final boolean AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private SocketEvents() {}

  static void opened(Socket socket) {
    if (AVAILABLE) {
      Opened.tell(socket);
    }
  }

  /** Before anything is closed; returns what {@link #closed} wants. */
  static @Nullable Object closing(Socket socket, Role role) {
    return AVAILABLE ? Closed.of(socket, role) : null;
  }

  static void closed(@Nullable Object closing, Role role) {
    if (AVAILABLE && closing instanceof Closed event) {
      event.tell(role.statistics());
    }
  }

  private static String kind(Socket socket) {
    return switch (socket.type()) {
      case SocketConstants.SOCK_STREAM -> "TCP";
      case SocketConstants.SOCK_DGRAM -> "UDP";
      default -> "raw";
    };
  }

  /** A socket was opened or accepted. */
  @Name("dev.spinet.SocketOpen")
  @Label("Socket Open")
  @Category({"Spinet", "Socket"})
  @Description("A socket on a network chip was opened or accepted")
  static final class Opened extends Event {

    @Label("Device")
    @Nullable String device;

    @Label("Number")
    @Description("The socket's number on its device, not that of a hardware socket")
    int number;

    @Label("Kind")
    @Nullable String kind;

    static void tell(Socket socket) {
      var event = new Opened();
      if (event.isEnabled()) {
        event.device = socket.driver().name();
        event.number = socket.fileno();
        event.kind = kind(socket);
        event.commit();
      }
    }
  }

  /** A socket was closed. */
  @Name("dev.spinet.SocketClose")
  @Label("Socket Close")
  @Category({"Spinet", "Socket"})
  @Description("A socket on a network chip was closed")
  @StackTrace(false)
  static final class Closed extends Event {

    @Label("Device")
    @Nullable String device;

    @Label("Number")
    int number;

    @Label("Kind")
    @Nullable String kind;

    @Label("Local Address")
    @Nullable String local;

    @Label("Remote Address")
    @Nullable String remote;

    @Label("Bytes Received")
    @DataAmount
    long bytesReceived;

    @Label("Bytes Sent")
    @DataAmount
    long bytesSent;

    @Label("Time-outs")
    long timeouts;

    @Label("Waits")
    long waits;

    @Label("Retransmission Time-outs")
    long retransmissionTimeouts;

    @Label("Lifetime")
    @Timespan
    long lifetime;

    static @Nullable Closed of(Socket socket, Role role) {
      var event = new Closed();
      if (!event.isEnabled()) {
        return null;
      }
      event.device = socket.driver().name();
      event.number = socket.number();
      event.kind = kind(socket);
      event.local = text(role.endpoint().localAddress());
      event.remote = text(role.remoteAddress());
      event.lifetime = System.nanoTime() - socket.openedAt();
      return event;
    }

    private static @Nullable String text(@Nullable InetSocketAddress address) {
      return address == null ? null : Hosts.text(address);
    }

    void tell(SocketStatistics statistics) {
      bytesReceived = statistics.bytesReceived();
      bytesSent = statistics.bytesSent();
      timeouts = statistics.timeouts();
      waits = statistics.driver().waits();
      retransmissionTimeouts = statistics.driver().retransmissionTimeouts();
      commit();
    }
  }
}

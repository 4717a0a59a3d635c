package dev.spinet.simulator.lan;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtModule;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.Radio;
import dev.spinet.simulator.espat.VirtualSerialLink;
import dev.spinet.simulator.espat.stack.InterfaceAddress;
import dev.spinet.simulator.espat.stack.StationStack;
import dev.spinet.simulator.espat.stack.TcpSocket;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A module, an access point and one peer on a clock that the module's serial line moves: a driver
 * on it sees no time but the model's, and nothing of this machine. The network has no DHCP server.
 */
public final class VirtualEspAt implements AutoCloseable {

  /** The name of the access point. */
  public static final String SSID = "virtual";

  /** Its password. */
  public static final String PASSWORD = "wireless";

  /** An address for the module. */
  public static final Ipv4Address MODULE = Ipv4Address.parse("192.168.7.2");

  /** The address of the peer. */
  public static final Ipv4Address PEER = Ipv4Address.parse("192.168.7.3");

  /** The netmask of both. */
  public static final Ipv4Address NETMASK = Ipv4Address.parse("255.255.255.0");

  /** The port at which the peer answers. */
  public static final int PORT = 7;

  /** How much {@link Peer#GENERATE} sends on a connection. */
  public static final int GENERATED = 512 * 1024;

  private static final int PEER_WINDOW = 65_535;
  private static final Duration LATENCY = Duration.ofNanos(50_000);
  private static final int LETTERS = 26;
  private static final int BLOCK = 4096;

  /** What the peer does with its connections. */
  public enum Peer {
    /** Sends back what it gets (RFC 862). */
    ECHO,
    /** Takes what it gets (RFC 863). */
    DISCARD,
    /** Sends {@link #GENERATED} bytes that {@link #letter} tells, and takes what it gets. */
    GENERATE
  }

  private final VirtualClock clock = new VirtualClock();
  private final VirtualLan lan = new VirtualLan(clock, LATENCY);
  private final Radio radio = new Radio();
  private final EspAtModule module;
  private final ByteLink serial;
  private final AtomicLong taken = new AtomicLong();
  private volatile Consumer<byte[]> listener = bytes -> {};

  /**
   * Switches all on.
   *
   * @param options how the module is made
   * @param peer what the peer does
   * @param moment real time that the driver's users get in each stride of a long wait, see {@link
   *     VirtualSerialLink}
   */
  public VirtualEspAt(EspAtOptions options, Peer peer, Duration moment) {
    radio.add(AccessPoint.of(SSID, PASSWORD), lan);
    module = new EspAtModule(clock, radio, options);
    serial = new VirtualSerialLink(module, clock, options.baud(), moment);
    var station = new StationStack(clock, MacAddress.parse("02:53:50:4e:b0:01"), PEER_WINDOW, 7);
    var port = lan.newPort("peer");
    station.setPort(port);
    station.setAddress(new InterfaceAddress(PEER, NETMASK, Ipv4Address.ANY));
    port.attach(
        new EthernetPort.Station() {
          @Override
          public void receive(byte[] frame) {
            station.receive(frame);
          }

          @Override
          public void linkChanged(boolean up) {
            // The cable stays in.
          }
        });
    station.listen(PORT, socket -> new Conversation(peer).begin(socket));
  }

  /** One connection of the peer. */
  private final class Conversation {
    private final Peer peer;
    private byte[] rest = {};
    private int sent;

    Conversation(Peer peer) {
      this.peer = peer;
    }

    void begin(TcpSocket socket) {
      socket.setListener(this::changed);
      changed(socket);
    }

    private void changed(TcpSocket socket) {
      boolean moved = true;
      while (moved) {
        moved = false;
        if (socket.available() > 0 && rest.length == 0) {
          byte[] bytes = socket.read(socket.available());
          taken.addAndGet(bytes.length);
          listener.accept(bytes.clone());
          rest = peer == Peer.ECHO ? bytes : rest;
          moved = true;
        }
        if (peer == Peer.GENERATE && rest.length == 0 && sent < GENERATED) {
          rest = letters(sent, Math.min(BLOCK, GENERATED - sent));
          sent += rest.length;
        }
        if (rest.length > 0 && socket.room() > 0) {
          int n = socket.write(rest, 0, Math.min(rest.length, socket.room()));
          rest = Arrays.copyOfRange(rest, n, rest.length);
          moved |= n > 0;
        }
      }
      if (socket.isInputFinished()) {
        socket.close();
      }
    }
  }

  private static byte[] letters(int from, int count) {
    var bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = letter(from + i);
    }
    return bytes;
  }

  /**
   * What {@link Peer#GENERATE} sends.
   *
   * @param index which byte, 0 or more
   * @return an upper-case letter
   */
  public static byte letter(long index) {
    // A step that is no divisor of the alphabet's, so that lost bytes show.
    return (byte) ('A' + (index + index / LETTERS) % LETTERS);
  }

  /**
   * The line to the module.
   *
   * @return the host's end; closed by its driver
   */
  public ByteLink serial() {
    return serial;
  }

  /**
   * The module.
   *
   * @return the module
   */
  public EspAtModule module() {
    return module;
  }

  /**
   * The time of all.
   *
   * @return the clock
   */
  public VirtualClock clock() {
    return clock;
  }

  /**
   * Listens to what the peer gets, in place of who has listened before.
   *
   * @param newListener is told of all bytes as they come, by the thread that moves the clock
   */
  public void listen(Consumer<byte[]> newListener) {
    listener = newListener;
  }

  /**
   * What the peer has got.
   *
   * @return bytes
   */
  public long taken() {
    return taken.get();
  }

  @Override
  public void close() {
    module.close();
  }
}

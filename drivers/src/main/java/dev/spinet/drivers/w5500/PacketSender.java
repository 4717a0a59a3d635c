package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The sending side of an endpoint for packets: what may be sent, whether it can be now, and what
 * became of what was sent before. Every method but {@link #checkPacket} is called with the chip's
 * lock held.
 */
final class PacketSender {

  private static final int LAST_PORT = 65535;

  /** A SEND that takes longer makes one ask for the link, in nanoseconds. */
  private static final long SUSPICIOUS_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final PacketSocket packets;
  private final PacketKind kind;
  private final PacketOutput output;
  private final Chip chip;
  private final Destinations destinations;
  private final long linkPeriodNanos;
  private boolean linkSeen;
  private long linkSeenAt;
  private boolean refused;
  private boolean hasPeer;
  private int peer;

  PacketSender(PacketSocket packets, Device device) {
    this.packets = packets;
    this.kind = packets.kind();
    this.output = packets.output();
    this.chip = device.chip();
    this.destinations = new Destinations(chip, device.settings());
    var period = device.options().healthCheck();
    this.linkPeriodNanos = period.isZero() ? Long.MAX_VALUE : Waits.nanos(period);
  }

  /** Checks what a caller hands over. */
  void checkPacket(MemorySegment memory, long offset, int length, int port) {
    int least = kind == PacketKind.MACRAW ? Ethernet.HEADER_SIZE : 1;
    int most = output.maxPayload();
    if (length < least || length > most) {
      throw new IllegalArgumentException(
          "%s on %s takes %d to %d bytes, not %d%s"
              .formatted(
                  kind.title(),
                  chip.name(),
                  least,
                  most,
                  length,
                  length > most && most < kind.maxPayload()
                      ? "; the transmit buffer of the socket is no larger"
                      : ""));
    }
    Objects.checkFromIndexSize(offset, length, memory.byteSize());
    if (!memory.isNative()) {
      throw new IllegalArgumentException("the memory is not native");
    }
    if (kind == PacketKind.UDP && (port < 1 || port > LAST_PORT)) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
  }

  /** Throws if packets cannot go to an address. */
  void ensureReachable(int address, boolean broadcastAllowed) throws IOException {
    if (kind.hasAddress()) {
      destinations.check(address, broadcastAllowed);
    }
  }

  /**
   * Sends a packet if the one before is done; looks if that is not known.
   *
   * @return whether it was sent; if not, look again soon
   * @throws IOException if {@link #ensureAnswered} does, or there is no link
   */
  boolean send(MemorySegment source, long offset, int length, int address, int port)
      throws IOException {
    if (!packets.advance()) {
      return false;
    }
    if (!output.isReady()) {
      if (output.sendingNanos() > SUSPICIOUS_NANOS) {
        ensureLink();
      }
      output.look();
    }
    ensureAnswered();
    if (!output.isReady() || output.isLost()) {
      return false;
    }
    if (!linkSeen || System.nanoTime() - linkSeenAt > linkPeriodNanos) {
      ensureLink();
    }
    output.put(source, offset, length, address, port);
    return true;
  }

  /** A chip without link swallows packets, so it is looked for now and then. */
  private void ensureLink() throws IOException {
    int phy = chip.readRegister(Block.common(), CommonRegister.PHYCFGR);
    linkSeen = (phy & PhyConfiguration.LNK) != 0;
    linkSeenAt = System.nanoTime();
    if (!linkSeen) {
      throw new LinkDownException(
          chip.name() + ": the network cable has no link; check the cable and the switch");
    }
  }

  /** The link has to be looked for before the next packet. */
  void forgetLink() {
    linkSeen = false;
  }

  /** Nobody listens at the peer's port. */
  void refuse() {
    refused = true;
  }

  /** The socket is connected: what becomes of packets to this address is told from now on. */
  void setPeer(int address) {
    hasPeer = true;
    peer = address;
    refused = false;
  }

  /** The socket is connected to nobody. */
  void forgetPeer() {
    hasPeer = false;
    refused = false;
  }

  /**
   * Throws, once, if what was sent before is known to have come to nothing: because of the chip, or
   * because the peer of a connected socket is not there. A socket without a peer sends to many, and
   * that one of them is missing says nothing of the others.
   */
  void ensureAnswered() throws IOException {
    if (refused) {
      refused = false;
      throw new ConnectionRefusedException(
          "%s: refused, nobody listens at the port that the packet before was sent to"
              .formatted(packets.hardware().description()));
    }
    if (output.takeStuck()) {
      var _ = packets.advance();
      throw stuck();
    }
    if (output.isUnanswered()) {
      int address = output.takeUnanswered();
      if (hasPeer && address == peer) {
        throw new HostUnreachableException(
            "%s cannot be reached: the packet sent to it before was dropped, because there was no answer to ARP for it or for the gateway on the way"
                .formatted(Destinations.text(address)));
      }
    }
  }

  private SocketException stuck() {
    String destination = kind.hasAddress() ? " for " + Destinations.text(output.destination()) : "";
    return new SocketException(
        "%s: the packet%s sent before was given up: the W5500 has not completed SEND for %d ms; the hardware socket is opened anew, try again"
            .formatted(
                packets.hardware().description(),
                destination,
                TimeUnit.NANOSECONDS.toMillis(PacketOutput.STUCK_NANOS)));
  }
}

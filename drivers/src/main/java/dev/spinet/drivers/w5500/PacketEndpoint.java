package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * UDP datagrams, raw IP packets or Ethernet frames on a hardware socket: the calls of the contract,
 * and their waits.
 *
 * <p>A packet is sent when the chip has it: whether anybody answered its ARP requests shows later.
 * On a connected socket that is told to the next who sends or receives, as BSD does; a socket
 * without a peer is told nothing, and counts the packet as dropped. So is the answer that nobody
 * listens at the peer's port, which the chip keeps and the driver's health check finds, so that it
 * comes up to one period of it late. Sending to a broadcast address needs {@link
 * dev.spinet.socket.SocketConstants#SO_BROADCAST}. An empty packet is refused, because the chip
 * sends what lies between two pointers and nothing says that it sends nothing (W5500 datasheet,
 * section 4.2, Sn_TX_WR); empty datagrams are received.
 *
 * <p>A multicast group takes one more hardware socket of the chip, see {@link GroupMember}; packets
 * to groups go out through this one, with the time to live of all its packets. What the chip sends
 * to a group it does not receive itself.
 *
 * <p>If several packets wait, they are read together, and memory behind the first, up to the length
 * the caller has given, may be overwritten by the others before they are put aside.
 */
final class PacketEndpoint extends HardwareEndpoint implements DatagramEndpoint {

  private final PacketSocket own;
  private final PacketKind kind;
  private final PacketSender sender;
  private final PacketSources sources;
  private final PacketOptions options;
  private final PacketLocalEnd localEnd;
  private final PacketCloser closer;
  private final PacketGroups groups;
  private final PacketReceiver receiver;
  private @Nullable InetSocketAddress remote;
  private @Nullable IOException lost;

  PacketEndpoint(HardwareSocket socket, PacketKind kind, int protocol, Device device) {
    super(socket, device);
    this.kind = kind;
    this.own = new PacketSocket(socket, kind, device);
    this.sources = new PacketSources(own);
    this.sender = new PacketSender(own, device);
    this.options = new PacketOptions(own);
    this.localEnd = new PacketLocalEnd(own, device);
    this.closer = new PacketCloser(own, device.options().linger());
    this.groups = new PacketGroups(this, sources, device);
    this.receiver = new PacketReceiver(this, sources, sender);
    own.setProtocol(kind == PacketKind.IPRAW ? protocol : 0);
  }

  PacketSocket packets() {
    return own;
  }

  PacketKind kind() {
    return kind;
  }

  /** Whether the endpoint hears one peer only. */
  boolean hasPeer() {
    return remote != null;
  }

  @Override
  public int maxPayload() {
    return own.output().maxPayload();
  }

  @Override
  public void bind(Inet4Address address, int port) throws IOException {
    localEnd.checkPort(port);
    chip.lock();
    try {
      ensureUsable();
      if (own.isStarted()) {
        throw new BindException(description() + " is bound already");
      }
      localEnd.ensureFree(address, port);
      open(port);
    } finally {
      chip.unlock();
    }
  }

  /** Takes a port and opens the hardware socket, which takes the chip microseconds. */
  private void open(int port) throws IOException {
    setLocal(localEnd.start(port));
    awaitOpen(own);
  }

  /** Waits, for microseconds, until the chip has opened a socket. */
  void awaitOpen(PacketSocket packets) throws IOException {
    while (!packets.advance()) {
      Waits.pause(changed, Waits.PAUSE_MIN_NANOS);
      ensureUsable();
    }
  }

  private void ensureStarted() throws IOException {
    if (!own.isStarted()) {
      open(0);
    }
  }

  @Override
  public void connect(Inet4Address address, int port) throws IOException {
    if (kind == PacketKind.MACRAW) {
      throw new SocketException("a socket for Ethernet frames has no peer to connect to");
    }
    localEnd.checkPeerPort(port);
    chip.lock();
    try {
      ensureUsable();
      sender.ensureReachable(Destinations.bits(address), options.isBroadcast());
      ensureStarted();
      remote = new InetSocketAddress(address, port);
      sender.setPeer(Destinations.bits(address));
      sources.hearOnly(Destinations.bits(address), port);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public void disconnect() throws IOException {
    chip.lock();
    try {
      ensureUsable();
      remote = null;
      sender.forgetPeer();
      sources.hearAll();
    } finally {
      chip.unlock();
    }
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    chip.lock();
    try {
      return remote;
    } finally {
      chip.unlock();
    }
  }

  @Override
  public boolean send(
      MemorySegment source, long offset, int length, int address, int port, long timeoutNanos)
      throws IOException {
    sender.checkPacket(source, offset, length, port);
    long start = System.nanoTime();
    long pause = Waits.PAUSE_MIN_NANOS;
    chip.lock();
    try {
      ensureUsable();
      sender.ensureReachable(address, options.isBroadcast());
      ensureStarted();
      while (!sender.send(source, offset, length, address, port)) {
        long left = Waits.left(start, timeoutNanos);
        if (left <= 0) {
          return false;
        }
        socket.countWait();
        Waits.park(changed, Math.min(left, pause));
        pause = Waits.longer(pause);
        ensureUsable();
      }
      if (socket.isCommandPending()) {
        // This may be the last call for long; a SEND that hangs must not go unnoticed.
        dispatcher.workFor(socket);
      }
      return true;
    } catch (BusException e) {
      throw brokenOff(e);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public int receive(
      MemorySegment target, long offset, int length, DatagramSource from, long timeoutNanos)
      throws IOException {
    checkRoom(target, offset, length);
    chip.lock();
    try {
      ensureUsable();
      ensureStarted();
      return receiver.receive(target, offset, length, from, timeoutNanos);
    } catch (BusException e) {
      throw brokenOff(e);
    } finally {
      leave();
      sources.disarm();
      chip.unlock();
    }
  }

  @Override
  public int available() throws IOException {
    chip.lock();
    try {
      ensureUsable();
      return own.isStarted() && receiver.find() ? sources.origin().length() : PacketSources.NONE;
    } catch (BusException e) {
      throw brokenOff(e);
    } finally {
      chip.unlock();
    }
  }

  @Override
  int readiness(int interests) throws IOException {
    if (lost != null) {
      return ALL_INTERESTS;
    }
    int ready = 0;
    if ((interests & READABLE) != 0
        && (receiver.isShut() || (own.isStarted() && receiver.find()))) {
      ready |= READABLE;
    }
    if ((interests & WRITABLE) != 0) {
      var output = own.output();
      if (own.isStarted() && own.advance() && !output.isReady()) {
        output.look();
      }
      ready |= output.isReady() ? WRITABLE : 0;
    }
    return ready;
  }

  @Override
  public void join(Inet4Address group) throws IOException {
    int address = checkGroup(group);
    chip.lock();
    try {
      ensureUsable();
      groups.ensureJoinable(address);
      ensureStarted();
      groups.join(address);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public void leave(Inet4Address group) throws IOException {
    int address = checkGroup(group);
    chip.lock();
    try {
      ensureUsable();
      groups.leave(address);
    } finally {
      chip.unlock();
    }
  }

  private int checkGroup(Inet4Address group) throws SocketException {
    if (kind != PacketKind.UDP) {
      throw new SocketException("only UDP sockets join multicast groups");
    }
    int address = Destinations.bits(group);
    if (!Destinations.isMulticast(address)) {
      throw new IllegalArgumentException(
          group.getHostAddress()
              + " is no multicast address; those are 224.0.0.0 to 239.255.255.255");
    }
    return address;
  }

  @Override
  public void shutdownInput() throws IOException {
    chip.lock();
    try {
      ensureUsable();
      // What comes from now on fills the chip's buffer, and then the chip drops it.
      receiver.shut();
      wakeAll();
    } finally {
      chip.unlock();
    }
  }

  @Override
  void putOption(int level, int option, int value) throws IOException {
    ensureUsable();
    options.set(level, option, value);
  }

  @Override
  int fetchOption(int level, int option) throws IOException {
    ensureUsable();
    return options.get(level, option);
  }

  @Override
  void watchEvents() throws IOException {
    super.watchEvents();
    groups.watchEvents();
  }

  @Override
  void unwatchEvents() throws IOException {
    super.unwatchEvents();
    groups.unwatchEvents();
  }

  @Override
  void release() throws IOException {
    groups.leaveAll();
    if (closer.close()) {
      device.sockets().release(socket);
    } else {
      dispatcher.workFor(socket);
    }
  }

  @Override
  void abandon() {
    groups.abandonAll();
    own.input().close();
  }

  @Override
  public void portUnreachable(int address, int port) {
    if (kind == PacketKind.UDP && remote != null && sources.isPeer(address, port)) {
      sender.refuse();
      wakeAll();
    }
  }

  /** What waited in the chip is lost, as datagrams may be; the socket stays what it is. */
  @Override
  public void chipLost(IOException cause) {
    sender.forgetLink();
    own.restart();
  }

  @Override
  public void inspect() {
    if (own.output().isOverdue()) {
      dispatcher.workFor(socket);
    }
  }

  @Override
  public void chipRestarted() throws IOException {
    super.chipRestarted();
    dispatcher.workFor(socket);
  }

  /** Opens what a reset of the chip has closed; tells whether all is open. */
  private boolean isAllOpen() throws IOException {
    boolean open = !own.isStarted() || own.advance();
    return groups.areOpen() && open;
  }

  @Override
  long advance() throws IOException {
    if (isClosed()) {
      return closer.advance();
    }
    if (lost != null) {
      return DONE;
    }
    var output = own.output();
    if (output.isOverdue()) {
      output.look();
      if (output.isLost()) {
        // Who waits for an answer waits in vain.
        wakeAll();
      }
    }
    return isAllOpen() ? DONE : Waits.PAUSE_MIN_NANOS;
  }

  @Override
  public void fail(IOException cause) {
    if (lost != null) {
      return;
    }
    lost = cause;
    wakeAll();
    try {
      if (chip.failure() == null && !isClosed()) {
        groups.leaveAll();
        own.close();
      }
    } catch (IOException e) {
      // The cause that is told to callers came first; the chip has failed on top of it.
      cause.addSuppressed(e);
    }
  }

  @Override
  public String description() {
    var local = local();
    String ends =
        switch (kind) {
          case UDP -> local == null ? "an unbound UDP socket" : "UDP " + Connector.describe(local);
          case IPRAW -> "raw IP, protocol " + own.protocol();
          case MACRAW -> "raw Ethernet";
        };
    String peer = remote == null ? "" : " to " + Connector.describe(remote);
    return ends + peer + (isClosed() ? " (closing)" : "");
  }

  /** Throws if the endpoint or the chip cannot be used any more. */
  void ensureUsable() throws IOException {
    ensureOpen();
    if (lost != null) {
      throw Causes.again(lost);
    }
  }
}

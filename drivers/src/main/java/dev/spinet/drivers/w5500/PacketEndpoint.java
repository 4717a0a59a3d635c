package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * UDP datagrams, raw IP packets or Ethernet frames on a hardware socket: the calls of the contract,
 * and their waits.
 *
 * <p>A packet is sent when the chip has it: whether anybody answered its ARP requests shows later,
 * and is told to the next sender, and to the receiver of a connected socket. So is the answer that
 * nobody listens at the peer's port, which the chip keeps and the driver's health check finds, so
 * that it comes up to one period of it late. Sending to a broadcast address needs {@link
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

  private static final int LAST_PORT = 65535;

  private final PacketSocket own;
  private final PacketKind kind;
  private final PacketSender sender;
  private final PacketSources sources;
  private final PacketOptions options;
  private @Nullable InetSocketAddress remote;
  private boolean inputShut;
  private @Nullable IOException lost;

  private long closingSince;
  private long closingPause = Waits.PAUSE_MIN_NANOS;

  PacketEndpoint(HardwareSocket socket, PacketKind kind, int protocol, Device device) {
    super(socket, device);
    this.kind = kind;
    this.own = new PacketSocket(socket, kind, device);
    this.sources = new PacketSources(own);
    this.sender = new PacketSender(own, device);
    this.options = new PacketOptions(own);
    own.setProtocol(kind == PacketKind.IPRAW ? protocol : 0);
  }

  PacketSocket packets() {
    return own;
  }

  @Override
  public int maxPayload() {
    return own.output().maxPayload();
  }

  @Override
  public void bind(Inet4Address address, int port) throws IOException {
    if (port < 0 || port > (kind == PacketKind.UDP ? LAST_PORT : 0)) {
      throw new IllegalArgumentException(
          kind == PacketKind.UDP
              ? "a port is 0 to 65535, not " + port
              : "%s has no ports; bind it to port 0, not %d".formatted(kind.title(), port));
    }
    chip.lock();
    try {
      ensureUsable();
      if (own.isStarted()) {
        throw new BindException(description() + " is bound already");
      }
      if (!address.isAnyLocalAddress() && !address.equals(device.settings().info().ip())) {
        throw new BindException(
            "%s is not the address of %s".formatted(address.getHostAddress(), chip.name()));
      }
      if (port != 0 && isTaken(port)) {
        throw new BindException(
            "UDP port %d is in use on %s; close its socket first, or choose another"
                .formatted(port, chip.name()));
      }
      open(port);
    } finally {
      chip.unlock();
    }
  }

  private boolean isTaken(int port) {
    for (var other : device.sockets().all()) {
      if (other.localPort() == port
          && other.user() instanceof PacketEndpoint endpoint
          && endpoint.kind == PacketKind.UDP) {
        return true;
      }
    }
    return false;
  }

  /** Takes a port and opens the hardware socket, which takes the chip microseconds. */
  private void open(int port) throws IOException {
    int chosen = port;
    if (kind == PacketKind.UDP && port == 0) {
      chosen = device.sockets().ephemeralPort();
    }
    if (kind == PacketKind.MACRAW) {
      own.addMode(PacketOptions.macMode(device.options().isPromiscuous()));
    }
    own.start(chosen);
    setLocal(new InetSocketAddress(device.settings().info().ip(), chosen));
    awaitOpen(own);
  }

  private void awaitOpen(PacketSocket packets) throws IOException {
    while (!packets.advance()) {
      Waits.park(changed, Waits.PAUSE_MIN_NANOS);
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
    boolean isPort = kind == PacketKind.UDP ? port >= 1 && port <= LAST_PORT : port == 0;
    if (!isPort) {
      throw new IllegalArgumentException(
          kind == PacketKind.UDP
              ? "a port is 1 to 65535, not " + port
              : "raw IP has no ports; give 0, not " + port);
    }
    chip.lock();
    try {
      ensureUsable();
      sender.ensureReachable(Destinations.bits(address), options.isBroadcast());
      ensureStarted();
      remote = new InetSocketAddress(address, port);
      sender.forgetRefusal();
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
    long start = System.nanoTime();
    long pause = Waits.PAUSE_MIN_NANOS;
    chip.lock();
    try {
      ensureUsable();
      ensureStarted();
      while (!inputShut) {
        int count = sources.take(target, offset, length);
        if (count != PacketSources.NONE) {
          var origin = sources.origin();
          from.set(origin.addressBits(), origin.port(), origin.length());
          return count;
        }
        if (remote != null) {
          sender.ensureAnswered();
        }
        long left = Waits.left(start, timeoutNanos);
        if (left <= 0) {
          return PacketSources.NONE;
        }
        boolean settled = sources.watch(events);
        if (settled && sources.hasKnown()) {
          continue;
        }
        if (settled) {
          events.await(left);
        } else {
          Waits.park(changed, Math.min(left, pause));
          pause = Waits.longer(pause);
        }
        ensureUsable();
      }
      return PacketSources.NONE;
    } catch (BusException e) {
      throw brokenOff(e);
    } finally {
      leave();
      sources.disarm();
      chip.unlock();
    }
  }

  private static void checkRoom(MemorySegment memory, long offset, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("a length is at least 0, not " + length);
    }
    Objects.checkFromIndexSize(offset, length, memory.byteSize());
    if (!memory.isNative()) {
      throw new IllegalArgumentException("the memory is not native");
    }
    if (memory.isReadOnly()) {
      throw new IllegalArgumentException("cannot receive into a read-only segment");
    }
  }

  @Override
  public int available() throws IOException {
    chip.lock();
    try {
      ensureUsable();
      boolean found = own.isStarted() && !inputShut && sources.find();
      return found ? sources.origin().length() : PacketSources.NONE;
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
    if ((interests & READABLE) != 0 && (inputShut || (own.isStarted() && sources.find()))) {
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
      ensureMayJoin(group, address);
      ensureStarted();
      var hardware = device.sockets().take();
      // That may have taken its time, and the socket may be the one that this endpoint had.
      ensureMayJoin(group, address);
      var member = new GroupMember(this, hardware, device, address);
      hardware.setUser(member);
      sources.members().add(member);
      member.packets().start(own.port());
      if (!watchers.isEmpty()) {
        member.watchEvents();
      }
      awaitMember(member);
    } finally {
      chip.unlock();
    }
  }

  private void ensureMayJoin(Inet4Address group, int address) throws IOException {
    ensureUsable();
    if (sources.memberOf(address) != null) {
      throw new SocketException(
          "%s is a member of %s already".formatted(description(), group.getHostAddress()));
    }
    if (!device.settings().isUp()) {
      throw new LinkDownException(
          chip.name() + ": the link is down; call link() before joining a group");
    }
  }

  private void awaitMember(GroupMember member) throws IOException {
    try {
      awaitOpen(member.packets());
    } catch (IOException e) {
      sources.remove(member);
      if (chip.failure() == null) {
        member.leave();
      } else {
        member.abandon();
      }
      throw e;
    }
  }

  @Override
  public void leave(Inet4Address group) throws IOException {
    int address = checkGroup(group);
    chip.lock();
    try {
      ensureUsable();
      var member = sources.memberOf(address);
      if (member == null) {
        throw new SocketException(
            "%s is no member of %s".formatted(description(), group.getHostAddress()));
      }
      sources.remove(member);
      member.leave();
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
      inputShut = true;
      wakeAll();
    } finally {
      chip.unlock();
    }
  }

  @Override
  public void setOption(int level, int option, int value) throws IOException {
    chip.lock();
    try {
      ensureUsable();
      options.set(level, option, value);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public int getOption(int level, int option) throws IOException {
    chip.lock();
    try {
      ensureUsable();
      return options.get(level, option);
    } finally {
      chip.unlock();
    }
  }

  @Override
  void watchEvents() throws IOException {
    super.watchEvents();
    for (var member : sources.members()) {
      member.watchEvents();
    }
  }

  @Override
  void unwatchEvents() throws IOException {
    super.unwatchEvents();
    for (var member : sources.members()) {
      member.unwatchEvents();
    }
  }

  @Override
  void release() throws IOException {
    leaveGroups();
    own.input().close();
    if (!own.output().isSending() && own.close()) {
      device.sockets().release(socket);
    } else {
      // What was sent is sent: the chip may still be asking for a hardware address.
      closingSince = System.nanoTime();
      dispatcher.workFor(socket);
    }
  }

  private void leaveGroups() throws IOException {
    for (var member : sources.members()) {
      member.leave();
    }
    sources.members().clear();
  }

  @Override
  void abandon() {
    for (var member : sources.members()) {
      member.abandon();
    }
    sources.members().clear();
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
  public void chipRestarted() throws IOException {
    super.chipRestarted();
    dispatcher.workFor(socket);
  }

  /** Opens what a reset of the chip has closed; tells whether all is open. */
  private boolean isOpenAgain() throws IOException {
    boolean open = !own.isStarted() || own.advance();
    for (var member : sources.members()) {
      open &= member.packets().advance();
    }
    return open;
  }

  @Override
  long advance() throws IOException {
    if (!isClosed()) {
      return lost != null || isOpenAgain() ? DONE : Waits.PAUSE_MIN_NANOS;
    }
    var output = own.output();
    if (output.isSending()
        && System.nanoTime() - closingSince < Waits.nanos(device.options().linger())) {
      output.look();
    }
    boolean inTime = System.nanoTime() - closingSince < Waits.nanos(device.options().linger());
    if ((output.isSending() && !output.isLost() && inTime) || !own.close()) {
      closingPause = Waits.longer(closingPause);
      return closingPause;
    }
    return DONE;
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
        leaveGroups();
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

  private void ensureUsable() throws IOException {
    ensureOpen();
    if (lost != null) {
      throw Causes.again(lost);
    }
  }
}

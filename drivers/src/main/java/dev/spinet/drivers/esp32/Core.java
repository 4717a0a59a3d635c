package dev.spinet.drivers.esp32;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.drivers.esp32.at.AtChannel;
import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all parts of the driver share: one lock, which is never held while the module is waited for,
 * one thread, which alone talks to the module, and who uses its links.
 */
final class Core {

  private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final ByteLink serial;
  private final String device;
  private final String name;
  private final Esp32Options options;
  private final Arena arena;
  private final AtChannel channel;
  private final LinkCommands commands;
  private final WifiCommands wifiCommands;
  private final Links links;
  private final LinkReports reports;
  private final LinkComparison comparison;
  private final Endings endings;
  private final Endpoints endpoints;
  private final RingPool rings;
  private final PortTable tcpPorts;
  private final PortTable udpPorts;
  private final WifiControl wifi;
  private final SoftAp softAp;
  private final Worker worker;
  private final Condition emptied;
  private Capabilities capabilities = Capabilities.unknown();
  private boolean senderTold;
  private boolean closing;
  private long payloadReceived;
  private long payloadSent;

  @SuppressWarnings("MustBeClosedChecker") // Closed by close().
  Core(ByteLink serial, Esp32Options options) {
    this.serial = serial;
    this.options = options;
    device = serial.name();
    name = "ESP32 on " + device;
    arena = Arena.ofShared();
    var pace = new PaceModel(options.startBaudRate());
    channel = new AtChannel(serial, arena, new Urcs(this), CommandLimits.COMMAND_MAX);
    commands = new LinkCommands(channel, pace);
    wifiCommands = new WifiCommands(channel);
    links = new Links(name);
    reports = new LinkReports(this, links, commands);
    comparison = new LinkComparison(this, links, commands);
    endings = new Endings(this);
    endpoints = new Endpoints(this);
    rings = new RingPool(arena, options.bufferSize());
    tcpPorts = new PortTable("TCP", name);
    udpPorts = new PortTable("UDP", name);
    wifi = new WifiControl(this);
    softAp = new SoftAp(this);
    emptied = lock.newCondition();
    var starter =
        new Starter(
            serial, channel, new SystemCommands(channel), commands, wifiCommands, pace, options);
    worker = new Worker(this, serial, channel, starter);
  }

  // ---- shared things

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  ReentrantLock guard() {
    return lock;
  }

  /** The time that the module is given; callers wait in the machine's. */
  long nanoTime() {
    return serial.nanoTime();
  }

  Condition newCondition() {
    return lock.newCondition();
  }

  String device() {
    return device;
  }

  String name() {
    return name;
  }

  Esp32Options options() {
    return options;
  }

  AtChannel channel() {
    return channel;
  }

  LinkCommands commands() {
    return commands;
  }

  WifiCommands wifiCommands() {
    return wifiCommands;
  }

  Links links() {
    return links;
  }

  LinkReports reports() {
    return reports;
  }

  LinkComparison comparison() {
    return comparison;
  }

  Endings endings() {
    return endings;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  RingPool rings() {
    return rings;
  }

  PortTable tcpPorts() {
    return tcpPorts;
  }

  PortTable udpPorts() {
    return udpPorts;
  }

  WifiControl wifi() {
    return wifi;
  }

  SoftAp softAp() {
    return softAp;
  }

  Worker worker() {
    return worker;
  }

  Capabilities capabilities() {
    return capabilities;
  }

  /** Counts what a caller was given; a result that is no number of bytes counts nothing. */
  int countReceived(int result) {
    payloadReceived += Math.max(0, result);
    return result;
  }

  /** Counts what was taken from a caller. */
  int countSent(int result) {
    payloadSent += Math.max(0, result);
    return result;
  }

  long payloadReceived() {
    return payloadReceived;
  }

  long payloadSent() {
    return payloadSent;
  }

  Intake newIntake(NativeRing ring) {
    return new Intake(lock, worker.thread(), ring, options.readSize());
  }

  /** Whether bytes should be streamed: many, over wires that can hold the sender back. */
  boolean maySendLong(int waiting) {
    return capabilities.longSend() && waiting > options.sendPiece();
  }

  // ---- work for the driver's thread; with the lock held

  void submit(Task task) {
    worker.submit(task);
  }

  /** Before all that was submitted and has not begun. */
  void submitFirst(Task task) {
    worker.submitFirst(task);
  }

  void submitLater(Task task, long nanos) {
    worker.submitLater(task, nanos);
  }

  void withdraw(Task task) {
    worker.withdraw(task);
  }

  void wake() {
    worker.wake();
  }

  // ---- checks; with the lock held

  void ensureOpen() throws IOException {
    if (closing) {
      throw new SocketException("%s is closed".formatted(name));
    }
    worker.throwIfDown();
  }

  void ensureLinked() throws IOException {
    if (!hasNetwork()) {
      softAp.throwIfRefused();
      throw new LinkDownException(
          "%s has joined no network, or has no address there; call link first".formatted(name));
    }
  }

  /** Whether there is a way into a network, or one of the module's own. */
  boolean hasNetwork() {
    return wifi.isUp() || softAp.isOn();
  }

  boolean isLinked() {
    return wifi.isUp();
  }

  Inet4Address ownAddress() {
    return wifi.isUp() ? wifi.address() : softAp.address();
  }

  void ensureOwn(Inet4Address address) throws BindException {
    if (!address.isAnyLocalAddress() && !address.equals(ownAddress())) {
      throw new BindException(
          "%s is not an address of %s".formatted(address.getHostAddress(), name));
    }
  }

  /** Makes received datagrams tell their sender; on the driver's thread. */
  boolean senderTold() throws IOException {
    if (!senderTold) {
      senderTold = commands.tellSender(true);
    }
    return senderTold;
  }

  // ---- loss and return

  /** The module works; on the driver's thread. */
  void started(Capabilities found) {
    lock.lock();
    try {
      capabilities = found;
      senderTold = false;
      links.allHeldBack();
      softAp.restore();
    } finally {
      lock.unlock();
    }
  }

  /** All that the module held is gone; with the lock held. */
  void lostEverything(IOException cause) {
    links.loseAll(cause);
    softAp.lost();
    endings.lose(cause);
    wifi.lost(cause);
    linksChanged();
  }

  /** The network is gone; with the lock held. */
  void loseConnections(IOException cause) {
    links.loseAll(cause);
    endings.lose(cause);
    worker.lookSoon();
    linksChanged();
  }

  /** There is a way into a network again; on the driver's thread. */
  void rejoined() {
    lock.lock();
    try {
      var listener = endpoints.listener();
      if (listener != null) {
        listener.restore();
      }
    } finally {
      lock.unlock();
    }
  }

  /** There is no way into a network, and none will come by itself; with the lock held. */
  void networkRefused() {
    var listener = endpoints.listener();
    if (listener != null) {
      listener.reachChanged();
    }
  }

  /** Whether nobody can come, and no network is tried to be joined. */
  boolean isUnreachable() {
    return !hasNetwork() && !wifi.isWanted() && softAp.isRefused();
  }

  private void linksChanged() {
    if (closing) {
      emptied.signalAll();
    }
  }

  void linkFreed() {
    linksChanged();
  }

  /** The device is of no more use; with the lock held. */
  void deviceFailed(IOException cause) {
    links.loseAll(cause);
    endings.lose(cause);
    wifi.deviceFailed();
    var listener = endpoints.listener();
    if (listener != null) {
      listener.lost(cause);
    }
    linksChanged();
  }

  void close(ByteLink serial) throws IOException {
    lock.lock();
    try {
      if (closing) {
        return;
      }
      endpoints.closeAll();
      closing = true;
      awaitGoodbye();
    } finally {
      lock.unlock();
    }
    worker.stop();
    try {
      serial.close();
    } finally {
      arena.close();
    }
  }

  private void awaitGoodbye() {
    long start = System.nanoTime();
    boolean interrupted = false;
    while (!worker.isDown() && (!links.isEmpty() || worker.isBusy())) {
      long left = GOODBYE_NANOS - (System.nanoTime() - start);
      if (left <= 0) {
        break;
      }
      try {
        var _ = emptied.awaitNanos(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

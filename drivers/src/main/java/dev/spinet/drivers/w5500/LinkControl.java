package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.drivers.dhcp.DhcpHost;
import dev.spinet.drivers.dhcp.DhcpService;
import dev.spinet.drivers.dhcp.Lease;
import dev.spinet.drivers.dns.Resolver;
import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.LeaseInfo;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.driver.DatagramEndpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Brings the interface up and down, with static addresses or those that DHCP gives. Safe for use by
 * several threads.
 *
 * <p>The chip's lock is never held while the DHCP service is waited for. The service takes it to do
 * what has to be done on the chip; the other way round only calls that do not wait go to the
 * service with the lock held.
 */
final class LinkControl {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.w5500");

  private static final long LINK_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Chip chip;
  private final Device device;
  private final NetworkSettings settings;
  private final W5500 driver;
  private final OpenCheck openCheck;
  private final Condition closing;
  private final DhcpService dhcp;
  private final Resolver resolver;
  private boolean leased;
  private @Nullable SocketUser own;

  LinkControl(W5500 driver, Device device, OpenCheck openCheck) {
    this.chip = device.chip();
    this.device = device;
    this.settings = device.settings();
    this.driver = driver;
    this.openCheck = openCheck;
    this.closing = chip.newCondition();
    var random = new SecureRandom();
    this.dhcp =
        new DhcpService(
            new Interface(),
            settings.info().mac(),
            device.options().hostName(),
            System::nanoTime,
            random);
    device.supervision().link().setBystander(this::linkChanged);
    device.supervision().addresses().onConflict(this::addressConflict);
    this.resolver = new Resolver(driver, this::nameServers, System::nanoTime, random);
  }

  /** Refuses calls on a driver that is closed or has failed; called with the chip's lock held. */
  interface OpenCheck {
    void ensureOpen() throws IOException;
  }

  private String name() {
    return "W5500 on " + chip.name();
  }

  void up(Duration timeout) throws IOException {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("a time-out is not negative, but was " + timeout);
    }
    long start = System.nanoTime();
    chip.lock();
    try {
      openCheck.ensureOpen();
      awaitPhy(start, timeout);
      device.supervision().link().expectUp();
      if (settings.isUp()) {
        return;
      }
      settings.apply(settings.info().hasAddress());
      if (settings.isUp()) {
        return;
      }
    } finally {
      chip.unlock();
    }
    try {
      dhcp.obtain(Waits.left(start, Waits.nanos(timeout)));
    } catch (DhcpException e) {
      ensurePhy(e);
      throw e;
    }
  }

  private void awaitPhy(long start, Duration timeout) throws IOException {
    while (!isPhyUp()) {
      long left = Waits.left(start, Waits.nanos(timeout));
      if (left <= 0) {
        throw new LinkDownException(
            "%s: no link after %d ms; check the network cable, and the device at its other end"
                .formatted(name(), timeout.toMillis()));
      }
      // The chip has no interrupt for its link.
      Waits.park(closing, Math.min(left, LINK_PAUSE_NANOS));
      openCheck.ensureOpen();
    }
  }

  private boolean isPhyUp() throws IOException {
    int phy = chip.readRegister(Block.common(), CommonRegister.PHYCFGR);
    return (phy & PhyConfiguration.LNK) != 0;
  }

  /** Without a cable it is not the server's fault that it does not answer. */
  private void ensurePhy(DhcpException e) throws IOException {
    chip.lock();
    try {
      openCheck.ensureOpen();
      if (!isPhyUp()) {
        throw new LinkDownException(
            name()
                + ": the link was lost while an address was asked for; check the network cable,"
                + " and the device at its other end",
            e);
      }
    } finally {
      chip.unlock();
    }
  }

  void down() throws IOException {
    ensureOpen();
    dhcp.stop(device.options().isLeaseReleased(), "the interface was taken down");
    chip.lock();
    try {
      openCheck.ensureOpen();
      leased = false;
      if (settings.isUp()) {
        settings.apply(false);
        failSockets("the interface was taken down");
      }
    } finally {
      chip.unlock();
    }
  }

  /** Whether there is both a link and an address. */
  boolean isUsable() throws IOException {
    chip.lock();
    try {
      openCheck.ensureOpen();
      return settings.isUp() && isPhyUp();
    } finally {
      chip.unlock();
    }
  }

  LinkInfo info() throws IOException {
    chip.lock();
    try {
      openCheck.ensureOpen();
      return settings.info();
    } finally {
      chip.unlock();
    }
  }

  /** The name servers, best first. */
  private List<Inet4Address> nameServers() throws IOException {
    var lease = dhcp.lease();
    if (lease != null) {
      return lease.nameServers().stream().map(Ipv4Bits::address).toList();
    }
    var dns = info().dns();
    return dns.isAnyLocalAddress() ? List.of() : List.of(dns);
  }

  /** The lease in use, if DHCP gave one. */
  Optional<LeaseInfo> lease() throws IOException {
    ensureOpen();
    return Optional.ofNullable(dhcp.lease()).map(LinkControl::describe);
  }

  private static LeaseInfo describe(Lease lease) {
    var duration = Duration.ofSeconds(lease.seconds());
    var age = Duration.ofNanos(System.nanoTime() - lease.since());
    return new LeaseInfo(
        Ipv4Bits.address(lease.server()),
        lease.nameServers().stream().map(Ipv4Bits::address).toList(),
        Optional.ofNullable(lease.domain()),
        lease.isForEver() ? Optional.empty() : Optional.of(duration),
        lease.isForEver() ? Optional.empty() : Optional.of(duration.minus(age)));
  }

  Inet4Address resolve(String host, long timeoutNanos) throws IOException {
    ensureOpen();
    return resolver.resolve(host, timeoutNanos);
  }

  void setStatic(Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns)
      throws IOException {
    LinkInfo wanted;
    boolean wasUp;
    chip.lock();
    try {
      openCheck.ensureOpen();
      wanted = LinkInfo.ofStatic(ip, mask, gateway, dns, settings.info().mac());
      if (leased && !wanted.hasAddress()) {
        // The address is not a static one, so there is nothing to take away.
        return;
      }
      wasUp = settings.isUp();
    } finally {
      chip.unlock();
    }
    dhcp.stop(device.options().isLeaseReleased(), "static addresses were set instead");
    chip.lock();
    try {
      openCheck.ensureOpen();
      leased = false;
      settings.set(wanted);
      resolver.forget();
      if (wasUp && !settings.isUp()) {
        // A lease was given back for it.
        settings.apply(true);
      }
      if (wasUp && !settings.isUp()) {
        failSockets("the interface's address was taken away");
      }
    } finally {
      chip.unlock();
    }
  }

  private void failSockets(String reason) {
    device.sockets().failAll(new LinkDownException("%s: %s".formatted(name(), reason)));
  }

  private void ensureOpen() throws IOException {
    chip.lock();
    try {
      openCheck.ensureOpen();
    } finally {
      chip.unlock();
    }
  }

  /**
   * The cable was plugged in or pulled out, and the network may be another one when it is back.
   * Nobody looks only for that: a chip that nobody uses is left alone, and what has become of its
   * link is seen when it is used again. Called with the chip's lock held.
   */
  private void linkChanged(boolean up) {
    if (up) {
      dhcp.confirm();
    }
  }

  /** Another host uses the address; called with the chip's lock held. */
  private void addressConflict(boolean lasting) {
    if (lasting && leased) {
      dhcp.conflict();
    }
  }

  /** The chip was reset and works again; called with the chip's lock held. */
  void chipRestarted() {
    if (!settings.isUp()) {
      try {
        // The address may have been lost while the chip could not be told.
        settings.apply(false);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "the chip has failed again", e);
      }
    }
    dhcp.confirm();
  }

  /** Whether a user of a socket is the DHCP client; called with the chip's lock held. */
  boolean isOwn(SocketUser user) {
    return user.equals(own);
  }

  /** The driver is about to be closed: gives back what DHCP gave, as long as the chip works. */
  void beginClose() {
    boolean working;
    chip.lock();
    try {
      working = chip.failure() == null;
    } finally {
      chip.unlock();
    }
    if (working) {
      dhcp.stop(device.options().isLeaseReleased(), "the driver is closed");
    }
  }

  /** The driver is being closed; called with the chip's lock held. */
  void wakeAll() {
    closing.signalAll();
  }

  /** Nothing goes to the chip any more. */
  void endClose() {
    dhcp.close();
  }

  /** What the DHCP service does on this chip, on its own thread. */
  private final class Interface implements DhcpHost {

    @Override
    public String name() {
      return LinkControl.this.name();
    }

    @Override
    public DatagramEndpoint openDatagram() throws IOException {
      chip.lock();
      try {
        var opened = driver.openPackets(PacketKind.UDP, IPPROTO_UDP);
        own = opened;
        return opened;
      } finally {
        chip.unlock();
      }
    }

    @Override
    public boolean isTaken(int address) throws IOException {
      chip.lock();
      try {
        openCheck.ensureOpen();
        return new ArpProbe(device, address).isTaken();
      } finally {
        chip.unlock();
      }
    }

    @Override
    public void configure(Lease lease) throws IOException {
      chip.lock();
      try {
        openCheck.ensureOpen();
        var any = Ipv4Bits.address(Ipv4Bits.ANY);
        var dns = lease.nameServers().isEmpty() ? any : address(lease.nameServers().getFirst());
        settings.set(
            new LinkInfo(
                address(lease.address()),
                address(lease.mask()),
                address(lease.gateway()),
                dns,
                settings.info().mac()));
        settings.apply(true);
        resolver.forget();
        leased = true;
      } finally {
        chip.unlock();
      }
    }

    private Inet4Address address(int bits) {
      return Ipv4Bits.address(bits);
    }

    @Override
    public void remove(String reason) throws IOException {
      chip.lock();
      try {
        leased = false;
        var any = Ipv4Bits.address(Ipv4Bits.ANY);
        boolean wasUp = settings.isUp();
        settings.forget(LinkInfo.ofStatic(any, any, any, any, settings.info().mac()));
        if (wasUp) {
          failSockets(reason);
        }
        settings.apply(false);
      } finally {
        chip.unlock();
      }
    }
  }
}

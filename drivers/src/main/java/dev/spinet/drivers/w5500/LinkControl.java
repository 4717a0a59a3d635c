package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.LinkInfo;
import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** Brings the interface up and down. Safe for use by several threads. */
final class LinkControl {

  private static final long LINK_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Chip chip;
  private final Device device;
  private final OpenCheck openCheck;
  private final Condition closing;

  LinkControl(Device device, OpenCheck openCheck) {
    this.chip = device.chip();
    this.device = device;
    this.openCheck = openCheck;
    this.closing = chip.newCondition();
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
      if (!device.settings().info().hasAddress()) {
        throw new IllegalStateException(
            name()
                + ": the interface has no address, and this version cannot ask for one by DHCP; call"
                + " setLinkInfo(ip, mask, gateway, dns) before link()");
      }
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
      if (!device.settings().isUp()) {
        device.settings().apply(true);
      }
    } finally {
      chip.unlock();
    }
  }

  private boolean isPhyUp() throws IOException {
    int phy = chip.readRegister(Block.common(), CommonRegister.PHYCFGR);
    return (phy & PhyConfiguration.LNK) != 0;
  }

  void down() throws IOException {
    chip.lock();
    try {
      openCheck.ensureOpen();
      if (device.settings().isUp()) {
        device.settings().apply(false);
        device.sockets().failAll(new LinkDownException(name() + ": the interface was taken down"));
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
      return device.settings().isUp() && isPhyUp();
    } finally {
      chip.unlock();
    }
  }

  LinkInfo info() throws IOException {
    chip.lock();
    try {
      openCheck.ensureOpen();
      return device.settings().info();
    } finally {
      chip.unlock();
    }
  }

  void setStatic(Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns)
      throws IOException {
    chip.lock();
    try {
      openCheck.ensureOpen();
      var settings = device.settings();
      boolean wasUp = settings.isUp();
      settings.set(LinkInfo.ofStatic(ip, mask, gateway, dns, settings.info().mac()));
      if (wasUp && !settings.isUp()) {
        device
            .sockets()
            .failAll(new LinkDownException(name() + ": the interface's address was taken away"));
      }
    } finally {
      chip.unlock();
    }
  }

  /** The driver is being closed; called with the chip's lock held. */
  void wakeAll() {
    closing.signalAll();
  }
}

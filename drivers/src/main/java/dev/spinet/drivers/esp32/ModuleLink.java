package dev.spinet.drivers.esp32;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One use of a link of the module: a connection, or a UDP port. A link id that is used again is
 * another object, so that what comes late for the one before cannot touch it. All methods are
 * called with the driver's lock held.
 */
abstract sealed class ModuleLink permits StreamLink, DatagramLink {

  static final int NO_ID = -1;

  final Core core;
  final RingPool.Rings rings;
  private int id = NO_ID;
  private int connects;
  private int ends;
  private boolean ownsReservation;
  private boolean released;

  ModuleLink(Core core) {
    this.core = core;
    rings = core.rings().take();
  }

  /** The module's number for it; {@link #NO_ID} before and after. */
  final int id() {
    return id;
  }

  final void setId(int newId) {
    id = newId;
    if (newId != NO_ID) {
      connects = 0;
      ends = 0;
    }
  }

  /** One of the links that are promised belongs to it until it is released. */
  final void ownReservation() {
    ownsReservation = true;
  }

  /** Gives back what it has: nobody needs it any more. */
  final void release() {
    if (!released) {
      released = true;
      core.rings().giveBack(rings);
      if (ownsReservation) {
        core.links().unreserve();
      }
    }
  }

  /** The module has said that the id is connected, before the attempt to open it was over. */
  final void connectSeen() {
    connects++;
  }

  /** The module has said that the id is closed, before the attempt to open it was over. */
  final void endSeen() {
    // Without a connection it is the attempt that has failed: its result follows.
    ends = Math.min(ends + 1, connects);
  }

  /** Whether the id was connected: if the attempt fails, with a peer of the server. */
  final boolean wasConnectSeen() {
    return connects > 0;
  }

  /** Whether what was connected has ended: if the attempt succeeds, its own connection. */
  final boolean wasEndSeen() {
    return ends > 0;
  }

  /** Whether there is a connection that has not ended. */
  final boolean isConnectLeft() {
    return connects > ends;
  }

  /** Whether it is the one with this id. Any thread may call this, without the lock. */
  final boolean isAt(int wantedId) {
    core.lock();
    try {
      return id == wantedId;
    } finally {
      core.unlock();
    }
  }

  /**
   * What is to be done for it next.
   *
   * @return the task; {@code null} if there is nothing to do
   */
  abstract @Nullable Task nextTask();

  /** Whether the module has opened it, as far as the driver knows. */
  abstract boolean isOpened();

  /** Whether the next task is to close it. */
  abstract boolean wantsClose();

  /** The module holds so many bytes for it. */
  abstract void announced(int length);

  /** The module has said that the link is closed. The id is free already. */
  abstract void closedByModule();

  /** The link is gone for a reason that nobody on the network knows of. The id is free already. */
  abstract void lost(IOException cause);
}

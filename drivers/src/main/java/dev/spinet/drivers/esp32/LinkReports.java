package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.ReceiveMode;
import dev.spinet.drivers.esp32.at.PayloadSink;
import dev.spinet.socket.ConnectionResetException;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the module says of its links, and what follows from it. On the driver's thread, without the
 * lock.
 */
final class LinkReports {

  private static final System.Logger LOGGER = System.getLogger(LinkReports.class.getPackageName());

  private final Core core;
  private final Links links;
  private final LinkCommands commands;
  private final Task holdBack = new HoldBack();
  private int closing = ModuleLink.NO_ID;
  private long refusedPeers;

  /** A bit for each link of a peer that was counted already and is to be closed. */
  private int strays;

  LinkReports(Core core, Links links, LinkCommands commands) {
    this.core = core;
    this.links = links;
    this.commands = commands;
  }

  /** Peers that were closed at once; with the lock held. */
  long refusedPeers() {
    return refusedPeers;
  }

  void connected(int id) {
    core.lock();
    try {
      var present = links.get(id);
      if (present != null && !present.isOpened()) {
        present.connectSeen(); // The answer to our own attempt, most likely.
        return;
      }
      if (present != null) {
        links.free(present);
        present.closedByModule();
      }
      var server = core.endpoints().listener();
      if (server == null || !server.hasRoom() || !links.tryReserve()) {
        countStray(id);
        closeUnknown(id);
        return;
      }
      var link = new StreamLink(core);
      link.arrive();
      links.put(id, link);
      server.arrived(link);
      core.comparison().describeSoon();
    } finally {
      core.unlock();
    }
  }

  void closed(int id) {
    core.lock();
    try {
      strays &= ~(1 << id);
      var link = links.get(id);
      if (link != null && !link.isOpened()) {
        link.endSeen(); // Our own attempt has failed, or its peer has gone at once.
        return;
      }
      if (link != null) {
        noteVictim(id, link);
        links.free(link);
        link.closedByModule();
        core.linkFreed();
      }
    } finally {
      core.unlock();
    }
  }

  /** Counts a connection that has become the victim of a command meant for the one before it. */
  private void noteVictim(int id, ModuleLink link) {
    if (id == closing
        && link instanceof StreamLink stream
        && !stream.isDescribed()
        && stream.failure() == null) {
      refusedPeers++;
      LOGGER.log(
          System.Logger.Level.WARNING,
          "{0}: a peer has connected while the connection before it was being closed, and got the"
              + " same link {1}: the module has closed both",
          core.name(),
          id);
    }
  }

  /**
   * Has the module close a link. The module knows links by numbers only, and gives the number of a
   * link that its peer has closed to the next peer at once: so the command is not sent if that is
   * known to have happened. A peer that takes over the number while the command is on its way is
   * closed in place of the one before; that cannot be helped, but is counted.
   *
   * @param mine whether the id is still that of the link to be closed
   */
  void close(int id, BooleanSupplier mine) throws IOException {
    closing = id;
    try {
      commands.close(id, mine);
    } finally {
      closing = ModuleLink.NO_ID;
    }
  }

  /**
   * Bytes were sent on a link that had passed to another peer by then; with the lock held. The
   * module does not say to whom they went: that peer's connection is not to be trusted.
   */
  void sentInto(int id) {
    if (links.get(id) instanceof StreamLink link) {
      refusedPeers++;
      var cause =
          new ConnectionResetException(
              "%s may have sent bytes of an earlier connection on link %d to the peer that was given the link next; its connection is closed"
                  .formatted(core.name(), id));
      LOGGER.log(System.Logger.Level.WARNING, cause.getMessage());
      link.fail(cause);
      core.wake();
    }
  }

  /**
   * Bytes of a peer were damaged that the connection before it has asked for; with the lock held.
   */
  void countDamaged(int id) {
    refusedPeers++;
    LOGGER.log(
        System.Logger.Level.WARNING,
        "{0}: bytes of the peer that was given link {1} next were lost or changed; it is closed",
        core.name(),
        id);
  }

  /** Bytes have come from a connection of which nothing is known, and were dropped. */
  void closeStray(int id) throws IOException {
    var stray = new CloseStray(id);
    core.lock();
    try {
      if ((strays & 1 << id) == 0) {
        countStray(id);
      }
      LOGGER.log(
          System.Logger.Level.WARNING,
          "{0}: bytes of an unknown peer on link {1} were dropped, and it is closed",
          core.name(),
          id);
    } finally {
      core.unlock();
    }
    stray.run();
  }

  private void countStray(int id) {
    strays |= 1 << id;
    refusedPeers++;
  }

  /**
   * An attempt to open a link has failed; with the lock held. Perhaps because a peer of the server
   * was given the id meanwhile: it is heard of now.
   */
  void notOpened(ModuleLink link, int id) {
    links.free(link);
    if (link.isConnectLeft()) {
      connected(id);
    }
  }

  /**
   * An attempt to open a link has succeeded; with the lock held. Perhaps it has ended since, and a
   * peer of the server was given the id: that is heard of now.
   */
  void opened(ModuleLink link, int id) {
    if (link.wasEndSeen()) {
      closed(id);
      if (link.isConnectLeft()) {
        connected(id);
      }
    }
  }

  void dataAnnounced(int id, int length) {
    core.lock();
    try {
      var link = links.get(id);
      if (link != null && !link.wasEndSeen()) {
        link.announced(length);
      } else {
        core.worker().lookSoon();
      }
    } finally {
      core.unlock();
    }
  }

  @Nullable PayloadSink payload(int id, int length, int address, int port) {
    core.lock();
    try {
      return switch (links.get(id)) {
        case DatagramLink link -> link.accept(length, address, port);
        case StreamLink link -> {
          link.fail(
              new ConnectionResetException(
                  "%s has handed over %d bytes of a connection unasked; they are lost"
                      .formatted(core.name(), length)));
          yield null;
        }
        case null -> null;
      };
    } finally {
      core.unlock();
    }
  }

  /**
   * What comes on an id is held back by the module from now on, until it is asked for: streams need
   * that, and a UDP port that has ended may not have put it back.
   */
  void holdBack(int id) throws IOException {
    // A refusal is answered too; should bytes come unasked all the same, their stream is ended.
    commands.receiveType(id, ReceiveMode.PASSIVE);
    core.lock();
    try {
      links.receivesActively(id, false);
    } finally {
      core.unlock();
    }
  }

  /** Holds back what would come unasked to streams, if there is such an id. */
  private final class HoldBack implements Task {
    @Override
    public void run() throws IOException {
      int id;
      core.lock();
      try {
        id = links.nextToHoldBack();
      } finally {
        core.unlock();
      }
      if (id != ModuleLink.NO_ID) {
        holdBack(id);
      }
    }

    @Override
    public void failed(IOException cause) {
      // Its turn comes again, before any other command for a link.
    }
  }

  /** What has to be done before all else for links; {@code null} if there is nothing. */
  @Nullable Task nextUrgent() {
    return links.nextToHoldBack() == ModuleLink.NO_ID ? links.nextClose() : holdBack;
  }

  /** Has a link closed that is nobody's here; with the lock held. */
  void closeUnknown(int id) {
    core.submit(new CloseStray(id));
  }

  /** Closes a connection that nobody wants. */
  private final class CloseStray implements Task {
    private final int id;

    CloseStray(int id) {
      this.id = id;
    }

    @Override
    public void run() throws IOException {
      commands.close(id, this::isStray);
    }

    private boolean isStray() {
      core.lock();
      try {
        return links.get(id) == null;
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      // The links are compared after whatever has gone wrong.
    }
  }

  /** Looks whether notices of received data were lost. */
  void lookForData(int[] waiting) {
    core.lock();
    try {
      for (int id = 0; id < waiting.length; id++) {
        var link = links.get(id);
        if (link != null && waiting[id] > 0) {
          link.announced(waiting[id]);
        }
      }
    } finally {
      core.unlock();
    }
  }
}

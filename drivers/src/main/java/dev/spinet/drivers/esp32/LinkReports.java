package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.ReceiveMode;
import dev.spinet.drivers.esp32.at.PayloadSink;
import dev.spinet.socket.ConnectionResetException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the module tells of its links, unasked or asked, and what follows from it. On the driver's
 * thread, without the lock.
 */
final class LinkReports {

  private static final System.Logger LOGGER = System.getLogger(LinkReports.class.getPackageName());

  private final Core core;
  private final Links links;
  private final LinkCommands commands;
  private final @Nullable ModuleLink[] asked;
  private final Task holdBack = new HoldBack();
  private boolean describing;
  private int closing = ModuleLink.NO_ID;
  private long refusedPeers;

  /** A bit for each link of a peer that was counted already and is to be closed. */
  private int strays;

  LinkReports(Core core, Links links, LinkCommands commands) {
    this.core = core;
    this.links = links;
    this.commands = commands;
    asked = new ModuleLink[links.count()];
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
      var server = core.listener();
      if (server == null || !server.hasRoom() || !links.tryReserve()) {
        countStray(id);
        core.submit(new CloseStray(id));
        return;
      }
      var link = new StreamLink(core);
      link.arrive();
      links.put(id, link);
      server.arrived(link);
      describeSoon();
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
        return; // Our own attempt has failed: its result follows.
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
    if (link.wasConnectSeen()) {
      connected(id);
    }
  }

  void dataAnnounced(int id, int length) {
    core.lock();
    try {
      var link = links.get(id);
      if (link != null) {
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

  private void describeSoon() {
    if (!describing) {
      describing = true;
      core.submit(new Describe());
    }
  }

  /** Asks where the peers are that have connected. */
  private final class Describe implements Task {
    @Override
    public void run() throws IOException {
      core.lock();
      try {
        describing = false;
      } finally {
        core.unlock();
      }
      var listed = list();
      core.lock();
      try {
        describe(listed);
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      // The links are compared after whatever has gone wrong, which describes them as well.
      describing = false;
    }
  }

  /**
   * The module's list of links, and beside it who had which id when it was asked for. If one of
   * ours is not in it, it is asked for once more: a line may have got lost.
   */
  private List<LinkCommands.Listed> list() throws IOException {
    var first = listOnce();
    return misses(first) ? listOnce() : first;
  }

  private List<LinkCommands.Listed> listOnce() throws IOException {
    core.lock();
    try {
      for (int id = 0; id < asked.length; id++) {
        asked[id] = links.get(id);
      }
    } finally {
      core.unlock();
    }
    return commands.list(core.capabilities().linkState());
  }

  private boolean misses(List<LinkCommands.Listed> listed) {
    boolean missing = false;
    for (int id = 0; id < asked.length; id++) {
      int wanted = id;
      missing |= asked[id] != null && listed.stream().noneMatch(one -> one.id() == wanted);
    }
    return missing;
  }

  /** Whether an id is that of the same link as when the list was asked for. */
  private boolean isSame(int id) {
    return links.get(id) == asked[id];
  }

  /** Tells peers that have connected where they are, from a list; with the lock held. */
  private void describe(List<LinkCommands.Listed> listed) {
    boolean[] there = new boolean[asked.length];
    for (var one : listed) {
      int id = one.id();
      if (links.get(id) instanceof StreamLink link && isSame(id)) {
        there[id] = true;
        if (!link.isDescribed()) {
          link.open(
              new InetSocketAddress(core.ownAddress(), one.localPort()),
              new InetSocketAddress(one.remote(), one.remotePort()));
        }
      }
    }
    for (int id = 0; id < there.length; id++) {
      // That it was closed got lost: whoever waits behind it must not wait for ever.
      if (!there[id]
          && isSame(id)
          && links.get(id) instanceof StreamLink link
          && link.isOpened()
          && !link.isDescribed()) {
        links.free(link);
        link.closedByModule();
        core.linkFreed();
      }
    }
    var server = core.listener();
    if (server != null) {
      server.described();
    }
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

  /** The local end of a link; {@code null} if the module does not tell. */
  @Nullable InetSocketAddress localOf(int id) throws IOException {
    for (var one : commands.list(core.capabilities().linkState())) {
      if (one.id() == id) {
        return new InetSocketAddress(core.ownAddress(), one.localPort());
      }
    }
    return null;
  }

  /**
   * The module has refused to open a link. If that is because it has a link of that id, of which it
   * is not known here, that one is closed, unless it is a peer's of the server.
   *
   * @return whether there was one, so that it is worth trying again
   */
  boolean clear(ModuleLink link, int id) throws IOException {
    for (var one : commands.list(core.capabilities().linkState())) {
      if (one.id() == id) {
        if (one.server()) {
          core.lock();
          try {
            link.connectSeen();
          } finally {
            core.unlock();
          }
        } else {
          commands.close(id, () -> true);
        }
        return true;
      }
    }
    return false;
  }

  /** Compares the module's list of links with ours, after a disturbance. */
  void compare() throws IOException {
    var listed = list();
    core.lock();
    try {
      boolean[] there = new boolean[asked.length];
      for (var one : listed) {
        int id = one.id();
        if (id >= 0 && id < there.length) {
          there[id] = true;
          if (links.get(id) == null && asked[id] == null) {
            if (one.server()) {
              connected(id);
              asked[id] = links.get(id);
            } else {
              core.submit(new CloseStray(id));
            }
          }
        }
      }
      for (int id = 0; id < there.length; id++) {
        var link = links.get(id);
        if (link != null && !there[id] && isSame(id)) {
          links.free(link);
          link.closedByModule();
        }
      }
      describe(listed);
      core.endings().askAgain();
      core.linkFreed();
    } finally {
      core.unlock();
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

package dev.spinet.drivers.esp32;

import dev.spinet.drivers.esp32.at.PayloadSink;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the module tells of its links, unasked or asked, and what follows from it. On the driver's
 * thread, without the lock.
 */
final class LinkReports {

  private final Core core;
  private final Links links;
  private final LinkCommands commands;
  private boolean describing;
  private long refusedPeers;

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
        return; // The answer to our own attempt.
      }
      if (present != null) {
        links.free(present);
        present.closedByModule();
      }
      var server = core.listener();
      if (server == null || !server.hasRoom() || !links.tryReserve()) {
        refusedPeers++;
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
      var link = links.get(id);
      if (link != null && !link.isOpened()) {
        return; // Our own attempt has failed: its result follows.
      }
      if (link != null) {
        links.free(link);
        link.closedByModule();
        core.linkFreed();
      }
    } finally {
      core.unlock();
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
      return links.get(id) instanceof DatagramLink link ? link.accept(length, address, port) : null;
    } finally {
      core.unlock();
    }
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
      var listed = commands.list(core.capabilities().linkState());
      core.lock();
      try {
        for (var one : listed) {
          if (links.get(one.id()) instanceof StreamLink link && !link.isDescribed()) {
            link.open(
                new InetSocketAddress(core.ownAddress(), one.localPort()),
                new InetSocketAddress(one.remote(), one.remotePort()));
          }
        }
        var server = core.listener();
        if (server != null) {
          server.described();
        }
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      describing = false;
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
      boolean stray;
      core.lock();
      try {
        stray = links.get(id) == null;
      } finally {
        core.unlock();
      }
      if (stray) {
        commands.close(id);
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

  /** Compares the module's list of links with ours, after a disturbance. */
  void compare() throws IOException {
    var listed = commands.list(core.capabilities().linkState());
    core.lock();
    try {
      boolean[] there = new boolean[links.count()];
      for (var one : listed) {
        if (one.id() >= 0 && one.id() < there.length) {
          there[one.id()] = true;
          if (links.get(one.id()) == null) {
            if (one.server()) {
              connected(one.id());
            } else {
              core.submit(new CloseStray(one.id()));
            }
          }
        }
      }
      for (int id = 0; id < there.length; id++) {
        var link = links.get(id);
        if (link != null && !there[id]) {
          links.free(link);
          link.closedByModule();
        }
      }
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

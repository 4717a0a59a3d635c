package dev.spinet.drivers.esp32;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The module's own list of its links: where the peers are that have connected, and which links have
 * come or gone without a word. On the driver's thread, without the lock.
 */
final class LinkComparison {

  private final Core core;
  private final Links links;
  private final LinkCommands commands;

  /** Who had which id when the list was asked for. */
  private final @Nullable ModuleLink[] asked;

  private boolean describing;

  LinkComparison(Core core, Links links, LinkCommands commands) {
    this.core = core;
    this.links = links;
    this.commands = commands;
    asked = new ModuleLink[links.count()];
  }

  /** A peer has connected: it is asked where it is; with the lock held. */
  void describeSoon() {
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
    var server = core.endpoints().listener();
    if (server != null) {
      server.described();
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
              core.reports().connected(id);
              asked[id] = links.get(id);
            } else {
              core.reports().closeUnknown(id);
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
}

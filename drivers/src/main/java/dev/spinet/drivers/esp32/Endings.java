package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.StationState;
import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that the module has closed, as long as it is not known why: because their peers have
 * ended them, or because the network is lost. The module says the same for both, so it is asked
 * whether it is still joined. Guarded by the driver's lock.
 */
final class Endings {

  private final Core core;
  private final List<StreamLink> inDoubt = new ArrayList<>();
  private final Task ask = new Ask();

  Endings(Core core) {
    this.core = core;
  }

  /** The module has closed a connection. */
  void add(StreamLink link) {
    inDoubt.add(link);
    if (inDoubt.size() == 1) {
      core.submitFirst(ask);
    }
  }

  /** The network, or all that the module held, is lost. */
  void lose(IOException cause) {
    var lost = List.copyOf(inDoubt);
    inDoubt.clear();
    lost.forEach(link -> link.lost(cause));
  }

  /** The module answers again. */
  void askAgain() {
    if (!inDoubt.isEmpty()) {
      core.submitFirst(ask);
    }
  }

  private void confirm(List<StreamLink> asked) {
    for (var link : asked) {
      if (inDoubt.remove(link)) {
        link.endConfirmed();
      }
    }
  }

  /** Asks whether the station is still in its network. */
  private final class Ask implements Task {
    @Override
    public void run() throws IOException {
      List<StreamLink> asked;
      core.lock();
      try {
        asked = List.copyOf(inDoubt);
      } finally {
        core.unlock();
      }
      if (asked.isEmpty()) {
        return;
      }
      var state = core.wifiCommands().state();
      core.lock();
      try {
        if (state.isPresent() && state.get() != StationState.GOT_IP) {
          lose(
              new LinkDownException(
                  "%s has lost its access point, or its address".formatted(core.name())));
        } else {
          confirm(asked);
          askAgain(); // Of those that have ended since, the answer says nothing.
        }
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      // Whoever brings the module into step again tells more, or has it asked once more.
    }
  }
}

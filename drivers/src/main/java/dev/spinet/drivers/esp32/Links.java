package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.socket.NoFreeSocketException;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The module's links by their ids, and how many of them are promised to sockets. Every method is
 * called with the driver's lock held.
 *
 * <p>The module gives the lowest free id to peers that connect to its server; the driver takes the
 * highest, so that the two rarely meet.
 */
final class Links {

  private final String name;
  private final @Nullable ModuleLink[] byId = new ModuleLink[LinkLimits.LINK_COUNT];

  /** Whose received bytes come by themselves, with a use for that or not. */
  private final boolean[] active = new boolean[LinkLimits.LINK_COUNT];

  private int reserved;
  private int turn;

  Links(String name) {
    this.name = name;
  }

  /** How many links there are. */
  int count() {
    return byId.length;
  }

  /** Promises a link to a socket. */
  void reserve() throws NoFreeSocketException {
    if (!tryReserve()) {
      throw new NoFreeSocketException(
          "all %d links of the %s are in use; close a socket first".formatted(count(), name));
    }
  }

  /** Promises a link, if there is one. */
  boolean tryReserve() {
    if (reserved >= byId.length) {
      return false;
    }
    reserved++;
    return true;
  }

  /** Promises a link to a socket that has one promised already, which it gives back soon. */
  void addReservation() {
    reserved++;
  }

  /** A promised link is not needed any more. */
  void unreserve() {
    reserved--;
  }

  /** How many links are promised. */
  int reserved() {
    return reserved;
  }

  /**
   * Takes the highest free id.
   *
   * @return whether there was one
   */
  boolean take(ModuleLink link) {
    for (int id = byId.length - 1; id >= 0; id--) {
      if (byId[id] == null) {
        put(id, link);
        return true;
      }
    }
    return false;
  }

  /** The module has given an id. */
  void put(int id, ModuleLink link) {
    byId[id] = link;
    link.setId(id);
  }

  /** The link of an id; {@code null} if there is none, or no such id. */
  @Nullable ModuleLink get(int id) {
    return id >= 0 && id < byId.length ? byId[id] : null;
  }

  /** The id of a link is free again. */
  void free(ModuleLink link) {
    int id = link.id();
    if (id != ModuleLink.NO_ID && byId[id] == link) {
      byId[id] = null;
    }
    link.setId(ModuleLink.NO_ID);
  }

  /** Whether no link is open. */
  boolean isEmpty() {
    for (var link : byId) {
      if (link != null) {
        return false;
      }
    }
    return true;
  }

  /** All open links. */
  void forEach(Consumer<ModuleLink> action) {
    for (var link : byId) {
      if (link != null) {
        action.accept(link);
      }
    }
  }

  /** All open links are gone. */
  void loseAll(IOException cause) {
    for (int id = 0; id < byId.length; id++) {
      var link = byId[id];
      if (link != null) {
        free(link);
        link.lost(cause);
      }
    }
  }

  /**
   * How the module hands over what comes on an id. It stays so for whoever has the id next.
   *
   * @param comesByItself whether the bytes may come unasked; they do so for UDP ports only
   */
  void receivesActively(int id, boolean comesByItself) {
    active[id] = comesByItself;
  }

  /** The module holds back all that comes, since it has been set up anew. */
  void allHeldBack() {
    Arrays.fill(active, false);
  }

  /**
   * An id whose bytes would come unasked to a stream; {@link ModuleLink#NO_ID} if there is none.
   */
  int nextToHoldBack() {
    for (int id = 0; id < byId.length; id++) {
      if (active[id] && !(byId[id] instanceof DatagramLink)) {
        return id;
      }
    }
    return ModuleLink.NO_ID;
  }

  /** The task that gives back an id; {@code null} if there is none to be given back. */
  @Nullable Task nextClose() {
    for (var link : byId) {
      if (link != null && link.wantsClose()) {
        return link.nextTask();
      }
    }
    return null;
  }

  /** What is to be done next, for each link in turn; {@code null} if there is nothing to do. */
  @Nullable Task nextTask() {
    for (int i = 0; i < byId.length; i++) {
      turn = (turn + 1) % byId.length;
      var link = byId[turn];
      var task = link == null ? null : link.nextTask();
      if (task != null) {
        return task;
      }
    }
    return null;
  }
}

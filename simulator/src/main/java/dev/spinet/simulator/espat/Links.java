package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.LengthReport;
import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.LinkRole;
import dev.spinet.bindings.espat.Multiplexing;
import dev.spinet.bindings.espat.ReceiveMode;
import dev.spinet.bindings.espat.SystemMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The links of a module: ids, which are shared by clients and the server, and how they receive. */
final class Links {
  static final int IPD_MAX = LinkLimits.IPD_MAX;

  /** How a link receives; set for its id, whether there is a link or not. */
  record Receiving(ReceiveMode mode, LengthReport report) {
    static final Receiving ACTIVE = new Receiving(ReceiveMode.ACTIVE, LengthReport.TOTAL);
  }

  private final Firmware firmware;
  private final @Nullable Link[] links = new Link[LinkLimits.LINK_COUNT];
  private final Receiving[] receiving = new Receiving[LinkLimits.LINK_COUNT];
  private Multiplexing multiplexing = Multiplexing.SINGLE;
  private boolean showsPeer;
  private int serverTimeout = LinkLimits.SERVER_TIMEOUT_DEFAULT_SECONDS;
  private boolean everLinked;

  Links(Firmware firmware) {
    this.firmware = firmware;
    Arrays.fill(receiving, Receiving.ACTIVE);
  }

  AtPort port() {
    return firmware.port();
  }

  LifeClock clock() {
    return firmware.clock();
  }

  // ---- settings

  Multiplexing multiplexing() {
    return multiplexing;
  }

  boolean isMultiple() {
    return multiplexing == Multiplexing.MULTIPLE;
  }

  void setMultiplexing(Multiplexing newMode) {
    multiplexing = newMode;
  }

  boolean showsPeer() {
    return showsPeer;
  }

  void setShowsPeer(boolean enabled) {
    showsPeer = enabled;
  }

  boolean sendingIsNoSilence() {
    return firmware.profile().sendingIsNoSilence();
  }

  int serverTimeout() {
    return serverTimeout;
  }

  void setServerTimeout(int seconds) {
    serverTimeout = seconds;
  }

  Receiving receiving(int id) {
    return receiving[id];
  }

  void setReceiving(int id, Receiving how) {
    receiving[id] = how;
    var link = links[id];
    if (link != null) {
      link.deliver();
      link.settle();
    }
  }

  /** What stands before a message about a link. */
  String prefix(int id) {
    return isMultiple() ? id + "," : "";
  }

  /**
   * Reads the id that commands about a link begin with, where there are several.
   *
   * @return the id, 0 where there is only one
   */
  int id(Arguments arguments) {
    return isMultiple() ? arguments.integer(0, 0, LinkLimits.LINK_COUNT - 1) : 0;
  }

  /** The parameters behind the id. */
  Arguments behindId(Arguments arguments) {
    return isMultiple() ? arguments.from(1) : arguments;
  }

  // ---- who there is

  Optional<Link> find(int id) {
    return Optional.ofNullable(links[id]);
  }

  Link require(int id) {
    return find(id).orElseThrow(() -> new AtException(ErrorCause.FAILED));
  }

  OptionalInt freeId() {
    for (int id = 0; id < links.length; id++) {
      if (links[id] == null) {
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }

  List<Link> all() {
    var all = new ArrayList<Link>();
    for (var link : links) {
      if (link != null) {
        all.add(link);
      }
    }
    return all;
  }

  int servedCount() {
    return (int) all().stream().filter(link -> link.role() == LinkRole.SERVER).count();
  }

  boolean everLinked() {
    return everLinked;
  }

  /** Adds a link and says so. */
  void opened(Link link) {
    links[link.id()] = link;
    everLinked = true;
    if ((firmware.messages() & SystemMessage.LINK) != 0) {
      port()
          .line(
              "+LINK_CONN:0,%d,\"%s\",%d,\"%s\",%d,%d"
                  .formatted(
                      link.id(),
                      link.type(),
                      link.role().code(),
                      link.remoteAddress(),
                      link.remotePort(),
                      link.localPort()));
    } else {
      port().line(prefix(link.id()) + "CONNECT");
    }
  }

  /** Ends a link and says so. */
  void closed(Link link) {
    if (link.equals(links[link.id()])) {
      links[link.id()] = null;
      link.close();
      port().line(prefix(link.id()) + "CLOSED");
    }
  }

  void closeAll() {
    all().forEach(this::closed);
  }

  void drop(int id) {
    find(id).ifPresent(Link::drop);
  }

  /** There is room for more output: links that receive actively go on. */
  void push() {
    for (var link : all()) {
      if (link.waiting() > 0 && !link.isPassive()) {
        link.deliver();
        link.settle();
      }
    }
  }

  /** Bytes of memory that are free now. */
  int freeHeap() {
    int free = firmware.options().heap();
    for (var link : all()) {
      free -= link.waiting() + LINK_HEAP;
    }
    return free;
  }

  /** About what a link takes. */
  private static final int LINK_HEAP = 1024;
}

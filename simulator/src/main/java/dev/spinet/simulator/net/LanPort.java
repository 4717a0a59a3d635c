package dev.spinet.simulator.net;

import org.jspecify.annotations.Nullable;

/** A port of a {@link VirtualLan} with a cable in it. */
public final class LanPort implements EthernetPort, AutoCloseable {
  private final VirtualLan lan;
  private final String name;
  private volatile boolean pluggedIn = true;
  private volatile @Nullable Station station;

  LanPort(VirtualLan lan, String name) {
    this.lan = lan;
    this.name = name;
  }

  @Override
  public void transmit(byte[] frame) {
    lan.transmit(this, frame);
  }

  @Override
  public void attach(Station newStation) {
    station = newStation;
  }

  @Override
  public boolean isLinkUp() {
    return pluggedIn;
  }

  /**
   * Plugs the cable in or pulls it. The station hears about a change in a task of the clock. Frames
   * on their way to an unplugged port are lost.
   *
   * @param plugged the new state
   */
  public void setPluggedIn(boolean plugged) {
    if (lan.changeCable(this, plugged)) {
      lan.clock()
          .schedule(
              0,
              () -> {
                Station current = station;
                if (current != null) {
                  current.linkChanged(plugged);
                }
              });
    }
  }

  /** Pulls the cable and removes the port from the network. Closing twice has no effect. */
  @Override
  public void close() {
    setPluggedIn(false);
    lan.remove(this);
    station = null;
  }

  /**
   * The network this port belongs to.
   *
   * @return the network
   */
  public VirtualLan lan() {
    return lan;
  }

  /**
   * Name for messages and traces.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /** Called by the network with its lock held. */
  boolean swapPluggedIn(boolean plugged) {
    boolean changed = pluggedIn != plugged;
    pluggedIn = plugged;
    return changed;
  }

  /** Hands a frame to the station, if there is one and the cable is in. */
  boolean deliver(byte[] frame) {
    Station current = station;
    if (current == null || !pluggedIn) {
      return false;
    }
    current.receive(frame);
    return true;
  }

  /** The name of the port. */
  @Override
  public String toString() {
    return name;
  }
}

package dev.spinet.simulator.espat;

import dev.spinet.simulator.net.VirtualLan;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** What stations hear: access points, each with a network behind it. Safe for several threads. */
public final class Radio {

  /** Is told that something has changed in the air. Called by the thread that changes it. */
  interface Listener {
    void airChanged();
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<AccessPoint, VirtualLan> accessPoints = new LinkedHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Silence. */
  public Radio() {}

  /**
   * Switches an access point on.
   *
   * @param accessPoint the access point
   * @param lan the network it leads to
   */
  public void add(AccessPoint accessPoint, VirtualLan lan) {
    change(() -> accessPoints.put(accessPoint, lan));
  }

  /**
   * Switches an access point off. Stations that have joined it lose it.
   *
   * @param accessPoint the access point; nothing happens if it is not there
   */
  public void remove(AccessPoint accessPoint) {
    change(() -> accessPoints.remove(accessPoint));
  }

  /**
   * Switches all access points off.
   *
   * @return those that were on, each with its network, to be switched on again
   */
  public Map<AccessPoint, VirtualLan> silence() {
    var were = new LinkedHashMap<AccessPoint, VirtualLan>();
    change(() -> {
      were.putAll(accessPoints);
      accessPoints.clear();
    });
    return were;
  }

  private void change(Runnable task) {
    lock.lock();
    try {
      task.run();
    } finally {
      lock.unlock();
    }
    listeners.forEach(Listener::airChanged);
  }

  /**
   * The access points that are on, the strongest first.
   *
   * @return a snapshot
   */
  public List<AccessPoint> accessPoints() {
    lock.lock();
    try {
      return accessPoints.keySet().stream()
          .sorted(Comparator.comparingInt(AccessPoint::rssi).reversed())
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** The network behind an access point; empty if it is off. */
  Optional<VirtualLan> lan(AccessPoint accessPoint) {
    lock.lock();
    try {
      return Optional.ofNullable(accessPoints.get(accessPoint));
    } finally {
      lock.unlock();
    }
  }

  void listen(Listener listener) {
    listeners.add(listener);
  }

  void forget(Listener listener) {
    listeners.remove(listener);
  }
}

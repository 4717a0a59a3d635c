package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.SocketInterrupt;
import java.io.IOException;

/**
 * A hardware socket that receives for an endpoint what is sent to one multicast group: the chip
 * gives each its own (W5500 datasheet, section 4.2, Sn_MR, MULTI). Every method is called with the
 * chip's lock held.
 */
final class GroupMember implements SocketUser {

  private final PacketEndpoint owner;
  private final PacketSocket packets;
  private final HardwareSocket socket;
  private final HardwareSockets sockets;
  private final Dispatcher dispatcher;
  private final EventWait events;
  private final int group;
  private boolean left;
  private long pause = Waits.PAUSE_MIN_NANOS;

  GroupMember(PacketEndpoint owner, HardwareSocket socket, Device device, int group) {
    this.owner = owner;
    this.socket = socket;
    this.packets = new PacketSocket(socket, PacketKind.UDP, device);
    this.sockets = device.sockets();
    this.dispatcher = device.dispatcher();
    this.events = new EventWait(socket, dispatcher);
    this.group = group;
    packets.setGroup(group);
  }

  PacketSocket packets() {
    return packets;
  }

  /** The group's address, as 32 bits. */
  int group() {
    return group;
  }

  /** Lets the socket's events end the owner's wait, see {@link EventWait#arm}. */
  void arm() {
    events.arm(SocketInterrupt.RECV | socket.events());
    socket.forgetEvents(SocketInterrupt.RECV);
  }

  /** Ends what {@link #arm} has begun. */
  void disarm() throws IOException {
    events.leave();
  }

  /** Lets every event reach the owner, for those who watch it. */
  void watchEvents() throws IOException {
    dispatcher.watch(socket);
  }

  /** Ends {@link #watchEvents}. */
  void unwatchEvents() throws IOException {
    dispatcher.unwatch(socket);
    events.leave();
  }

  /** Leaves the group and frees the socket, in the background if the chip is busy. */
  void leave() throws IOException {
    if (left) {
      return;
    }
    left = true;
    packets.input().close();
    dispatcher.unwatch(socket);
    dispatcher.disarm(socket);
    if (packets.close()) {
      sockets.release(socket);
    } else {
      dispatcher.workFor(socket);
    }
  }

  /** Frees the socket of a chip that has failed. */
  void abandon() {
    if (!left) {
      left = true;
      packets.input().close();
      sockets.release(socket);
    }
  }

  @Override
  public String description() {
    return "%s for the group %s".formatted(owner.description(), Destinations.text(group));
  }

  @Override
  public boolean isFinishing() {
    return left;
  }

  @Override
  public void wakeAll() {
    // The owner is woken as the user of its own socket.
  }

  @Override
  public void onEvents(int newEvents) {
    owner.onEvents(newEvents);
  }

  @Override
  public void fail(IOException cause) {
    owner.fail(cause);
  }

  @Override
  public void chipLost(IOException cause) {
    packets.restart();
  }

  @Override
  public void close() throws IOException {
    owner.close();
  }

  @Override
  public long work() throws IOException {
    if (!left || packets.close()) {
      if (left) {
        sockets.release(socket);
      }
      pause = Waits.PAUSE_MIN_NANOS;
      return DONE;
    }
    pause = Waits.longer(pause);
    return pause;
  }
}

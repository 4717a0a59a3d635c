package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hardware sockets that receive for one endpoint: its own, and one for each multicast group.
 * They are asked in turn, so that none keeps the others waiting. Every method is called with the
 * chip's lock held.
 */
final class PacketSources {

  /** Instead of a count: no packet is there. */
  static final int NONE = -1;

  private final PacketSocket own;
  private final List<GroupMember> members = new ArrayList<>();
  private final DatagramSource origin = new DatagramSource();

  /** Which of them is asked first, 0 for the own one. */
  private int turn;

  private boolean filtering;
  private int peerAddress;
  private int peerPort;

  PacketSources(PacketSocket own) {
    this.own = own;
  }

  /** The sockets of the groups. */
  List<GroupMember> members() {
    return members;
  }

  @Nullable GroupMember memberOf(int group) {
    for (var member : members) {
      if (member.group() == group) {
        return member;
      }
    }
    return null;
  }

  void remove(GroupMember member) {
    members.remove(member);
    turn = 0;
  }

  /** From now on only packets of one sender are found; the others are dropped. */
  void hearOnly(int address, int port) {
    filtering = true;
    peerAddress = address;
    peerPort = port;
  }

  /** Whether this is the only sender heard. */
  boolean isPeer(int address, int port) {
    return filtering && address == peerAddress && port == peerPort;
  }

  void hearAll() {
    filtering = false;
  }

  /** Where the packet came from that was taken or found last, and how long it is. */
  DatagramSource origin() {
    return origin;
  }

  /**
   * Takes the next packet of anybody who is heard.
   *
   * @return the number of bytes in the memory, or {@link #NONE}
   */
  int take(MemorySegment target, long offset, int room) throws IOException {
    int count = members.size() + 1;
    for (int i = 0; i < count; i++) {
      int index = (turn + i) % count;
      var packets = packets(index);
      if (!look(packets)) {
        continue;
      }
      var input = packets.input();
      while (input.hasKnown()) {
        int taken = input.take(target, offset, room, origin);
        if (taken == PacketInput.UNSOUND) {
          break;
        }
        if (isHeard()) {
          turn = (index + 1) % count;
          packets.hardware().countPacketReceived(taken);
          return taken;
        }
        packets.hardware().countPacketDropped();
      }
    }
    return NONE;
  }

  /** Finds the packet that {@link #take} would take, and drops those it would drop. */
  boolean find() throws IOException {
    int count = members.size() + 1;
    for (int i = 0; i < count; i++) {
      int index = (turn + i) % count;
      var packets = packets(index);
      if (!look(packets)) {
        continue;
      }
      var input = packets.input();
      while (input.hasKnown() && input.peek(origin) != PacketInput.UNSOUND) {
        if (isHeard()) {
          turn = index;
          return true;
        }
        input.skip();
        packets.hardware().countPacketDropped();
      }
    }
    return false;
  }

  private static boolean look(PacketSocket packets) throws IOException {
    if (!packets.advance()) {
      return false;
    }
    return packets.input().hasKnown() || packets.input().look();
  }

  private boolean isHeard() {
    return !filtering || isPeer(origin.addressBits(), origin.port());
  }

  private PacketSocket packets(int index) {
    return index == 0 ? own : members.get(index - 1).packets();
  }

  /** Whether packets are known to wait. */
  boolean hasKnown() {
    boolean known = own.input().hasKnown();
    for (int i = 0; i < members.size(); i++) {
      known |= members.get(i).packets().input().hasKnown();
    }
    return known;
  }

  /**
   * Looks a last time before a wait, with the events of all sockets enabled and RECV cleared.
   *
   * @param events the wait for the events of the own socket
   * @return whether to wait for events; {@code false} to look again soon
   */
  boolean watch(EventWait events) throws IOException {
    var hardware = own.hardware();
    // What is known here already, such as SENDOK, must not end the wait.
    events.arm(SocketInterrupt.RECV | hardware.events());
    hardware.forgetEvents(SocketInterrupt.RECV);
    boolean settled = watch(own);
    for (int i = 0; i < members.size(); i++) {
      members.get(i).arm();
      settled &= watch(members.get(i).packets());
    }
    return settled;
  }

  private static boolean watch(PacketSocket packets) throws IOException {
    var hardware = packets.hardware();
    var watch = hardware.messages().watch;
    hardware.chip().read(watch, 0, SocketMessages.WATCH_FRAMES);
    hardware.observeStatus(watch, SocketMessages.WATCH_STATUS);
    hardware.requireAcceptance();
    // A command that hangs would otherwise be noticed by nobody if only receivers are left.
    return packets.advance()
        && packets.input().look(watch)
        && !packets.input().isUnsound()
        && !hardware.isCommandPending();
  }

  /** Ends what {@link #watch} has begun, for the groups. */
  void disarm() throws IOException {
    for (int i = 0; i < members.size(); i++) {
      members.get(i).disarm();
    }
  }
}

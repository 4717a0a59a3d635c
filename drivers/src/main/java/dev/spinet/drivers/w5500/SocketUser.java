package dev.spinet.drivers.w5500;

import java.io.IOException;

/**
 * What uses a hardware socket: a TCP connection now. Every method is called with the chip's lock
 * held.
 */
interface SocketUser {

  /** How the user appears in messages, such as {@code TCP 10.0.2.15:51234 to 10.0.2.2:80}. */
  String description();

  /** Whether the user has let go of the socket, which is only still finishing. */
  boolean isFinishing();

  /** Wakes all callers that wait, because the chip or the driver has failed. */
  void wakeAll();

  /**
   * Whether the user receives a stream, so that along with its events the dispatcher reads the
   * event message's pointers, for {@link #onEvents} to use.
   */
  default boolean isReceiving() {
    return false;
  }

  /** New events of the socket are known to it; wakes the callers they concern. */
  void onEvents(int newEvents);

  /**
   * Ends what is going on with an error, for good.
   *
   * @param cause what to throw to callers, now and later
   */
  void fail(IOException cause);

  /**
   * The chip was reset or can no longer be reached: whatever it held for this user is gone, and its
   * socket is closed. Must not touch the bus. A connection is over then, which is what this does
   * unless it is overridden; a listener or a bound datagram socket may wait for {@link
   * #chipRestarted} instead.
   *
   * @param cause what happened
   */
  default void chipLost(IOException cause) {
    fail(cause);
  }

  /**
   * What the chip was lost of is known better now.
   *
   * @param first what {@link #chipLost} was told
   * @param better what to throw to callers instead from now on
   */
  default void explain(IOException first, IOException better) {}

  /**
   * The chip works again after {@link #chipLost}: it was reset, divided and given its addresses,
   * and all its sockets are closed. A user that outlives that opens its socket again here, without
   * waiting. Called by the dispatcher's thread; callers that wait are woken after it.
   *
   * @throws IOException if the socket cannot be opened; the user is failed with it
   */
  default void chipRestarted() throws IOException {}

  /**
   * The cable was plugged in or pulled out. Connections outlive that for as long as the chip
   * repeats what is not acknowledged.
   *
   * @param up whether there is a link now
   */
  default void linkChanged(boolean up) {}

  /**
   * A host has answered that nobody listens at one of its UDP ports.
   *
   * @param address the host, 32 bits
   * @param port the port
   */
  default void portUnreachable(int address, int port) {}

  /**
   * The health check has found nothing wrong with the chip: time to look for what somebody should
   * have seen by now, in {@link #work}. Must not touch the bus.
   */
  default void inspect() {}

  /** Lets go of the socket, which goes on finishing in the background if need be. */
  void close() throws IOException;

  /**
   * Does what is to be done in the background: sees to a command that the chip was slow to accept,
   * or goes on with finishing. Called by the dispatcher's thread.
   *
   * @return nanoseconds after which to call again, or {@link #DONE}
   */
  long work() throws IOException;

  /** There is nothing more to do in the background. */
  long DONE = -1;
}

package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.MSG_DONTWAIT;
import static dev.spinet.socket.SocketConstants.MSG_PEEK;
import static dev.spinet.socket.SocketConstants.MSG_WAITALL;

/**
 * The flags of calls, and what they mean inside: {@code MSG_WAITALL} is there whenever a call waits
 * for all bytes, {@code MSG_DONTWAIT} has become a time limit.
 */
final class Flags {

  /** Receive what is there, waiting for the first byte only. */
  static final int SOME = 0;

  private Flags() {}

  /**
   * Of a receiving call that waits for all its bytes unless it only looks.
   *
   * @throws IllegalArgumentException if there are unknown ones
   */
  static int receiving(int flags) {
    requireKnown(
        flags,
        MSG_PEEK | MSG_DONTWAIT | MSG_WAITALL,
        "receiving call; use MSG_PEEK, MSG_DONTWAIT and MSG_WAITALL");
    return has(flags, MSG_PEEK) ? flags : flags | MSG_WAITALL;
  }

  /**
   * Of a sending call.
   *
   * @throws IllegalArgumentException if there are unknown ones
   */
  static int sending(int flags) {
    requireKnown(flags, MSG_DONTWAIT, "sending call; use MSG_DONTWAIT");
    return flags;
  }

  /** The time limit of a call with flags. */
  static long limit(int flags, long limit) {
    return has(flags, MSG_DONTWAIT) ? TimeLimit.NO_WAIT : limit;
  }

  static boolean has(int flags, int flag) {
    return (flags & flag) != 0;
  }

  private static void requireKnown(int flags, int known, String where) {
    if ((flags & ~known) != 0) {
      throw new IllegalArgumentException(
          "0x%x is no flag of a %s".formatted(flags & ~known, where));
    }
  }
}

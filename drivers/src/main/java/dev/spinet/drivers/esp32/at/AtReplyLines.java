package dev.spinet.drivers.esp32.at;

/** Who hears the lines of the reply to one command. */
@FunctionalInterface
public interface AtReplyLines {

  /** Takes no line. */
  AtReplyLines NONE = line -> false;

  /**
   * A line that may belong to the reply.
   *
   * @param line the line
   * @return whether it does; if not, it is taken for one that the module has sent by itself
   */
  boolean line(AtLine line);
}

package dev.spinet.simulator.fuse.session;

/** A file of a {@link FuseSession}: what programs find under one name. */
public interface VirtualFile {

  /**
   * The name in the mounted directory.
   *
   * @return a file name without slashes
   */
  String name();

  /**
   * A program opens the file.
   *
   * @param replies how to answer later than at once; stays valid until the session ends
   * @param flags how it is opened, {@code O_*}
   * @return the open file; its calls come from the session's thread, one at a time
   * @throws OpenRefusedException if it cannot be opened now
   */
  OpenFile open(LateReplies replies, int flags) throws OpenRefusedException;

  /**
   * Whether the file is a stream of bytes that has a position. A device has none.
   *
   * @return whether programs may seek in it
   */
  default boolean isSeekable() {
    return false;
  }
}

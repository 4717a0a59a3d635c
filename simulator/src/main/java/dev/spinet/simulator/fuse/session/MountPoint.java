package dev.spinet.simulator.fuse.session;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.Errno;
import dev.spinet.bindings.linux.sys.Libc;
import dev.spinet.bindings.linux.sys.LibcProcess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory on which a session is mounted. */
final class MountPoint {

  /** The part after the dot is ours: it tells our mounts from those of other FUSE servers. */
  static final String TYPE = "fuse.spinet";

  /** How long the server of an existing mount may take to answer, milliseconds. */
  private static final long ANSWER_LIMIT_MS = 2000;

  private final Path directory;

  private MountPoint(Path directory) {
    this.directory = directory;
  }

  /**
   * Finds the directory free, or frees it from a mount whose server was killed.
   *
   * @param directory an existing directory
   * @throws BusException if it is not an empty directory, or something else is mounted there
   */
  static MountPoint at(Path directory) throws IOException {
    var absolute = absolute(directory);
    for (var mounts = MountTable.on(absolute); !mounts.isEmpty(); ) {
      if (!mounts.getLast().type().equals(TYPE)) {
        throw new BusException(
            absolute.toString(),
            absolute + " is a mount point already (" + mounts.getLast().type() + ")",
            LinuxConstants.EBUSY());
      }
      if (isServed(absolute)) {
        throw new BusException(
            absolute.toString(),
            absolute + " is served by another process already; choose another directory",
            LinuxConstants.EBUSY());
      }
      unmount(absolute);
      mounts = MountTable.on(absolute);
    }
    if (!Files.isDirectory(absolute)) {
      throw cannotUse(absolute, "it is not a directory", LinuxConstants.ENOTDIR());
    }
    // What is in it would be out of sight for as long as the mount is there.
    try (var entries = Files.newDirectoryStream(absolute)) {
      if (entries.iterator().hasNext()) {
        throw cannotUse(
            absolute,
            "it is not empty; choose an empty directory, or a new one",
            LinuxConstants.ENOTEMPTY());
      }
    } catch (AccessDeniedException e) {
      var failure = cannotUse(absolute, "this user may not read it", LinuxConstants.EACCES());
      failure.initCause(e);
      throw failure;
    }
    return new MountPoint(absolute);
  }

  private static BusException cannotUse(Path directory, String why, int errno) {
    return new BusException(
        directory.toString(), "cannot mount on " + directory + ": " + why, errno);
  }

  /** Resolves links in the parent only: the directory itself may be a mount that is dead. */
  static Path absolute(Path directory) throws IOException {
    var absolute = directory.toAbsolutePath().normalize();
    var parent = absolute.getParent();
    if (parent == null) {
      throw new IOException("cannot mount virtual devices on " + absolute);
    }
    var resolved = parent.toRealPath().resolve(absolute.getFileName());
    return Files.isSymbolicLink(resolved) ? resolved.toRealPath() : resolved;
  }

  /** Whether somebody answers at a mount. Opening the directory cannot be answered by a cache. */
  private static boolean isServed(Path directory) {
    var probe = new Probe(directory);
    var thread = Thread.ofPlatform().daemon().name("spinet-mount-probe").start(probe);
    try {
      thread.join(ANSWER_LIMIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !probe.dead;
  }

  private static final class Probe implements Runnable {
    private final Path directory;
    private volatile boolean dead;

    Probe(Path directory) {
      this.directory = directory;
    }

    @Override
    public void run() {
      try (var arena = Arena.ofConfined()) {
        var state = Libc.allocateState(arena);
        int flags = LinuxConstants.O_RDONLY() | LinuxConstants.O_CLOEXEC();
        int fd = Libc.open(state, arena.allocateFrom(directory.toString()), flags, 0);
        if (fd >= 0) {
          Libc.close(state, fd);
        }
        dead = fd == -LinuxConstants.ENOTCONN() || fd == -LinuxConstants.ECONNABORTED();
      }
    }
  }

  /** The absolute path of the directory. */
  Path directory() {
    return directory;
  }

  /**
   * Mounts.
   *
   * @param fd descriptor on the FUSE device
   * @throws BusException if the system refuses
   */
  void mount(int fd, int user, int group) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var options =
          "fd="
              + fd
              + ",rootmode="
              + Integer.toOctalString(LinuxConstants.S_IFDIR())
              + ",user_id="
              + user
              + ",group_id="
              + group
              + ",allow_other,default_permissions";
      int result =
          LibcProcess.mount(
              Libc.allocateState(arena),
              arena.allocateFrom("spinet"),
              arena.allocateFrom(directory.toString()),
              arena.allocateFrom(TYPE),
              LinuxConstants.MS_NOSUID() | LinuxConstants.MS_NODEV(),
              arena.allocateFrom(options));
      if (result < 0) {
        throw refused(-result);
      }
    }
  }

  private BusException refused(int errno) {
    var advice =
        errno == LinuxConstants.EPERM()
            ? "; run it as root, or inside \"unshare --user --map-root-user --mount\""
            : "";
    return new BusException(
        directory.toString(),
        "cannot mount virtual devices on " + directory + ": " + Errno.describe(errno) + advice,
        errno);
  }

  /** Unmounts, also if programs have files open. No error if nothing is mounted any more. */
  void unmount() throws IOException {
    if (!MountTable.on(directory).isEmpty()
        && MountTable.on(directory).getLast().type().equals(TYPE)) {
      unmount(directory);
    }
  }

  private static void unmount(Path directory) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = Libc.allocateState(arena);
      // FORCE ends calls in progress, DETACH does not mind descriptors that are open.
      int result =
          LibcProcess.umount2(
              state,
              arena.allocateFrom(directory.toString()),
              LinuxConstants.MNT_FORCE()
                  | LinuxConstants.MNT_DETACH()
                  | LinuxConstants.UMOUNT_NOFOLLOW());
      if (result < 0 && result != -LinuxConstants.EINVAL()) {
        throw new BusException(
            directory.toString(),
            "cannot unmount " + directory + ": " + Errno.describe(-result),
            -result);
      }
    }
  }
}

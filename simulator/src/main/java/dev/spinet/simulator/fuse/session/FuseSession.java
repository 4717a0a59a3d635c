package dev.spinet.simulator.fuse.session;

import dev.spinet.bindings.linux.sys.LibcProcess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A mounted directory with virtual files, served by one thread of this process.
 *
 * <p>The mount goes away with the session: at {@link #close()}, when the Java process ends, and,
 * through a small process that watches this one, also when it is killed. A mount that is left over
 * nevertheless is recognised and removed by the next session on the same directory.
 *
 * <p>If somebody else unmounts the directory, the session ends as well.
 */
public final class FuseSession implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(FuseSession.class.getName());

  /** How long the serving thread may take to finish its last request, milliseconds. */
  private static final long END_LIMIT_MS = 5000;

  private final MountPoint mountPoint;
  private final FuseDevice device;
  private final MountGuard guard;
  private final RequestDispatcher dispatcher;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment request = arena.allocate(RequestDispatcher.REQUEST_SIZE, Long.BYTES);
  private final MemorySegment reply = arena.allocate(RequestDispatcher.REPLY_SIZE, Long.BYTES);
  private final Thread server;
  private final Thread hook = new Thread(this::closeAtExit, "spinet-unmount");
  private final ReentrantLock closeLock = new ReentrantLock();
  private volatile boolean closed;

  private FuseSession(
      MountPoint mountPoint, FuseDevice device, MountGuard guard, DirectoryTree tree) {
    this.mountPoint = mountPoint;
    this.device = device;
    this.guard = guard;
    this.dispatcher = new RequestDispatcher(tree, device, reply);
    this.server =
        Thread.ofPlatform()
            .daemon()
            .name("spinet-fuse " + mountPoint.directory())
            .unstarted(this::serve);
  }

  /**
   * Mounts a directory.
   *
   * @param directory an existing directory with nothing mounted on it, or with the dead mount of a
   *     server that was killed
   * @param permissions access rights of the files, such as {@code 0660}; they belong to the user
   *     and the group of this process
   * @param files the files
   * @return the session, which answers from now on
   * @throws dev.spinet.bindings.bus.BusException if there is no FUSE, this user may not mount, or
   *     something is mounted there; the message says what to do
   * @throws IOException if the directory cannot be used
   */
  public static FuseSession mount(
      Path directory, int permissions, List<? extends VirtualFile> files) throws IOException {
    int user = LibcProcess.geteuid();
    int group = LibcProcess.getegid();
    var tree = new DirectoryTree(files, permissions, user, group);
    var mountPoint = MountPoint.at(directory);
    var device = FuseDevice.open();
    @Nullable MountGuard guard = null;
    try {
      guard = MountGuard.watch(mountPoint.directory());
      mountPoint.mount(device.fd(), user, group);
    } catch (IOException | RuntimeException e) {
      device.close();
      if (guard != null) {
        guard.close();
      }
      throw e;
    }
    var session = new FuseSession(mountPoint, device, guard, tree);
    session.start();
    return session;
  }

  /**
   * The path under which a directory will be mounted: absolute, and without symbolic links.
   *
   * @param directory an existing directory, which may be a dead mount
   * @return what {@link #directory()} gives for it
   * @throws IOException if its parent cannot be found
   */
  public static Path mountPath(Path directory) throws IOException {
    return MountPoint.absolute(directory);
  }

  private void start() {
    Runtime.getRuntime().addShutdownHook(hook);
    server.start();
  }

  /**
   * The mounted directory.
   *
   * @return its absolute path
   */
  public Path directory() {
    return mountPoint.directory();
  }

  /**
   * Waits until the session ends: by {@link #close()}, with this Java, or because somebody else has
   * unmounted the directory.
   *
   * @return whether it was somebody else
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean awaitEnd() throws InterruptedException {
    server.join();
    return !closed;
  }

  private void serve() {
    try {
      while (true) {
        long length = device.receive(request);
        if (length < 0) {
          break;
        }
        int replyLength = dispatcher.dispatch(request, length);
        if (replyLength > 0) {
          device.send(reply, replyLength);
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "virtual devices ended: " + e.getMessage());
    } finally {
      dispatcher.releaseAll();
      // Whatever the reason, nobody answers from here on: programs get an error instead of waiting.
      device.close();
    }
  }

  private void closeAtExit() {
    try {
      shutDown();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, e.getMessage());
    }
  }

  /**
   * Unmounts the directory and ends the serving. Programs that have a file open get an error from
   * their next call on, as if the device had been pulled. Closing twice has no effect. The calling
   * thread must not have one of the files open itself and be in a call on it.
   *
   * @throws IOException if the system does not unmount
   */
  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Java is shutting down; the hook and this call agree through the lock.
    }
    shutDown();
  }

  private void shutDown() throws IOException {
    closeLock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      try {
        mountPoint.unmount();
      } finally {
        device.stop();
        joinServer();
        device.close();
        guard.close();
      }
    } finally {
      closeLock.unlock();
    }
  }

  private void joinServer() {
    boolean interrupted = false;
    long end = System.nanoTime() + END_LIMIT_MS * 1_000_000;
    while (server.isAlive() && System.nanoTime() - end < 0) {
      try {
        server.join(END_LIMIT_MS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (server.isAlive()) {
      LOG.log(System.Logger.Level.ERROR, "a virtual file does not come back from its call");
    } else {
      arena.close();
    }
  }
}

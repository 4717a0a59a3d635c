package dev.spinet.simulator.fuse.session;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.fuse_notify_poll_wakeup_out;
import dev.spinet.bindings.gen.linux.fuse_out_header;
import dev.spinet.bindings.gen.linux.pollfd;
import dev.spinet.bindings.linux.Errno;
import dev.spinet.bindings.linux.sys.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The descriptor on {@code /dev/fuse} through which the kernel asks and gets its answers. One
 * thread receives and replies; any thread may send late replies and wake-ups.
 */
final class FuseDevice implements LateReplies, AutoCloseable {

  static final String PATH = "/dev/fuse";

  private static final int REPLY_HEADER = Math.toIntExact(fuse_out_header.sizeof());
  private static final System.Logger LOG = System.getLogger(FuseDevice.class.getName());

  private final Arena arena = Arena.ofShared();
  private final int fd;
  private final int stopFd;
  private final MemorySegment state = Libc.allocateState(arena);
  private final MemorySegment waitSet = pollfd.allocateArray(2, arena);

  /** Guards what follows, and keeps late senders off a closed descriptor. */
  private final ReentrantLock lateLock = new ReentrantLock();

  private final MemorySegment lateState = Libc.allocateState(arena);
  private final MemorySegment lateReply = arena.allocate(RequestDispatcher.REPLY_SIZE, Long.BYTES);
  private boolean closed;

  private FuseDevice(int fd, int stopFd) {
    this.fd = fd;
    this.stopFd = stopFd;
    var device = pollfd.asSlice(waitSet, 0);
    pollfd.fd(device, fd);
    pollfd.events(device, (short) LinuxConstants.POLLIN());
    var stop = pollfd.asSlice(waitSet, 1);
    pollfd.fd(stop, stopFd);
    pollfd.events(stop, (short) LinuxConstants.POLLIN());
  }

  /**
   * Opens the device.
   *
   * @throws BusException if this machine has no FUSE or this user may not use it
   */
  static FuseDevice open() throws IOException {
    try (var scratch = Arena.ofConfined()) {
      var state = Libc.allocateState(scratch);
      int flags =
          LinuxConstants.O_RDWR() | LinuxConstants.O_NONBLOCK() | LinuxConstants.O_CLOEXEC();
      int fd = Libc.open(state, scratch.allocateFrom(PATH), flags, 0);
      if (fd < 0) {
        throw cannotOpen(-fd);
      }
      int stopFd =
          Libc.eventfd(state, 0, LinuxConstants.EFD_CLOEXEC() | LinuxConstants.EFD_NONBLOCK());
      if (stopFd < 0) {
        Libc.close(state, fd);
        throw new BusException(PATH, "cannot make an eventfd: " + Errno.describe(-stopFd), -stopFd);
      }
      return new FuseDevice(fd, stopFd);
    }
  }

  private static BusException cannotOpen(int errno) {
    String advice;
    if (errno == LinuxConstants.ENOENT() || errno == LinuxConstants.ENODEV()) {
      advice = "; load the kernel's FUSE support with \"modprobe fuse\"";
    } else if (errno == LinuxConstants.EACCES() || errno == LinuxConstants.EPERM()) {
      advice = "; virtual devices are served by root";
    } else {
      advice = "";
    }
    return new BusException(
        PATH, "cannot open " + PATH + ": " + Errno.describe(errno) + advice, errno);
  }

  int fd() {
    return fd;
  }

  /**
   * Waits for a request. Only the session's thread calls this.
   *
   * @return bytes of the request, or -1 if the session ends: it was unmounted or stopped
   */
  long receive(MemorySegment buffer) throws IOException {
    while (true) {
      // The wait is a poll and not the read itself, because only a poll can also be ended by
      // stop() when somebody else unmounted the directory while programs still have files open.
      int ready = Libc.poll(state, waitSet, 2, -1);
      if (ready < 0 && ready != -LinuxConstants.EINTR()) {
        throw failed("poll", -ready);
      }
      if (pollfd.revents(pollfd.asSlice(waitSet, 1)) != 0) {
        return -1;
      }
      long length = Libc.read(state, fd, buffer, buffer.byteSize());
      if (length >= 0) {
        return length;
      }
      int errno = (int) -length;
      if (errno == LinuxConstants.ENODEV() || errno == LinuxConstants.ECONNABORTED()) {
        return -1;
      }
      // ENOENT: the program was killed while its request was on the way here.
      if (errno != LinuxConstants.EAGAIN()
          && errno != LinuxConstants.EINTR()
          && errno != LinuxConstants.ENOENT()) {
        throw failed("read", errno);
      }
    }
  }

  /** Sends a reply. Only the session's thread calls this. */
  void send(MemorySegment reply, int length) throws IOException {
    long sent = Libc.write(state, fd, reply, length);
    if (sent < 0 && !isGone((int) -sent)) {
      throw failed("write", (int) -sent);
    }
  }

  /** Whether an error of a reply only says that nobody waits for it any more. */
  private static boolean isGone(int errno) {
    return errno == LinuxConstants.ENOENT()
        || errno == LinuxConstants.ENODEV()
        || errno == LinuxConstants.EPERM()
        || errno == LinuxConstants.ENOTCONN()
        || errno == LinuxConstants.ECONNABORTED();
  }

  private static BusException failed(String operation, int errno) {
    return new BusException(
        PATH, operation + " on " + PATH + " failed: " + Errno.describe(errno), errno);
  }

  /** Makes {@link #receive} return -1 now and ever after. */
  void stop() {
    lateLock.lock();
    try {
      if (!closed) {
        var one = lateReply;
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        Libc.write(lateState, stopFd, one, Long.BYTES);
      }
    } finally {
      lateLock.unlock();
    }
  }

  @Override
  public void wakePollers(long handle) {
    lateLock.lock();
    try {
      fuse_notify_poll_wakeup_out.kh(lateReply.asSlice(REPLY_HEADER), handle);
      // A message that answers nothing has number 0 and the kind of news in place of the error.
      sendLate(0, LinuxConstants.FUSE_NOTIFY_POLL(), fuse_notify_poll_wakeup_out.sizeof());
    } finally {
      lateLock.unlock();
    }
  }

  @Override
  public void completeRead(long request, MemorySegment data, int length) {
    lateLock.lock();
    try {
      MemorySegment.copy(data, 0, lateReply, REPLY_HEADER, length);
      sendLate(request, 0, length);
    } finally {
      lateLock.unlock();
    }
  }

  @Override
  public void failRead(long request, int errno) {
    lateLock.lock();
    try {
      sendLate(request, -errno, 0);
    } finally {
      lateLock.unlock();
    }
  }

  private void sendLate(long request, int error, long bodyLength) {
    if (closed) {
      return;
    }
    long length = REPLY_HEADER + bodyLength;
    fuse_out_header.len(lateReply, (int) length);
    fuse_out_header.error(lateReply, error);
    fuse_out_header.unique(lateReply, request);
    long sent = Libc.write(lateState, fd, lateReply, length);
    if (sent < 0 && !isGone((int) -sent)) {
      LOG.log(
          System.Logger.Level.WARNING,
          () -> "late reply through " + PATH + " failed: " + Errno.describe((int) -sent));
    }
  }

  /** Closes the descriptor, which ends the connection: every program gets an error from now on. */
  @Override
  public void close() {
    lateLock.lock();
    try {
      if (!closed) {
        closed = true;
        Libc.close(lateState, fd);
        Libc.close(lateState, stopFd);
        arena.close();
      }
    } finally {
      lateLock.unlock();
    }
  }
}

package dev.spinet.simulator.fuse.session;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.fuse_attr_out;
import dev.spinet.bindings.gen.linux.fuse_entry_out;
import dev.spinet.bindings.gen.linux.fuse_in_header;
import dev.spinet.bindings.gen.linux.fuse_init_in;
import dev.spinet.bindings.gen.linux.fuse_init_out;
import dev.spinet.bindings.gen.linux.fuse_interrupt_in;
import dev.spinet.bindings.gen.linux.fuse_ioctl_in;
import dev.spinet.bindings.gen.linux.fuse_ioctl_out;
import dev.spinet.bindings.gen.linux.fuse_kstatfs;
import dev.spinet.bindings.gen.linux.fuse_open_in;
import dev.spinet.bindings.gen.linux.fuse_open_out;
import dev.spinet.bindings.gen.linux.fuse_out_header;
import dev.spinet.bindings.gen.linux.fuse_poll_in;
import dev.spinet.bindings.gen.linux.fuse_poll_out;
import dev.spinet.bindings.gen.linux.fuse_read_in;
import dev.spinet.bindings.gen.linux.fuse_release_in;
import dev.spinet.bindings.gen.linux.fuse_setattr_in;
import dev.spinet.bindings.gen.linux.fuse_statfs_out;
import dev.spinet.bindings.gen.linux.fuse_write_in;
import dev.spinet.bindings.gen.linux.fuse_write_out;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns one request of the kernel into a call of a file and its result into one reply. It neither
 * reads nor writes descriptors, so it can be fed with anything: a malformed request gives an error
 * reply, or none if there is nobody to reply to, and never an exception.
 */
final class RequestDispatcher {

  /** Longest write that the kernel is asked to send in one piece, bytes. */
  static final int MAX_WRITE = 1 << 20;

  private static final int PAGE = 4096;

  /**
   * How long the kernel may keep names and attributes, seconds: they never change by themselves.
   */
  private static final long CACHE_SECONDS = 3600;

  private static final int HEADER = Math.toIntExact(fuse_in_header.sizeof());
  private static final int REPLY_HEADER = Math.toIntExact(fuse_out_header.sizeof());

  /** Room for the longest request: a write with its headers, or the arguments of an ioctl. */
  static final int REQUEST_SIZE = MAX_WRITE + PAGE;

  /** Room for the longest reply: a read of the same size. */
  static final int REPLY_SIZE = MAX_WRITE + PAGE;

  /** An older kernel sends a shorter INIT; this is what every kernel sends. */
  private static final int INIT_SHORTEST =
      Math.toIntExact(fuse_init_in.flags$offset()) + Integer.BYTES;

  private static final int NO_REPLY = Integer.MIN_VALUE;
  private static final System.Logger LOG = System.getLogger(RequestDispatcher.class.getName());

  private final DirectoryTree tree;
  private final OpenFiles openFiles = new OpenFiles();
  private final LateReplies replies;
  private final MemorySegment reply;
  private final MemorySegment replyBody;
  private final @Nullable Operation[] operations = new @Nullable Operation[64];
  private final IoctlCall ioctlCall = new IoctlCall();

  /** Header fields of the request in work. */
  private long unique;

  private long node;
  private int callerThread;

  @FunctionalInterface
  private interface Handler {
    /** Returns the length of the reply's body, {@link #NO_REPLY}, or the negative error number. */
    int handle(MemorySegment body);
  }

  private record Operation(long shortestBody, Handler handler) {}

  /**
   * A dispatcher.
   *
   * @param reply memory for the reply, {@link #REPLY_SIZE} bytes
   */
  RequestDispatcher(DirectoryTree tree, LateReplies replies, MemorySegment reply) {
    this.tree = tree;
    this.replies = replies;
    this.reply = reply;
    this.replyBody = reply.asSlice(REPLY_HEADER);
    on(LinuxConstants.FUSE_INIT(), INIT_SHORTEST, this::init);
    on(LinuxConstants.FUSE_LOOKUP(), 1, this::lookup);
    on(LinuxConstants.FUSE_FORGET(), 0, body -> NO_REPLY);
    on(LinuxConstants.FUSE_BATCH_FORGET(), 0, body -> NO_REPLY);
    on(LinuxConstants.FUSE_GETATTR(), 0, this::getAttributes);
    on(LinuxConstants.FUSE_SETATTR(), fuse_setattr_in.sizeof(), this::setAttributes);
    on(LinuxConstants.FUSE_OPENDIR(), 0, this::openDirectory);
    on(LinuxConstants.FUSE_READDIR(), fuse_read_in.sizeof(), this::readDirectory);
    on(LinuxConstants.FUSE_RELEASEDIR(), 0, body -> 0);
    on(LinuxConstants.FUSE_OPEN(), fuse_open_in.sizeof(), this::open);
    on(LinuxConstants.FUSE_READ(), fuse_read_in.sizeof(), this::read);
    on(LinuxConstants.FUSE_WRITE(), fuse_write_in.sizeof(), this::write);
    on(LinuxConstants.FUSE_IOCTL(), fuse_ioctl_in.sizeof(), this::ioctl);
    on(LinuxConstants.FUSE_POLL(), fuse_poll_in.sizeof(), this::poll);
    on(LinuxConstants.FUSE_FLUSH(), 0, body -> 0);
    on(LinuxConstants.FUSE_RELEASE(), fuse_release_in.sizeof(), this::release);
    on(LinuxConstants.FUSE_INTERRUPT(), fuse_interrupt_in.sizeof(), this::interrupt);
    on(LinuxConstants.FUSE_STATFS(), 0, this::statistics);
    on(LinuxConstants.FUSE_DESTROY(), 0, body -> 0);
  }

  private void on(int opcode, long shortestBody, Handler handler) {
    operations[opcode] = new Operation(shortestBody, handler);
  }

  /**
   * Serves one request.
   *
   * @param request memory with the request
   * @param length bytes of it
   * @return bytes of the reply to send; 0 if there is none
   */
  int dispatch(MemorySegment request, long length) {
    if (length < HEADER || length > request.byteSize()) {
      return 0;
    }
    unique = fuse_in_header.unique(request);
    node = fuse_in_header.nodeid(request);
    callerThread = fuse_in_header.pid(request);
    int opcode = fuse_in_header.opcode(request);
    var operation = opcode >= 0 && opcode < operations.length ? operations[opcode] : null;
    int result;
    if (Integer.toUnsignedLong(fuse_in_header.len(request)) != length) {
      result = -LinuxConstants.EIO();
    } else if (operation == null) {
      result = -LinuxConstants.ENOSYS();
    } else if (length - HEADER < operation.shortestBody) {
      result = -LinuxConstants.EINVAL();
    } else {
      result = run(operation, request.asSlice(HEADER, length - HEADER));
    }
    return result == NO_REPLY ? 0 : finish(result);
  }

  private int run(Operation operation, MemorySegment body) {
    try {
      return operation.handler.handle(body);
    } catch (RuntimeException e) {
      // A mistake in one file must not end the device of everybody else.
      LOG.log(System.Logger.Level.ERROR, "a virtual file failed; the program gets EIO", e);
      return -LinuxConstants.EIO();
    }
  }

  private int finish(int result) {
    int length = REPLY_HEADER + Math.max(result, 0);
    fuse_out_header.len(reply, length);
    fuse_out_header.error(reply, Math.min(result, 0));
    fuse_out_header.unique(reply, unique);
    return length;
  }

  /** Everything that is open is closed: the session ends. */
  void releaseAll() {
    openFiles.releaseAll();
  }

  private int init(MemorySegment body) {
    int major = fuse_init_in.major(body);
    int length = clear(fuse_init_out.sizeof());
    fuse_init_out.major(replyBody, LinuxConstants.SPINET_FUSE_MAJOR());
    fuse_init_out.minor(replyBody, LinuxConstants.SPINET_FUSE_MINOR());
    if (major < LinuxConstants.SPINET_FUSE_MAJOR()) {
      return -LinuxConstants.EPROTO();
    }
    if (major > LinuxConstants.SPINET_FUSE_MAJOR()) {
      return length; // The kernel asks again with our version.
    }
    int wanted =
        LinuxConstants.FUSE_PARALLEL_DIROPS()
            | LinuxConstants.FUSE_MAX_PAGES()
            | LinuxConstants.FUSE_ABORT_ERROR()
            | LinuxConstants.FUSE_ATOMIC_O_TRUNC();
    fuse_init_out.flags(replyBody, fuse_init_in.flags(body) & wanted);
    fuse_init_out.max_write(replyBody, MAX_WRITE);
    fuse_init_out.max_pages(replyBody, (short) (MAX_WRITE / PAGE));
    fuse_init_out.time_gran(replyBody, 1);
    return length;
  }

  private int lookup(MemorySegment body) {
    var name = name(body);
    long found = node == DirectoryTree.ROOT && name != null ? tree.lookup(name) : 0;
    if (found == 0) {
      return -LinuxConstants.ENOENT();
    }
    int length = clear(fuse_entry_out.sizeof());
    fuse_entry_out.nodeid(replyBody, found);
    fuse_entry_out.entry_valid(replyBody, CACHE_SECONDS);
    fuse_entry_out.attr_valid(replyBody, CACHE_SECONDS);
    tree.attributes(found, fuse_entry_out.attr(replyBody));
    return length;
  }

  private static @Nullable String name(MemorySegment body) {
    for (long end = 0; end < body.byteSize(); end++) {
      if (body.get(ValueLayout.JAVA_BYTE, end) == 0) {
        byte[] bytes = body.asSlice(0, end).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  private int getAttributes(MemorySegment body) {
    if (!tree.exists(node)) {
      return -LinuxConstants.ENOENT();
    }
    return attributes();
  }

  private int attributes() {
    int length = clear(fuse_attr_out.sizeof());
    fuse_attr_out.attr_valid(replyBody, CACHE_SECONDS);
    tree.attributes(node, fuse_attr_out.attr(replyBody));
    return length;
  }

  private int setAttributes(MemorySegment body) {
    if (!tree.isFile(node)) {
      return -LinuxConstants.EPERM();
    }
    tree.change(node, body);
    return attributes();
  }

  private int openDirectory(MemorySegment body) {
    return node == DirectoryTree.ROOT ? clear(fuse_open_out.sizeof()) : -LinuxConstants.ENOTDIR();
  }

  private int readDirectory(MemorySegment body) {
    if (node != DirectoryTree.ROOT) {
      return -LinuxConstants.ENOTDIR();
    }
    return tree.list(fuse_read_in.offset(body), replyBody, readSize(body));
  }

  private static int readSize(MemorySegment body) {
    return (int) Math.min(Integer.toUnsignedLong(fuse_read_in.size(body)), MAX_WRITE);
  }

  private int open(MemorySegment body) {
    if (!tree.isFile(node)) {
      return -LinuxConstants.EISDIR();
    }
    var file = tree.file(node);
    if (!openFiles.hasRoom()) {
      return -LinuxConstants.ENFILE();
    }
    OpenFile opened;
    try {
      opened = file.open(replies, fuse_open_in.flags(body));
    } catch (OpenRefusedException e) {
      return -e.errno();
    }
    int length = clear(fuse_open_out.sizeof());
    fuse_open_out.fh(replyBody, openFiles.add(opened));
    // Without NOFLUSH, a process that serves and uses the device deadlocks at its exit: closing
    // the descriptor waits for a FLUSH that nobody is left to answer.
    fuse_open_out.open_flags(
        replyBody,
        LinuxConstants.FOPEN_DIRECT_IO()
            | LinuxConstants.FOPEN_NOFLUSH()
            | (file.isSeekable() ? 0 : LinuxConstants.FOPEN_NONSEEKABLE()));
    return length;
  }

  private int release(MemorySegment body) {
    var file = openFiles.remove(fuse_release_in.fh(body));
    if (file == null) {
      return -LinuxConstants.EBADF();
    }
    file.release();
    return 0;
  }

  private int read(MemorySegment body) {
    var file = openFiles.get(fuse_read_in.fh(body));
    if (file == null) {
      return -LinuxConstants.EBADF();
    }
    int size = readSize(body);
    int result =
        file.read(
            unique,
            fuse_read_in.flags(body),
            fuse_read_in.offset(body),
            replyBody.asSlice(0, size),
            size);
    return result == OpenFile.LATER ? NO_REPLY : result;
  }

  private int write(MemorySegment body) {
    var file = openFiles.get(fuse_write_in.fh(body));
    if (file == null) {
      return -LinuxConstants.EBADF();
    }
    long size = Integer.toUnsignedLong(fuse_write_in.size(body));
    if (size > body.byteSize() - fuse_write_in.sizeof()) {
      return -LinuxConstants.EINVAL();
    }
    int result = file.write(body.asSlice(fuse_write_in.sizeof(), size), (int) size);
    if (result < 0) {
      return result;
    }
    int length = clear(fuse_write_out.sizeof());
    fuse_write_out.size(replyBody, result);
    return length;
  }

  private int ioctl(MemorySegment body) {
    var file = openFiles.get(fuse_ioctl_in.fh(body));
    if (file == null) {
      return -LinuxConstants.EBADF();
    }
    if ((fuse_ioctl_in.flags(body) & LinuxConstants.FUSE_IOCTL_DIR()) != 0) {
      return -LinuxConstants.ENOTTY();
    }
    long inputSize = Integer.toUnsignedLong(fuse_ioctl_in.in_size(body));
    long outputSize = Integer.toUnsignedLong(fuse_ioctl_in.out_size(body));
    if (inputSize > body.byteSize() - fuse_ioctl_in.sizeof() || outputSize > MAX_WRITE) {
      return -LinuxConstants.EINVAL();
    }
    int length = clear(fuse_ioctl_out.sizeof() + outputSize);
    ioctlCall.set(
        fuse_ioctl_in.cmd(body),
        fuse_ioctl_in.arg(body),
        callerThread,
        body.asSlice(fuse_ioctl_in.sizeof(), inputSize),
        replyBody.asSlice(fuse_ioctl_out.sizeof(), outputSize));
    int result = file.ioctl(ioctlCall);
    if (result < 0) {
      return result;
    }
    fuse_ioctl_out.result(replyBody, result);
    return length;
  }

  private int poll(MemorySegment body) {
    var file = openFiles.get(fuse_poll_in.fh(body));
    if (file == null) {
      return -LinuxConstants.EBADF();
    }
    boolean notify = (fuse_poll_in.flags(body) & LinuxConstants.FUSE_POLL_SCHEDULE_NOTIFY()) != 0;
    int ready = file.poll(fuse_poll_in.kh(body), notify);
    int length = clear(fuse_poll_out.sizeof());
    fuse_poll_out.revents(replyBody, ready);
    return length;
  }

  private int interrupt(MemorySegment body) {
    openFiles.cancel(fuse_interrupt_in.unique(body));
    return NO_REPLY;
  }

  private int statistics(MemorySegment body) {
    int length = clear(fuse_statfs_out.sizeof());
    var statistics = fuse_statfs_out.st(replyBody);
    fuse_kstatfs.bsize(statistics, PAGE);
    fuse_kstatfs.frsize(statistics, PAGE);
    fuse_kstatfs.namelen(statistics, 255);
    return length;
  }

  /** Zeroes the start of the reply's body: no bytes of an earlier reply may reach a program. */
  private int clear(long length) {
    replyBody.asSlice(0, length).fill((byte) 0);
    return Math.toIntExact(length);
  }
}

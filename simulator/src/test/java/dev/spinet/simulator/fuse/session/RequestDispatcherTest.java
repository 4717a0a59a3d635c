package dev.spinet.simulator.fuse.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.fuse_attr;
import dev.spinet.bindings.gen.linux.fuse_dirent;
import dev.spinet.bindings.gen.linux.fuse_entry_out;
import dev.spinet.bindings.gen.linux.fuse_in_header;
import dev.spinet.bindings.gen.linux.fuse_init_in;
import dev.spinet.bindings.gen.linux.fuse_init_out;
import dev.spinet.bindings.gen.linux.fuse_interrupt_in;
import dev.spinet.bindings.gen.linux.fuse_ioctl_in;
import dev.spinet.bindings.gen.linux.fuse_ioctl_out;
import dev.spinet.bindings.gen.linux.fuse_open_in;
import dev.spinet.bindings.gen.linux.fuse_open_out;
import dev.spinet.bindings.gen.linux.fuse_out_header;
import dev.spinet.bindings.gen.linux.fuse_poll_in;
import dev.spinet.bindings.gen.linux.fuse_read_in;
import dev.spinet.bindings.gen.linux.fuse_release_in;
import dev.spinet.bindings.gen.linux.fuse_setattr_in;
import dev.spinet.bindings.gen.linux.fuse_write_in;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests as the kernel sends them, and as nobody should. */
class RequestDispatcherTest {

  private static final long UNIQUE = 0x1234_5678_9ABCL;
  private static final int HEADER = Math.toIntExact(fuse_in_header.sizeof());
  private static final int REPLY_HEADER = Math.toIntExact(fuse_out_header.sizeof());

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment request = arena.allocate(RequestDispatcher.REQUEST_SIZE, Long.BYTES);
  private final MemorySegment body = request.asSlice(HEADER);
  private final MemorySegment reply = arena.allocate(RequestDispatcher.REPLY_SIZE, Long.BYTES);
  private final MemorySegment answer = reply.asSlice(REPLY_HEADER);
  private final TestFile file = new TestFile("device");
  private final DirectoryTree tree =
      new DirectoryTree(List.of(file, new TestFile("second")), 0640, 10, 20);
  private final RequestDispatcher dispatcher = new RequestDispatcher(tree, new NoReplies(), reply);

  private static final class NoReplies implements LateReplies {
    @Override
    public void wakePollers(long handle) {}

    @Override
    public void completeRead(long request, MemorySegment data, int length) {}

    @Override
    public void failRead(long request, int errno) {}
  }

  /** A file that does what the request says. */
  private static final class TestFile implements VirtualFile, OpenFile {
    private final String name;
    private int open;
    private long cancelled;

    TestFile(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public OpenFile open(LateReplies replies, int flags) throws OpenRefusedException {
      if ((flags & LinuxConstants.O_APPEND()) != 0) {
        throw new OpenRefusedException(LinuxConstants.EBUSY());
      }
      open++;
      return this;
    }

    @Override
    public int ioctl(IoctlCall call) {
      if (call.request() == -1) {
        throw new IllegalStateException("a defect in a file, which this test wants");
      }
      call.output().fill((byte) 7);
      return call.request() == 5 ? -LinuxConstants.ENOTTY() : (int) call.input().byteSize();
    }

    @Override
    public int read(long number, int flags, long offset, MemorySegment buffer, int size) {
      buffer.fill((byte) 9);
      return offset == 1 ? LATER : size;
    }

    @Override
    public int write(MemorySegment data, int size) {
      return (int) data.byteSize();
    }

    @Override
    public boolean cancel(long number) {
      cancelled = number;
      return true;
    }

    @Override
    public void release() {
      open--;
    }
  }

  /** Sends a request with a body of some bytes; returns the error, or the length of the answer. */
  private int send(int opcode, long node, long bodyLength) {
    return send(opcode, node, bodyLength, HEADER + bodyLength);
  }

  private int send(int opcode, long node, long bodyLength, long declared) {
    fuse_in_header.len(request, (int) declared);
    fuse_in_header.opcode(request, opcode);
    fuse_in_header.unique(request, UNIQUE);
    fuse_in_header.nodeid(request, node);
    int length = dispatcher.dispatch(request, HEADER + bodyLength);
    return length == 0 ? Integer.MIN_VALUE : checked(length);
  }

  private int checked(int length) {
    assertEquals(length, fuse_out_header.len(reply));
    assertTrue(length >= REPLY_HEADER && length <= reply.byteSize(), "length " + length);
    int error = fuse_out_header.error(reply);
    // The kernel takes nothing else (fuse_dev_do_write()).
    assertTrue(error <= 0 && error > -512, "error " + error);
    assertTrue(error == 0 || length == REPLY_HEADER, "an error with an answer");
    return error < 0 ? error : length - REPLY_HEADER;
  }

  private long open() {
    fuse_open_in.flags(body, LinuxConstants.O_RDWR());
    assertEquals(
        fuse_open_out.sizeof(), send(LinuxConstants.FUSE_OPEN(), 2, fuse_open_in.sizeof()));
    return fuse_open_out.fh(answer);
  }

  @Test
  void agreesOnTheProtocol() {
    fuse_init_in.major(body, LinuxConstants.SPINET_FUSE_MAJOR());
    fuse_init_in.minor(body, 45);
    fuse_init_in.flags(body, LinuxConstants.FUSE_MAX_PAGES());
    int length = send(LinuxConstants.FUSE_INIT(), 0, fuse_init_in.sizeof());
    assertEquals(fuse_init_out.sizeof(), length);
    assertEquals(LinuxConstants.SPINET_FUSE_MAJOR(), fuse_init_out.major(answer));
    assertEquals(LinuxConstants.SPINET_FUSE_MINOR(), fuse_init_out.minor(answer));
    assertEquals(LinuxConstants.FUSE_MAX_PAGES(), fuse_init_out.flags(answer));
    assertEquals(RequestDispatcher.MAX_WRITE, fuse_init_out.max_write(answer));
    fuse_init_in.major(body, 6);
    assertEquals(-LinuxConstants.EPROTO(), send(LinuxConstants.FUSE_INIT(), 0, 16));
    fuse_init_in.major(body, 8);
    assertEquals(fuse_init_out.sizeof(), send(LinuxConstants.FUSE_INIT(), 0, 16));
  }

  @Test
  void findsFilesByName() {
    body.setString(0, "second");
    assertEquals(fuse_entry_out.sizeof(), send(LinuxConstants.FUSE_LOOKUP(), 1, 7));
    assertEquals(3, fuse_entry_out.nodeid(answer));
    var attributes = fuse_entry_out.attr(answer);
    assertEquals(LinuxConstants.S_IFREG() | 0640, fuse_attr.mode(attributes));
    assertEquals(10, fuse_attr.uid(attributes));
    assertEquals(20, fuse_attr.gid(attributes));
    int missing = -LinuxConstants.ENOENT();
    assertEquals(missing, send(LinuxConstants.FUSE_LOOKUP(), 2, 7));
    assertEquals(missing, send(LinuxConstants.FUSE_LOOKUP(), 1, 6), "a name without an end");
    body.setString(0, "third");
    assertEquals(missing, send(LinuxConstants.FUSE_LOOKUP(), 1, 6));
    assertEquals(missing, send(LinuxConstants.FUSE_GETATTR(), 99, 0));
  }

  @Test
  void listsTheDirectoryInPieces() {
    fuse_read_in.size(body, 100);
    long position = 0;
    var names = new ArrayList<String>();
    for (int calls = 0; calls < 10; calls++) {
      fuse_read_in.offset(body, position);
      int length = send(LinuxConstants.FUSE_READDIR(), 1, fuse_read_in.sizeof());
      if (length == 0) {
        break;
      }
      for (long at = 0; at < length; ) {
        var entry = answer.asSlice(at);
        int nameLength = fuse_dirent.namelen(entry);
        var name = entry.asSlice(fuse_dirent.sizeof(), nameLength);
        names.add(new String(name.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
        position = fuse_dirent.off(entry);
        at += (fuse_dirent.sizeof() + nameLength + 7) / 8 * 8;
      }
    }
    assertEquals(List.of(".", "..", "device", "second"), names);
    assertEquals(
        -LinuxConstants.ENOTDIR(), send(LinuxConstants.FUSE_READDIR(), 2, fuse_read_in.sizeof()));
  }

  @Test
  void changesOwnerAndPermissions() {
    body.asSlice(0, fuse_setattr_in.sizeof()).fill((byte) 0);
    fuse_setattr_in.valid(
        body,
        LinuxConstants.FATTR_MODE() | LinuxConstants.FATTR_UID() | LinuxConstants.FATTR_GID());
    fuse_setattr_in.mode(body, LinuxConstants.S_IFREG() | 0600);
    fuse_setattr_in.uid(body, 1000);
    fuse_setattr_in.gid(body, 1001);
    assertTrue(send(LinuxConstants.FUSE_SETATTR(), 2, fuse_setattr_in.sizeof()) > 0);
    var attributes = arena.allocate(fuse_attr.layout());
    tree.attributes(2, attributes);
    assertEquals(LinuxConstants.S_IFREG() | 0600, fuse_attr.mode(attributes));
    assertEquals(1000, fuse_attr.uid(attributes));
    assertEquals(1001, fuse_attr.gid(attributes));
    assertEquals(
        -LinuxConstants.EPERM(), send(LinuxConstants.FUSE_SETATTR(), 1, fuse_setattr_in.sizeof()));
  }

  @Test
  void openFilesHaveHandlesUntilTheyAreReleased() {
    long first = open();
    long second = open();
    assertTrue(first != second);
    assertEquals(2, file.open);
    int wanted = LinuxConstants.FOPEN_NOFLUSH() | LinuxConstants.FOPEN_DIRECT_IO();
    assertEquals(wanted, fuse_open_out.open_flags(answer) & wanted);
    fuse_release_in.fh(body, first);
    assertEquals(0, send(LinuxConstants.FUSE_RELEASE(), 2, fuse_release_in.sizeof()));
    assertEquals(
        -LinuxConstants.EBADF(), send(LinuxConstants.FUSE_RELEASE(), 2, fuse_release_in.sizeof()));
    assertEquals(1, file.open);
    assertEquals(first, open(), "a handle is used again");
    dispatcher.releaseAll();
    assertEquals(0, file.open);
    fuse_open_in.flags(body, LinuxConstants.O_APPEND());
    int opened = send(LinuxConstants.FUSE_OPEN(), 2, fuse_open_in.sizeof());
    assertEquals(-LinuxConstants.EBUSY(), opened);
    assertEquals(
        -LinuxConstants.EISDIR(), send(LinuxConstants.FUSE_OPEN(), 1, fuse_open_in.sizeof()));
    assertEquals(
        -LinuxConstants.EISDIR(), send(LinuxConstants.FUSE_OPEN(), 77, fuse_open_in.sizeof()));
  }

  @Test
  void handlesAreLimited() {
    fuse_open_in.flags(body, 0);
    int opened = 0;
    while (send(LinuxConstants.FUSE_OPEN(), 2, fuse_open_in.sizeof()) > 0) {
      opened++;
      assertTrue(opened < 100_000, "no limit");
    }
    assertEquals(-LinuxConstants.ENFILE(), fuse_out_header.error(reply));
  }

  private int ioctl(long handle, int command, int inputSize, int outputSize, long present) {
    fuse_ioctl_in.fh(body, handle);
    fuse_ioctl_in.flags(body, 0);
    fuse_ioctl_in.cmd(body, command);
    fuse_ioctl_in.in_size(body, inputSize);
    fuse_ioctl_in.out_size(body, outputSize);
    return send(LinuxConstants.FUSE_IOCTL(), 2, fuse_ioctl_in.sizeof() + present);
  }

  @Test
  void ioctlsCarryBytesBothWays() {
    long handle = open();
    answer.fill((byte) 1);
    assertEquals(fuse_ioctl_out.sizeof() + 20, ioctl(handle, 1, 16, 20, 16));
    assertEquals(16, fuse_ioctl_out.result(answer));
    assertEquals(0, fuse_ioctl_out.in_iovs(answer));
    assertEquals(7, answer.get(ValueLayout.JAVA_BYTE, fuse_ioctl_out.sizeof() + 19));
    assertEquals(1, answer.get(ValueLayout.JAVA_BYTE, fuse_ioctl_out.sizeof() + 20));
    assertEquals(-LinuxConstants.ENOTTY(), ioctl(handle, 5, 0, 0, 0));
    assertEquals(-LinuxConstants.EIO(), ioctl(handle, -1, 0, 0, 0));
    assertEquals(-LinuxConstants.EBADF(), ioctl(handle + 1, 1, 0, 0, 0));
    assertEquals(-LinuxConstants.EBADF(), ioctl(-1, 1, 0, 0, 0));
    assertEquals(-LinuxConstants.EINVAL(), ioctl(handle, 1, 17, 0, 16));
    assertEquals(-LinuxConstants.EINVAL(), ioctl(handle, 1, -1, 0, 16));
    assertEquals(-LinuxConstants.EINVAL(), ioctl(handle, 1, 0, -1, 16));
  }

  @Test
  void readsWritesAndInterrupts() {
    long handle = open();
    fuse_read_in.fh(body, handle);
    fuse_read_in.size(body, -1);
    fuse_read_in.offset(body, 0);
    int most = send(LinuxConstants.FUSE_READ(), 2, fuse_read_in.sizeof());
    assertEquals(RequestDispatcher.MAX_WRITE, most);
    fuse_read_in.offset(body, 1);
    assertEquals(Integer.MIN_VALUE, send(LinuxConstants.FUSE_READ(), 2, fuse_read_in.sizeof()));
    fuse_interrupt_in.unique(body, UNIQUE);
    assertEquals(
        Integer.MIN_VALUE, send(LinuxConstants.FUSE_INTERRUPT(), 0, fuse_interrupt_in.sizeof()));
    assertEquals(UNIQUE, file.cancelled);
    fuse_write_in.fh(body, handle);
    fuse_write_in.size(body, 100);
    assertTrue(send(LinuxConstants.FUSE_WRITE(), 2, fuse_write_in.sizeof() + 100) > 0);
    assertEquals(
        -LinuxConstants.EINVAL(),
        send(LinuxConstants.FUSE_WRITE(), 2, fuse_write_in.sizeof() + 99));
    fuse_write_in.size(body, -1);
    assertEquals(
        -LinuxConstants.EINVAL(),
        send(LinuxConstants.FUSE_WRITE(), 2, fuse_write_in.sizeof() + 99));
  }

  @Test
  void unknownOperationsAndBrokenHeadersGetAnError() {
    assertEquals(-LinuxConstants.ENOSYS(), send(0, 1, 0));
    assertEquals(-LinuxConstants.ENOSYS(), send(63, 1, 0));
    assertEquals(-LinuxConstants.ENOSYS(), send(4096, 1, 0));
    assertEquals(-LinuxConstants.ENOSYS(), send(-1, 1, 0));
    assertEquals(-LinuxConstants.EIO(), send(LinuxConstants.FUSE_GETATTR(), 1, 16, -1));
    assertEquals(-LinuxConstants.EINVAL(), send(LinuxConstants.FUSE_OPEN(), 2, 1));
    assertEquals(0, dispatcher.dispatch(request, HEADER - 1));
    assertEquals(0, dispatcher.dispatch(request, -5));
    assertEquals(0, dispatcher.dispatch(request, request.byteSize() + 1));
    assertEquals(Integer.MIN_VALUE, send(LinuxConstants.FUSE_FORGET(), 2, 0));
  }

  @Test
  void nothingBreaksIt() {
    var random = new Random(42);
    for (int i = 0; i < 200_000; i++) {
      int length = HEADER + random.nextInt(200);
      for (int at = 0; at < length; at += Long.BYTES) {
        // Small numbers more often than large ones: they pass the first checks.
        long value = random.nextLong() >>> random.nextInt(64);
        request.set(ValueLayout.JAVA_LONG, at, value);
      }
      fuse_in_header.len(request, length);
      fuse_in_header.opcode(request, random.nextInt(50));
      fuse_in_header.nodeid(request, random.nextInt(5));
      fuse_in_header.unique(request, UNIQUE);
      int replyLength = dispatcher.dispatch(request, length);
      if (replyLength > 0) {
        // EIO would be a length that does not fit, or an exception that was caught.
        assertTrue(checked(replyLength) != -LinuxConstants.EIO());
        assertEquals(UNIQUE, fuse_out_header.unique(reply));
      }
    }
    dispatcher.releaseAll();
    assertTrue(open() > 0);
  }

  @Test
  void namesAreUnique() {
    var twice = List.of(new TestFile("same"), new TestFile("same"));
    assertThrows(IllegalArgumentException.class, () -> new DirectoryTree(twice, 0600, 0, 0));
  }

  @Test
  void pollsAreAnsweredAtOnce() {
    fuse_poll_in.fh(body, open());
    fuse_poll_in.flags(body, LinuxConstants.FUSE_POLL_SCHEDULE_NOTIFY());
    assertTrue(send(LinuxConstants.FUSE_POLL(), 2, fuse_poll_in.sizeof()) > 0);
    assertTrue((answer.get(ValueLayout.JAVA_INT, 0) & LinuxConstants.POLLIN()) != 0);
  }
}

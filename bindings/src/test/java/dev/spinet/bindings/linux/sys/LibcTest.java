package dev.spinet.bindings.linux.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.iovec;
import dev.spinet.bindings.gen.linux.pollfd;
import dev.spinet.bindings.gen.linux.timespec;
import dev.spinet.bindings.linux.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real system calls. */
@Timeout(60)
class LibcTest {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = Libc.allocateState(arena);

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void errorsComeAsNegativeNumbers() {
    assertEquals(-Errno.ENOENT.number(), open("/nothing/here", LinuxConstants.O_RDONLY()));
    assertEquals(-Errno.EBADF.number(), Libc.close(state, 99_999));
    var bytes = arena.allocate(8);
    assertEquals(-Errno.EBADF.number(), Libc.read(state, -1, bytes, 8));
    assertEquals(-Errno.EBADF.number(), Libc.write(state, -1, bytes, 8));
    assertEquals(-Errno.EBADF.number(), Libc.fcntl(state, -1, LinuxConstants.F_GETFL(), 0));
    assertEquals(-Errno.EINVAL.number(), Libc.eventfd(state, 0, 0x4000_0000));
  }

  @Test
  void deviceRefusesAnIoctlItDoesNotKnow() {
    int fd = open("/dev/null", LinuxConstants.O_RDWR());
    assertTrue(fd >= 0);
    var argument = arena.allocate(64);
    long request = LinuxConstants.SPINET_SPI_IOC_MESSAGE_1();
    assertEquals(-Errno.ENOTTY.number(), Libc.ioctl(state, fd, request, argument));
    assertEquals(-Errno.ENOTTY.number(), Libc.ioctl(state, fd, request, argument, argument));
    assertEquals(-Errno.ENOTTY.number(), Libc.ioctlValue(state, fd, request, 0));
    assertEquals(0, Libc.close(state, fd));
    assertEquals(-Errno.EBADF.number(), Libc.close(state, fd));
  }

  @Test
  void ioctlReadsAndWritesItsArgument() {
    int[] ends = pipe(0);
    var buffer = arena.allocateFrom("seven!");
    assertEquals(7, Libc.write(state, ends[1], buffer, 7));
    var waiting = arena.allocate(JAVA_INT);
    assertEquals(0, Libc.ioctl(state, ends[0], LinuxConstants.FIONREAD(), waiting));
    assertEquals(7, waiting.get(JAVA_INT, 0));
    waiting.set(JAVA_INT, 0, 0);
    assertEquals(0, Libc.ioctl(state, ends[0], LinuxConstants.FIONREAD(), waiting, buffer));
    assertEquals(7, waiting.get(JAVA_INT, 0), "the surplus argument changed the request");
    close(ends);
  }

  @Test
  void fileIsMadeWithTheModeGiven(@TempDir Path folder) throws Exception {
    var file = folder.resolve("made");
    int flags = LinuxConstants.O_CREAT() | LinuxConstants.O_WRONLY() | LinuxConstants.O_EXCL();
    var path = arena.allocateFrom(file.toString());
    // The owner's bits only, so that no umask takes any away.
    int fd = Libc.open(state, path, flags, LinuxConstants.S_IRUSR());
    assertTrue(fd >= 0);
    var data = arena.allocateFrom(JAVA_BYTE, (byte) 1, (byte) 2, (byte) 3);
    assertEquals(2, Libc.write(state, fd, data, 2));
    assertEquals(0, Libc.close(state, fd));
    assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(file));
    assertEquals("[OWNER_READ]", Files.getPosixFilePermissions(file).toString());
    assertEquals(-Errno.EEXIST.number(), Libc.open(state, path, flags, 0));
  }

  @Test
  void eventfdCounts() {
    int flags = LinuxConstants.EFD_CLOEXEC() | LinuxConstants.EFD_NONBLOCK();
    int fd = Libc.eventfd(state, 0, flags);
    var count = arena.allocate(JAVA_LONG);
    assertEquals(-Errno.EAGAIN.number(), Libc.read(state, fd, count, 8));
    count.set(JAVA_LONG, 0, 5);
    assertEquals(8, Libc.write(state, fd, count, 8));
    assertEquals(8, Libc.write(state, fd, count, 8));
    assertEquals(8, Libc.read(state, fd, count, 8));
    assertEquals(10, count.get(JAVA_LONG, 0));
    assertEquals(LinuxConstants.FD_CLOEXEC(), Libc.fcntl(state, fd, LinuxConstants.F_GETFD(), 0));
    assertEquals(0, Libc.close(state, fd));
  }

  @Test
  void pollTellsReadinessAndTimeOut() {
    int[] ends = pipe(LinuxConstants.O_CLOEXEC());
    var poll = arena.allocate(pollfd.layout());
    pollfd.fd(poll, ends[0]);
    pollfd.events(poll, (short) LinuxConstants.POLLIN());
    assertEquals(0, Libc.poll(state, poll, 1, 1));
    var timeout = arena.allocate(timespec.layout());
    timespec.tv_nsec(timeout, 1_000);
    assertEquals(0, Libc.ppoll(state, poll, 1, timeout));
    timespec.tv_nsec(timeout, 1_000_000_000);
    assertEquals(-Errno.EINVAL.number(), Libc.ppoll(state, poll, 1, timeout));

    assertEquals(1, Libc.write(state, ends[1], arena.allocate(1), 1));
    assertEquals(1, Libc.poll(state, poll, 1, -1));
    assertEquals(LinuxConstants.POLLIN(), pollfd.revents(poll));
    assertEquals(1, Libc.ppoll(state, poll, 1, MemorySegment.NULL));
    close(ends);
  }

  @Test
  void countsThatDoNotFitAreRefused() {
    var small = arena.allocate(4);
    assertThrows(IndexOutOfBoundsException.class, () -> Libc.read(state, 0, small, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> Libc.write(state, 0, small, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> Libc.poll(state, small, 1, 0));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Libc.ppoll(state, small, Long.MAX_VALUE, MemorySegment.NULL));
    assertThrows(IndexOutOfBoundsException.class, () -> Libc.pipe2(state, small, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> LibcProcess.getgroups(state, 2, small));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> LibcProcess.processVmReadv(state, 1, small, 1, small, 0));
  }

  @Test
  void memoryIsCheckedBeforeTheCall() throws Exception {
    var heap = MemorySegment.ofArray(new byte[8]);
    assertThrows(IllegalArgumentException.class, () -> Libc.read(state, 0, heap, 8));
    MemorySegment gone;
    try (var closed = Arena.ofShared()) {
      gone = closed.allocate(8);
    }
    var argument = arena.allocate(8);
    assertThrows(IllegalStateException.class, () -> Libc.read(state, 0, gone, 8));
    assertThrows(
        IllegalStateException.class,
        () -> Libc.ioctl(state, 0, LinuxConstants.FIONREAD(), argument, gone));
    try (var confined = Arena.ofConfined()) {
      var mine = confined.allocate(8);
      var thrown = new AtomicReference<Throwable>();
      var thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Libc.ioctl(state, 0, LinuxConstants.FIONREAD(), argument, mine);
                } catch (Throwable t) {
                  thrown.set(t);
                }
              });
      thread.join();
      assertEquals(WrongThreadException.class, thrown.get().getClass());
    }
  }

  /**
   * Memory whose address is inside the argument of an ioctl cannot be freed during the call. No
   * ioctl that waits is to be had everywhere, so a quick one is made over and over until a close
   * falls into it.
   */
  @Test
  void memoryNamedInAnIoctlStaysDuringTheCall() throws Exception {
    int[] ends = pipe(0);
    boolean refused = false;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!refused && System.nanoTime() - deadline < 0) {
      refused = isCloseRefusedDuringIoctl(ends[0]);
    }
    assertTrue(refused, "memory was always freed, as if the call did not keep it");
    close(ends);
  }

  @SuppressWarnings("MustBeClosedChecker") // Closed in the loop, as often as it takes.
  private boolean isCloseRefusedDuringIoctl(int fd) throws InterruptedException {
    var payload = Arena.ofShared();
    var kept = payload.allocate(16);
    var argument = arena.allocate(JAVA_INT);
    var calls = new AtomicInteger();
    var thread =
        Thread.ofPlatform()
            .start(() -> {
              while (kept.scope().isAlive()) {
                try {
                  Libc.ioctl(state, fd, LinuxConstants.FIONREAD(), argument, kept);
                  calls.incrementAndGet();
                } catch (IllegalStateException _) {
                  return; // Closed between two calls.
                }
              }
            });
    while (calls.get() == 0) {
      Thread.onSpinWait();
    }
    boolean refused = false;
    while (kept.scope().isAlive()) {
      try {
        payload.close();
      } catch (IllegalStateException _) {
        refused = true;
      }
    }
    thread.join();
    return refused;
  }

  @Test
  void processMemoryIsCopied() {
    var source = arena.allocateFrom(JAVA_BYTE, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
    var target = arena.allocate(4);
    var local = vector(target);
    var remote = vector(source);
    int self = Math.toIntExact(ProcessHandle.current().pid());
    assertEquals(4, LibcProcess.processVmReadv(state, self, local, 1, remote, 1));
    assertEquals(-1, source.mismatch(target));
    target.fill((byte) 9);
    // Now from the target to the source.
    assertEquals(4, LibcProcess.processVmWritev(state, self, local, 1, remote, 1));
    assertEquals(9, source.get(JAVA_BYTE, 3));
    iovec.iov_base(remote, MemorySegment.ofAddress(8));
    assertEquals(
        -Errno.EFAULT.number(), LibcProcess.processVmReadv(state, self, local, 1, remote, 1));
  }

  private MemorySegment vector(MemorySegment memory) {
    var vector = arena.allocate(iovec.layout());
    iovec.iov_base(vector, memory);
    iovec.iov_len(vector, memory.byteSize());
    return vector;
  }

  @Test
  void usersAndGroupsAreThoseOfTheProcess() throws Exception {
    var status = Files.readAllLines(Path.of("/proc/self/status"));
    assertEquals(statusField(status, "Uid:")[1], LibcProcess.geteuid());
    assertEquals(statusField(status, "Gid:")[1], LibcProcess.getegid());
    int[] expected = statusField(status, "Groups:");
    int count = LibcProcess.getgroups(state, 0, MemorySegment.NULL);
    assertEquals(expected.length, count);
    var groups = arena.allocate(JAVA_INT, Math.max(count, 1));
    assertEquals(count, LibcProcess.getgroups(state, count, groups));
    assertArrayEquals(expected, Arrays.copyOf(groups.toArray(JAVA_INT), count));
  }

  private static int[] statusField(List<String> status, String name) {
    var line = status.stream().filter(l -> l.startsWith(name)).findFirst().orElseThrow();
    return Pattern.compile("\\d+")
        .matcher(line)
        .results()
        .mapToInt(match -> Integer.parseUnsignedInt(match.group()))
        .toArray();
  }

  @Test
  void linkIsRead(@TempDir Path folder) throws Exception {
    var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/the/target"));
    var path = arena.allocateFrom(link.toString());
    var buffer = arena.allocate(64);
    assertEquals(11, LibcProcess.readlink(state, path, buffer));
    assertEquals("/the/target", buffer.getString(0));
    assertEquals(4, LibcProcess.readlink(state, path, arena.allocate(4)));
    var folderPath = arena.allocateFrom(folder.toString());
    assertEquals(-Errno.EINVAL.number(), LibcProcess.readlink(state, folderPath, buffer));
  }

  @Test
  void mountsReportWhatIsWrong() {
    var nowhere = arena.allocateFrom("/nothing/here");
    var type = arena.allocateFrom("fuse");
    int mounted = LibcProcess.mount(state, type, nowhere, type, 0, MemorySegment.NULL);
    int unmounted = LibcProcess.umount2(state, nowhere, LinuxConstants.MNT_DETACH());
    // The path is looked up before or after the rights, by kernel version.
    var reasons = List.of(-Errno.ENOENT.number(), -Errno.EPERM.number());
    assertTrue(reasons.contains(mounted), "mount gave " + mounted);
    assertTrue(reasons.contains(unmounted), "umount2 gave " + unmounted);
  }

  @Test
  void lockIsExclusive(@TempDir Path folder) throws Exception {
    var file = Files.createFile(folder.resolve("locked")).toString();
    int first = open(file, LinuxConstants.O_RDWR());
    int second = open(file, LinuxConstants.O_RDWR());
    int exclusive = LinuxConstants.LOCK_EX() | LinuxConstants.LOCK_NB();
    assertEquals(0, Libc.flock(state, first, exclusive));
    assertEquals(-Errno.EAGAIN.number(), Libc.flock(state, second, exclusive));
    close(first);
    assertEquals(0, Libc.flock(state, second, exclusive));
    close(second);
  }

  private int open(String path, int flags) {
    return Libc.open(state, arena.allocateFrom(path), flags, 0);
  }

  private int[] pipe(int flags) {
    var ends = arena.allocate(JAVA_INT, 2);
    assertEquals(0, Libc.pipe2(state, ends, flags));
    return ends.toArray(JAVA_INT);
  }

  private void close(int... descriptors) {
    for (int fd : descriptors) {
      assertEquals(0, Libc.close(state, fd));
    }
  }
}

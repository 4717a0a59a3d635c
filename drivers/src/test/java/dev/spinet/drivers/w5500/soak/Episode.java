package dev.spinet.drivers.w5500.soak;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;

import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Some time of work on all hardware sockets of one chip, by many threads. */
final class Episode {

  private static final int PORT = 7_000;
  private static final int LONGEST = 40_000;
  private static final long PATIENCE_MILLIS = 5_000;
  private static final int DATAGRAM_PATIENCE_MILLIS = 300;
  private static final int DATAGRAM_HEADER = Long.BYTES + Integer.BYTES;
  private static final int LARGEST_DATAGRAM = 1_472;
  private static final int SPARE_SOCKETS = 2;

  private static final long RETRY_NANOS = 2_000_000;
  private static final long SETTLE = TimeUnit.SECONDS.toNanos(30);

  private final Rig rig;
  private final Tally tally;
  private final Watchdog watchdog;
  private final boolean virtual;
  private final List<Thread> threads = new ArrayList<>();

  /** Streams whose end came early for programs of this machine. */
  private final AtomicInteger cutShort = new AtomicInteger();

  /** Streams that the server on the chip gave up, with an error that it was told of. */
  private final AtomicInteger givenUp = new AtomicInteger();

  private final CountDownLatch listening = new CountDownLatch(1);
  private @Nullable Thread server;
  private volatile boolean over;
  private volatile boolean nobodyCalls;

  Episode(Rig rig, Tally tally, Watchdog watchdog, boolean virtual) {
    this.rig = rig;
    this.tally = tally;
    this.watchdog = watchdog;
    this.virtual = virtual;
  }

  /** How many there are of each kind; a caller needs a server, which needs some sockets itself. */
  record Load(int clients, int callers, int datagrams) {

    /** All hardware sockets, and sometimes one more is wanted than there is. */
    static final Load FULL = new Load(3, 2, 2);
  }

  private interface Turn {
    void take(Random random) throws Exception;
  }

  private Thread thread(String name, Runnable work) {
    return virtual
        ? Thread.ofVirtual().name(name).unstarted(work)
        : Thread.ofPlatform().daemon().name(name).unstarted(work);
  }

  /** Does the same again and again until it is over, whatever happens. */
  private void start(String name, long seed, Turn turn) {
    var random = new Random(seed);
    var thread =
        thread(
            name,
            () -> {
              while (!over) {
                watchdog.begins(name);
                try {
                  turn.take(random);
                } catch (Exception | AssertionError e) {
                  tally.error(name, e);
                  // Somebody whose link is down tries again, but not all the time.
                  LockSupport.parkNanos(RETRY_NANOS);
                } finally {
                  watchdog.ends();
                }
              }
            });
    threads.add(thread);
    thread.start();
  }

  /** Works for a while, then wants everything to be in order again. */
  void run(Load load, long seed, long nanos) throws Exception {
    long end = System.nanoTime() + nanos;
    try (var echo = new HostEcho();
        var datagrams = new HostDatagrams()) {
      for (int i = 0; i < load.clients(); i++) {
        start("client " + i, seed + i, random -> call(echo.port(), random));
      }
      if (load.callers() > 0) {
        server = thread("server", this::serveAll);
        server.start();
        if (!listening.await(SETTLE, TimeUnit.NANOSECONDS)) {
          tally.fail("the server does not begin to listen");
        }
      }
      var served = rig.forward(PORT);
      for (int i = 0; i < load.callers(); i++) {
        start(
            "caller " + i,
            seed + 20 + i,
            random -> {
              if (load.clients() == 0) {
                awaitRoom();
              }
              callFromHost(served, random);
            });
      }
      for (int i = 0; i < load.datagrams(); i++) {
        start("datagrams " + i, seed + 30 + i, random -> exchange(datagrams.port(), random));
      }
      while (System.nanoTime() - end < 0 && tally.failures().isEmpty()) {
        if (watchdog.someoneHangs()) {
          tally.fail("somebody hangs");
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
      rig.endFaults();
      over = true;
      join();
      if (!rig.finishes && cutShort.get() > givenUp.get()) {
        tally.wrong(
            "%d streams of the server ended early, and it was told of %d errors"
                .formatted(cutShort.get(), givenUp.get()));
      }
      tally.allowUnnoticeable(false);
      if (tally.failures().isEmpty()) {
        requireRecovery(echo.port(), new Random(seed));
      }
    }
  }

  private void join() throws InterruptedException {
    long deadline = System.nanoTime() + Watchdog.LIMIT;
    for (var thread : threads) {
      join(thread, deadline);
    }
    nobodyCalls = true;
    if (server != null) {
      join(server, deadline);
    }
  }

  private void join(Thread thread, long deadline) throws InterruptedException {
    if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
      tally.fail(thread.getName() + " does not end");
    }
  }

  /** Once nothing goes wrong any more, everything works again, after some time to notice. */
  private void requireRecovery(int port, Random random) throws Exception {
    long deadline = System.nanoTime() + SETTLE;
    while (!call(port, random)) {
      if (System.nanoTime() - deadline > 0) {
        tally.fail("the chip does not work again after the faults");
        return;
      }
    }
  }

  /** A client on the chip. */
  private boolean call(int port, Random random) throws Exception {
    try (var socket = new Socket(rig.driver)) {
      socket.setTimeout(PATIENCE_MILLIS);
      socket.connect(Rig.HOST, port);
      tally.connections.increment();
      return converse(socket, random);
    } catch (IOException e) {
      tally.error("client", e);
      return false;
    }
  }

  /** Sends and receives at the same time; says whether all came back. */
  private boolean converse(Socket socket, Random random) throws Exception {
    long key = random.nextLong();
    int length = 1 + random.nextInt(LONGEST);
    var sending = new Random(random.nextLong());
    var sender =
        thread(
            "sender",
            () -> {
              watchdog.begins("sending");
              try {
                Conversation.send(socket, key, length, sending);
              } catch (IOException | RuntimeException e) {
                // The reader has an error of its own, and has perhaps closed the socket.
                tally.error("sending", e);
              } finally {
                watchdog.ends();
              }
            });
    sender.start();
    int received;
    try {
      received = new Conversation(socket, random, tally).receive(key, length);
    } catch (IOException e) {
      socket.close();
      throw e;
    } finally {
      if (!sender.join(Duration.ofNanos(Watchdog.LIMIT))) {
        tally.fail("a sender does not end");
      }
    }
    if (received < length) {
      endedEarly();
      return false;
    }
    tally.conversations.increment();
    return true;
  }

  /** A stream without its last bytes is an error that nobody was told of, unless that was a FIN. */
  private void endedEarly() {
    if (rig.finishes) {
      tally.note("a stream ended early");
    } else {
      tally.wrong("a stream ended early, and nobody has sent FIN");
    }
  }

  /** A server on the chip, for as long as somebody may call it. */
  private void serveAll() {
    while (!nobodyCalls) {
      try {
        serve();
      } catch (Exception | AssertionError e) {
        tally.error("server", e);
        LockSupport.parkNanos(RETRY_NANOS);
      } finally {
        watchdog.ends();
      }
    }
  }

  private void serve() throws Exception {
    try (var server = new Socket(rig.driver)) {
      server.setTimeout(500);
      server.bind(PORT);
      server.listen(2);
      listening.countDown();
      while (!nobodyCalls) {
        watchdog.begins("accepting");
        try (var connection = server.accept()) {
          tally.connections.increment();
          connection.setTimeout(PATIENCE_MILLIS);
          echo(connection);
        } catch (SocketTimeoutException e) {
          // Nobody has called, or has said anything: the next one.
        }
      }
    }
  }

  private void echo(Socket connection) {
    var memory = new byte[3_000];
    try {
      for (int n = connection.recvSome(memory); n > 0; n = connection.recvSome(memory)) {
        connection.sendAll(memory, 0, n);
      }
    } catch (IOException e) {
      tally.error("echo", e);
      givenUp.incrementAndGet();
    }
  }

  /**
   * Waits until the chip has hardware sockets to spare, for those who count refusals: a chip whose
   * sockets are all still finishing refuses, and on a busy machine callers are quicker than it.
   */
  private void awaitRoom() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < SETTLE
        && rig.driver.statistics().sockets().stream()
                .filter(socket -> socket.user().equals("nobody"))
                .count()
            < SPARE_SOCKETS) {
      LockSupport.parkNanos(RETRY_NANOS / 100);
    }
  }

  /** A client on this machine, of the server on the chip. */
  private void callFromHost(InetSocketAddress server, Random random) throws Exception {
    long key = random.nextLong();
    int length = 1 + random.nextInt(LONGEST);
    var data = new byte[length];
    Pattern.fill(data, 0, length, key, 0);
    Thread sender = null;
    try (var socket = new java.net.Socket()) {
      socket.connect(server, (int) PATIENCE_MILLIS);
      socket.setSoTimeout((int) PATIENCE_MILLIS);
      sender = Thread.ofPlatform().daemon().name("host sender").start(() -> send(socket, data));
      check(socket, key, length);
    } catch (IOException e) {
      tally.peerError(e);
    }
    if (sender != null) {
      sender.join();
    }
  }

  private static void send(java.net.Socket socket, byte[] data) {
    try {
      socket.getOutputStream().write(data);
      socket.shutdownOutput();
    } catch (IOException e) {
      // The reader misses the bytes and says so.
    }
  }

  private void check(java.net.Socket socket, long key, int length) throws IOException {
    var memory = new byte[8_000];
    int received = 0;
    while (received < length) {
      int n = socket.getInputStream().read(memory);
      if (n < 0) {
        // The gateway accepts before the chip does, and only then learns that the chip refuses.
        tally.note(received == 0 ? "peer: refused" : "peer: a stream ended early");
        cutShort.addAndGet(received == 0 ? 0 : 1);
        return;
      }
      int wrong = Pattern.mismatch(memory, 0, n, key, received);
      if (wrong >= 0 || received + n > length) {
        tally.wrong("a server's byte %d of %d is wrong".formatted(received + wrong, length));
        return;
      }
      received += n;
      tally.bytes.add(n);
    }
    tally.conversations.increment();
  }

  /** Datagrams to a server that sends them back. */
  private void exchange(int port, Random random) throws Exception {
    var from = new DatagramSource();
    var memory = new byte[LARGEST_DATAGRAM];
    try (var socket = new Socket(rig.driver, AF_INET, SOCK_DGRAM)) {
      socket.setTimeout(DATAGRAM_PATIENCE_MILLIS);
      for (int i = 0; i < 50 && !over; i++) {
        watchdog.begins("datagrams");
        int sent = 1 + random.nextInt(3);
        for (int k = 0; k < sent; k++) {
          var data = datagram(random, LARGEST_DATAGRAM / sent);
          socket.sendTo(data, new InetSocketAddress(InetAddress.ofLiteral(Rig.HOST), port));
        }
        for (int k = 0; k < sent; k++) {
          try {
            check(memory, socket.recvFromInto(memory, from));
          } catch (WouldBlockException e) {
            throw e;
          } catch (SocketTimeoutException e) {
            tally.lostDatagrams.increment();
          }
        }
      }
    }
  }

  /** A datagram that is not longer than the chip has room for, with those sent along with it. */
  private static byte[] datagram(Random random, int longest) {
    int length = DATAGRAM_HEADER + random.nextInt(longest - DATAGRAM_HEADER + 1);
    var data = new byte[length];
    long key = random.nextLong();
    ByteBuffer.wrap(data).putLong(key).putInt(length);
    Pattern.fill(data, DATAGRAM_HEADER, length - DATAGRAM_HEADER, key, 0);
    return data;
  }

  private void check(byte[] memory, int n) {
    tally.datagrams.increment();
    var data = ByteBuffer.wrap(memory, 0, n);
    long key = n < DATAGRAM_HEADER ? 0 : data.getLong();
    if (n < DATAGRAM_HEADER
        || data.getInt() != n
        || Pattern.mismatch(memory, DATAGRAM_HEADER, n - DATAGRAM_HEADER, key, 0) >= 0) {
      tally.wrong("a datagram of %d bytes is not what was sent".formatted(n));
    }
    tally.bytes.add(n);
  }
}

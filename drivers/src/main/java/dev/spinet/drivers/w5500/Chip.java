package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.RegisterBurst;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bus to one chip, and the one lock that guards both. Every method but {@link #lock}, {@link
 * #unlock}, {@link #newCondition} and {@link #name} is called with the lock held; nothing here
 * waits while it is.
 *
 * <p>What may be repeated is repeated a few times, and counted, if its header echo is wrong or the
 * bus reports an error. A bus that does not come right, or that reports an error while something
 * was done that cannot be repeated, fails the chip: what crossed the wires is unknown then, and so
 * is the chip's state. A failed chip refuses all calls with the cause, until the dispatcher's
 * thread has reset it, see {@link Recovery}.
 */
final class Chip {

  /** How often a disturbed read is tried before the bus is called broken. */
  static final int ATTEMPTS = 5;

  /** A header echo while MISO stays low. */
  private static final String SILENCE = "00 00 00";

  /** How long the first attempt to make a failed chip work again is waited for. */
  private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final SpiBus bus;
  private final Map<Integer, ChipMessage> accesses = new HashMap<>();
  private final Condition changed = lock.newCondition();
  private Consumer<IOException> failureListener = cause -> {};
  private @Nullable IOException failure;
  private boolean hopeful;
  private @Nullable Thread maintainer;
  private @Nullable ChipConfiguration configuration;
  private long repeatedReads;
  private long lostSendOks;
  private long unfinishedCloses;

  Chip(SpiBus bus) {
    this.bus = bus;
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  Condition newCondition() {
    return lock.newCondition();
  }

  /** Name of the bus, such as {@code /dev/spidev0.0}. */
  String name() {
    return bus.name();
  }

  SpiBus bus() {
    return bus;
  }

  /** Reads that were repeated because their check failed. */
  long repeatedReads() {
    return repeatedReads;
  }

  /** Counts a read that has to be repeated. */
  void countRepeat() {
    repeatedReads++;
  }

  /** SENDs whose completion the chip did not report. */
  long lostSendOks() {
    return lostSendOks;
  }

  /** Counts a SEND whose completion was not reported but found out. */
  void countLostSendOk() {
    lostSendOks++;
  }

  /** Closed connections that were cut off. */
  long unfinishedCloses() {
    return unfinishedCloses;
  }

  /** Counts a closed connection that the peer did not end in time. */
  void countUnfinishedClose() {
    unfinishedCloses++;
  }

  /** Says whom to tell, with the lock held, that the chip has failed. */
  void onFailure(Consumer<IOException> listener) {
    failureListener = listener;
  }

  /** Says who keeps the shadow copy of the common registers, or that nobody does. */
  void setConfiguration(@Nullable ChipConfiguration shadow) {
    configuration = shadow;
  }

  /** What the chip failed of, or {@code null} as long as it works. */
  @Nullable IOException failure() {
    return failure;
  }

  /** Fails the chip, unless it has failed already: the first cause is the one to report. */
  void fail(IOException cause) {
    if (failure == null) {
      failure = cause;
      hopeful = true;
      failureListener.accept(cause);
    }
  }

  /** What the chip has failed of is known better now. */
  void explainFailure(IOException cause) {
    failure = cause;
  }

  /** The chip could not be made to work: from now on nobody waits for it, and this is the cause. */
  void stayFailed(IOException cause) {
    fail(cause);
    failure = cause;
    hopeful = false;
    changed.signalAll();
  }

  /** Nobody will make the chip work again. */
  void giveUpHope() {
    hopeful = false;
    changed.signalAll();
  }

  /** The chip works again. */
  void recovered() {
    failure = null;
    hopeful = false;
    changed.signalAll();
  }

  /** From now on the calling thread, and no other, may use the chip although it has failed. */
  void beginMaintenance() {
    maintainer = Thread.currentThread();
  }

  void endMaintenance() {
    maintainer = null;
  }

  /**
   * Waits while a chip that has just failed is being reset for the first time, a quarter of a
   * second or so, so that who begins something new does not notice; then throws if it has failed.
   *
   * @throws IOException of the kind of the failure, which is its cause
   */
  void awaitRecovery() throws IOException {
    long start = System.nanoTime();
    while (failure != null && hopeful) {
      long left = Waits.left(start, RECOVERY_NANOS);
      if (left <= 0) {
        break;
      }
      Waits.park(changed, left);
    }
    ensureWorking();
  }

  /**
   * Throws if the chip has failed.
   *
   * @throws IOException of the kind of the first failure, which is its cause
   */
  void ensureWorking() throws IOException {
    if (failure != null && Thread.currentThread() != maintainer) {
      throw Causes.again(failure);
    }
  }

  /** Submits frames that carry no payload. */
  void submit(ChipMessage message, int first, int count) throws IOException {
    ensureWorking();
    try {
      message.submit(first, count);
    } catch (IOException e) {
      fail(e);
      throw e;
    }
  }

  /** Submits frames, one of which carries a payload. */
  void submit(
      ChipMessage message, int first, int count, MemorySegment payload, long offset, int length)
      throws IOException {
    ensureWorking();
    try {
      message.submit(first, count, payload, offset, length);
    } catch (IOException e) {
      fail(e);
      throw e;
    }
  }

  /** Submits frames that may be repeated, until all that read are echoed. */
  void read(ChipMessage message, int first, int count) throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      ensureWorking();
      try {
        message.submit(first, count);
        if (message.isEchoed(first, count)) {
          return;
        }
      } catch (IOException e) {
        failUnlessRepeated(e, attempt);
      }
      countRepeat();
    }
    throw disturbed(message, first, count);
  }

  /** Submits frames that may be repeated and carry a payload, until all that read are echoed. */
  void read(
      ChipMessage message, int first, int count, MemorySegment payload, long offset, int length)
      throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      ensureWorking();
      try {
        message.submit(first, count, payload, offset, length);
        if (message.isEchoed(first, count)) {
          return;
        }
      } catch (IOException e) {
        failUnlessRepeated(e, attempt);
      }
      countRepeat();
    }
    throw disturbed(message, first, count);
  }

  private void failUnlessRepeated(IOException problem, int attempt) throws IOException {
    if (attempt == ATTEMPTS || !(problem instanceof BusException)) {
      fail(problem);
      throw problem;
    }
  }

  /** The chip does not answer as it should: fails it, and makes the exception to throw. */
  IOException disturbed(ChipMessage message, int first, int count) {
    int bad = first;
    while (bad < first + count - 1 && message.isEchoed(bad, 1)) {
      bad++;
    }
    String echo = message.echo(bad);
    String found = echo.equals(SILENCE) ? ", as a chip without power or in reset does" : "";
    return broken(
        "%s: the W5500 answers frame headers with %s instead of 01 02 03, %d times in a row%s; check the wiring, or lower the speed of the bus"
            .formatted(name(), echo, ATTEMPTS, found));
  }

  /** Fails the chip with an error of the bus that the operating system does not know of. */
  IOException broken(String sentence) {
    var cause = new BusException(name(), sentence, 0);
    fail(cause);
    return cause;
  }

  /** Reads a register of at most four bytes. */
  int readRegister(Block block, Register register) throws IOException {
    long value = 0;
    for (byte octet : readOctets(block, register.address(), register.size())) {
      value = value << Byte.SIZE | Byte.toUnsignedLong(octet);
    }
    return (int) value;
  }

  /** Reads neighbouring registers. */
  byte[] readBurst(Block block, RegisterBurst burst) throws IOException {
    return readOctets(block, burst.first().address(), burst.length());
  }

  /** Reads the bytes of a register. */
  byte[] readOctets(Block block, Register register) throws IOException {
    return readOctets(block, register.address(), register.size());
  }

  private byte[] readOctets(Block block, int address, int length) throws IOException {
    var message = access(length);
    message.setHeader(0, address, ControlByte.read(block));
    for (int i = 0; i < length; i++) {
      message.setOctet(0, i, 0);
    }
    read(message, 0, 1);
    var octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = (byte) message.octet(0, i);
    }
    return octets;
  }

  /** Reads a register once, with no check: for finding out what answers at all. */
  Probe probe(Register register) throws IOException {
    var message = access(register.size());
    message.setHeader(0, register.address(), ControlByte.read(Block.common()));
    message.setOctet(0, 0, 0);
    submit(message, 0, 1);
    return new Probe(message.isEchoed(0, 1), message.echo(0), message.octet(0, 0));
  }

  /**
   * What came back from a read.
   *
   * @param echoed whether the header echo was right
   * @param echo the three bytes of the header echo, in hexadecimal
   * @param value the first data byte
   */
  record Probe(boolean echoed, String echo, int value) {}

  /** Writes a register of at most four bytes. */
  void writeRegister(Block block, Register register, int value) throws IOException {
    var octets = new byte[register.size()];
    for (int i = octets.length - 1, rest = value; i >= 0; i--, rest >>>= Byte.SIZE) {
      octets[i] = (byte) rest;
    }
    writeOctets(block, register, octets);
  }

  /** Writes the bytes of a register. */
  void writeOctets(Block block, Register register, byte[] octets) throws IOException {
    var message = access(register.size());
    message.setHeader(0, register.address(), ControlByte.write(block));
    for (int i = 0; i < octets.length; i++) {
      message.setOctet(0, i, octets[i]);
    }
    if (configuration != null && register instanceof CommonRegister common) {
      configuration.written(common, octets);
    }
    submit(message, 0, 1);
  }

  private ChipMessage access(int length) {
    return accesses.computeIfAbsent(length, n -> ChipMessage.builder().open(n).prepare(bus));
  }
}

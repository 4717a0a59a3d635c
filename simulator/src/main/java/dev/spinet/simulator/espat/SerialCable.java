package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.simulator.clock.SimulationClock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The serial line between a host and a module: TX, RX and, if they are connected, RTS and CTS.
 * Bytes travel in chunks, as a UART hands them over by its FIFO.
 */
final class SerialCable {

  /** As many bytes as raise an interrupt, of an ESP32 as of most hosts' UARTs. */
  private static final int PACED_CHUNK = 120;

  private static final int UNPACED_CHUNK = 1024;

  /** The module's end. */
  interface Module {
    /** Bytes have arrived; whether they followed the ones before without a pause. */
    void receive(byte[] bytes, boolean contiguous);

    /** Bytes that the module can take now. */
    int room();

    /** The line has taken bytes of the module. */
    void sent();
  }

  private final SimulationClock clock;
  private final Module module;
  private final boolean paced;
  private final boolean wired;
  private final SerialListener listener;
  private final FaultyLine toModule;
  private final FaultyLine toHost;
  private final int chunk;
  private final byte[] buffer;
  private final AtomicBoolean lookDue = new AtomicBoolean();

  private @Nullable HostPort host;
  private SerialFormat format;

  private boolean sendingToModule;
  private long toModuleFree;
  private long moduleOverruns;

  private final ArrayDeque<Object> output = new ArrayDeque<>();
  private int outputBytes;
  private int outputUsed;
  private boolean sendingToHost;
  private long toHostFree;
  private byte @Nullable [] heldBack;
  private long hostOverruns;

  SerialCable(
      SimulationClock clock,
      EspAtOptions options,
      Module module,
      SerialListener listener,
      FaultyLine toModule,
      FaultyLine toHost) {
    this.clock = clock;
    this.module = module;
    this.listener = listener;
    this.paced = options.timing().paced();
    this.wired = options.flowControlWired();
    this.toModule = toModule;
    this.toHost = toHost;
    this.chunk = paced ? PACED_CHUNK : UNPACED_CHUNK;
    this.buffer = new byte[chunk];
    this.format = SerialFormat.of(options.baud(), options.flowControl());
  }

  void connect(@Nullable HostPort newHost) {
    host = newHost;
    heldBack = null;
    look();
  }

  /** Something has changed at the host's end. Any thread may call this. */
  void hostChanged() {
    if (lookDue.compareAndSet(false, true)) {
      clock.schedule(
          0,
          () -> {
            lookDue.set(false);
            look();
          });
    }
  }

  /** Something has changed at the module's end. */
  void look() {
    if (!sendingToModule) {
      sendToModule(clock.nanoTime(), false);
    }
    sendToHost();
  }

  SerialFormat format() {
    return format;
  }

  /** Sets the module's end, at once. */
  void setFormat(SerialFormat newFormat) {
    format = newFormat;
    look();
  }

  SerialCounters counters() {
    return new SerialCounters(toModule.passed(), toHost.passed(), moduleOverruns, hostOverruns);
  }

  /** Whether RTS and CTS between the two ends do anything for the host's sender. */
  private boolean hostObeys(HostPort current) {
    return !paced || (wired && format.drivesRts() && current.flowControl());
  }

  private boolean moduleObeys(HostPort current) {
    return !paced || (wired && format.listensToCts() && current.flowControl());
  }

  // ---- from the host to the module

  private void sendToModule(long start, boolean contiguous) {
    var current = host;
    if (current == null || (hostObeys(current) && module.room() < chunk)) {
      return;
    }
    int length = current.poll(buffer, chunk);
    if (length == 0) {
      return;
    }
    var bytes = new byte[length];
    System.arraycopy(buffer, 0, bytes, 0, length);
    var sender = SerialFormat.of(current.baud(), FlowControl.NONE);
    toModuleFree = start + (paced ? sender.nanos(length) : 0);
    sendingToModule = true;
    clock.schedule(
        toModuleFree - clock.nanoTime(),
        () -> {
          // Whoever takes them may look for more at once; two chunks under way, though, might be
          // more than the room that was seen for one.
          arriveAtModule(bytes, sender, contiguous);
          sendingToModule = false;
          sendToModule(toModuleFree, true);
        });
  }

  private void arriveAtModule(byte[] bytes, SerialFormat sender, boolean contiguous) {
    byte[] arriving = toModule.pass(bytes);
    if (!sender.matches(format)) {
      arriving = SerialWaveform.receive(arriving, sender, format);
    }
    int room = module.room();
    if (arriving.length > room) {
      moduleOverruns += arriving.length - room;
      arriving = Arrays.copyOf(arriving, room);
    }
    if (arriving.length > 0) {
      listener.arrived(SerialDirection.TO_MODULE, arriving);
      module.receive(arriving, contiguous);
    }
  }

  // ---- from the module to the host

  /** Bytes of the module that wait for the line. */
  int waiting() {
    return outputBytes;
  }

  /** Sends bytes, behind all that waits. The array is not changed any more. */
  void send(byte[] bytes) {
    if (bytes.length > 0) {
      output.add(bytes);
      outputBytes += bytes.length;
      sendToHost();
    }
  }

  /** Does something when all that waits now has left. */
  void whenSent(Runnable task) {
    output.add(task);
    sendToHost();
  }

  /** Throws away what waits, as a reset does. */
  void discardOutput() {
    output.clear();
    outputBytes = 0;
    outputUsed = 0;
  }

  private void sendToHost() {
    if (sendingToHost) {
      return;
    }
    var current = host;
    var held = heldBack;
    if (held != null) {
      if (current == null || !retry(held, current)) {
        return;
      }
    }
    runMarkers();
    boolean stuck = format.listensToCts() && !wired && paced;
    if (outputBytes == 0 || stuck) {
      return;
    }
    byte[] bytes = take();
    var sender = format;
    long now = clock.nanoTime();
    long start = Math.max(toHostFree, now);
    sendToHost(bytes, sender, start);
  }

  private void sendToHost(byte[] bytes, SerialFormat sender, long start) {
    toHostFree = start + (paced ? sender.nanos(bytes.length) : 0);
    sendingToHost = true;
    clock.schedule(
        toHostFree - clock.nanoTime(),
        () -> {
          sendingToHost = false;
          arriveAtHost(bytes, sender);
          module.sent();
          continueToHost();
        });
  }

  /** The next chunk follows the one before without a gap, however late this task runs. */
  private void continueToHost() {
    if (heldBack == null && !sendingToHost) {
      runMarkers();
      if (outputBytes > 0 && !(format.listensToCts() && !wired && paced)) {
        sendToHost(take(), format, toHostFree);
      }
    }
  }

  private void runMarkers() {
    while (output.peek() instanceof Runnable task) {
      output.remove();
      task.run();
    }
  }

  private byte[] take() {
    var bytes = new byte[Math.min(chunk, outputBytes)];
    int length = 0;
    while (length < bytes.length && output.peek() instanceof byte[] next) {
      int n = Math.min(bytes.length - length, next.length - outputUsed);
      System.arraycopy(next, outputUsed, bytes, length, n);
      length += n;
      outputUsed += n;
      if (outputUsed == next.length) {
        output.remove();
        outputUsed = 0;
      }
    }
    outputBytes -= length;
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void arriveAtHost(byte[] bytes, SerialFormat sender) {
    byte[] arriving = toHost.pass(bytes);
    var current = host;
    if (current == null || arriving.length == 0) {
      return;
    }
    var receiver = SerialFormat.of(current.baud(), FlowControl.NONE);
    if (!sender.matches(receiver)) {
      arriving = SerialWaveform.receive(arriving, sender, receiver);
    }
    int taken = arriving.length == 0 ? 0 : current.offer(arriving, 0, arriving.length);
    tell(arriving, taken);
    if (taken < arriving.length) {
      if (moduleObeys(current)) {
        heldBack = Arrays.copyOfRange(arriving, taken, arriving.length);
      } else {
        hostOverruns += arriving.length - taken;
      }
    }
  }

  private void tell(byte[] bytes, int count) {
    if (count > 0) {
      listener.arrived(SerialDirection.TO_HOST, Arrays.copyOf(bytes, count));
    }
  }

  private boolean retry(byte[] held, HostPort current) {
    int taken = current.offer(held, 0, held.length);
    tell(held, taken);
    if (taken < held.length) {
      heldBack = Arrays.copyOfRange(held, taken, held.length);
      return false;
    }
    heldBack = null;
    return true;
  }
}

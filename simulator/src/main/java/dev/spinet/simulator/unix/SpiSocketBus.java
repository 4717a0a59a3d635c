package dev.spinet.simulator.unix;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.simulator.bus.FrameWalk;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A bus whose chip is behind a {@link SpiSocketServer}, in another process or in this one. Answers
 * that take longer than ten seconds are an error, so no call blocks for ever.
 */
public final class SpiSocketBus implements SpiBus {

  private final Path path;
  private final TimedChannel channel;
  private final Arena arena = Arena.ofShared();
  private final BusCounters counters = new BusCounters();
  private final Outbox outbox = new Outbox();
  private volatile boolean closed;

  private SpiSocketBus(Path path, TimedChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Connects to a server.
   *
   * @param path the path of its socket for SPI
   * @return the bus, which the caller closes
   * @throws BusException if there is no server
   */
  public static SpiSocketBus connect(Path path) throws IOException {
    return new SpiSocketBus(path, connection(path));
  }

  static TimedChannel connection(Path path) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      return new TimedChannel(channel);
    } catch (IOException e) {
      channel.close();
      throw failure(path, "cannot connect to", e);
    }
  }

  static BusException failure(Path path, String what, IOException cause) {
    var why = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    var failure = new BusException(path.toString(), what + " " + path + ": " + why, 0);
    failure.initCause(cause);
    return failure;
  }

  @Override
  public SpiMessage prepare(SpiFrame... frames) {
    requireOpen();
    var list = List.of(frames);
    int fixed = SpiMessage.fixedLength(list);
    if (fixed > Outbox.SUBMISSION_MAX || frames.length > Outbox.FRAMES_MAX) {
      throw new IllegalArgumentException(
          "%d frames with %d fixed bytes are more than the %d frames and %d bytes of a submission"
              .formatted(frames.length, fixed, Outbox.FRAMES_MAX, Outbox.SUBMISSION_MAX));
    }
    boolean hasPayload = list.stream().anyMatch(frame -> frame.payload() != SpiFrame.Payload.NONE);
    int length = Math.max(1, fixed);
    return new Message(
        list,
        arena.allocate(length),
        arena.allocate(length),
        hasPayload ? Outbox.SUBMISSION_MAX - fixed : 0);
  }

  @Override
  public BusCounters counters() {
    return counters;
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      channel.close();
      arena.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the bus " + path + " is closed");
    }
  }

  private final class Message extends SpiMessage {

    private final FrameWalk walk;
    private final int maxPayload;

    Message(List<SpiFrame> frames, MemorySegment tx, MemorySegment rx, int maxPayload) {
      super(frames, tx, rx);
      this.walk = new FrameWalk(this);
      this.maxPayload = maxPayload;
    }

    @Override
    public int maxPayload() {
      return maxPayload;
    }

    @Override
    protected void transfer(
        int first, int count, MemorySegment payload, long payloadOffset, int payloadLength)
        throws IOException {
      requireOpen();
      int bytes = walk.run(outbox, first, count, payload, payloadOffset, payloadLength);
      try {
        outbox.exchange(channel, bytes);
      } catch (SocketTimeoutException e) {
        throw failure(path, "no answer in time (is another program using it?) from", e);
      } catch (IOException e) {
        throw failure(path, "cannot exchange bytes with", e);
      }
      counters.count(count, bytes);
    }
  }
}

package dev.spinet.simulator.unix;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.OutputLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The reset line of a chip behind a {@link SpiSocketServer}. The chip has seen a change when {@link
 * #set} returns. Closing lets go of the line.
 */
public final class SpiSocketResetLine implements OutputLine {

  private final Path path;
  private final TimedChannel channel;
  private final LineReader answers;
  private final ReentrantLock lock = new ReentrantLock();

  private SpiSocketResetLine(Path path, TimedChannel channel) {
    this.path = path;
    this.channel = channel;
    this.answers = new LineReader(channel, SpiSocketProtocol.PATIENCE_NANOS);
  }

  /**
   * Connects to a server.
   *
   * @param path the path of its socket for SPI; the control socket is the one beside it
   * @return the line, not asserted, which the caller closes
   * @throws BusException if there is no server
   */
  public static SpiSocketResetLine connect(Path path) throws IOException {
    var controlPath = SpiSocketProtocol.controlPath(path);
    return new SpiSocketResetLine(controlPath, SpiSocketBus.connection(controlPath));
  }

  @Override
  public void set(boolean asserted) throws IOException {
    lock.lock();
    try {
      SpiSocketProtocol.say(
          channel, asserted ? SpiSocketProtocol.RESET_ASSERT : SpiSocketProtocol.RESET_RELEASE);
      var answer = answers.next();
      if (!SpiSocketProtocol.OK.equals(answer)) {
        throw new IOException(
            answer == null
                ? "the server has ended the connection"
                : "it answered '" + answer + "'");
      }
    } catch (IOException e) {
      throw SpiSocketBus.failure(path, "cannot drive the reset line of", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package dev.spinet.drivers.esp32.at;

import static dev.spinet.drivers.esp32.at.AtException.Cause.GARBAGE;
import static dev.spinet.drivers.esp32.at.AtException.Cause.UNREADABLE;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.espat.SendLimits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/** What follows when the module has asked for data: the data and their result, or their end. */
final class AtSending {

  /** Three pluses are a chunk of their own only if nothing has come shortly before them. */
  private static final long ESCAPE_GUARD_NANOS =
      TimeUnit.MILLISECONDS.toNanos(2L * SendLimits.ESCAPE_GUARD_MILLIS);

  private static final long ESCAPE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int PLUSES = 256;

  /**
   * As many bytes that are no text do not come from disturbances of the line while the module has
   * nothing to say but the result: more of them come of the banner of one that has restarted.
   */
  private static final int MOST_STRANGE = 4;

  private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ByteLink link;
  private final AtReply reply;
  private final AtLexer lexer;
  private final AtInput input;
  private final AtExchange exchange;
  private final MemorySegment pluses;

  AtSending(
      ByteLink link,
      Arena arena,
      AtReply reply,
      AtLexer lexer,
      AtInput input,
      AtExchange exchange) {
    this.link = link;
    this.reply = reply;
    this.lexer = lexer;
    this.input = input;
    this.exchange = exchange;
    pluses = arena.allocate(PLUSES).fill((byte) SendLimits.ESCAPE_BYTE);
  }

  /** Writes the data and waits for their result. */
  AtResult send(PayloadSource source, int length, long deadline) throws IOException {
    long strangeBefore = lexer.strange();
    int left = length;
    while (left > 0) {
      int n =
          exchange.write(
              source.memory(), source.offset(), Math.min(left, source.contiguous()), deadline);
      source.written(n);
      left -= n;
      if (left > 0) {
        input.drain();
      }
    }
    reply.payloadWritten();
    return awaitSent(strangeBefore, deadline);
  }

  /** Waits for the result of a send, which a peer may hold up, but a module that is gone not. */
  private AtResult awaitSent(long strangeBefore, long deadline) throws IOException {
    while (!reply.isComplete() && link.nanoTime() - deadline < 0) {
      if (lexer.strange() - strangeBefore > MOST_STRANGE) {
        exchange.pumpUntil(Math.min(deadline, link.nanoTime() + DOUBT_NANOS));
        if (!reply.isComplete()) {
          throw new AtException(
              UNREADABLE,
              "%s got an answer that is no text: has the module restarted, and talks at another speed?"
                  .formatted(exchange.command().name()));
        }
      } else {
        input.pump(deadline);
      }
      reply.throwIfRestarted();
      reply.throwIfDamaged(exchange.command().name());
    }
    return exchange.await(deadline);
  }

  /**
   * Has the module not wait any more for data that are not to go out, of which it has got none.
   * Three pluses end that: documented for AT+CIPSENDL, known of the firmware for AT+CIPSEND. A
   * module that takes them for data can only be given as many bytes as it waits for.
   *
   * @return {@link AtResult#SENT} if the pluses went out, {@link AtResult#ERROR} if nothing did
   */
  AtResult cancel(int length, long deadline) throws IOException {
    reply.payloadWritten();
    exchange.pumpUntil(link.nanoTime() + ESCAPE_GUARD_NANOS);
    if (!reply.isComplete()) {
      exchange.writeAll(pluses, SendLimits.ESCAPE_COUNT, deadline);
      exchange.pumpUntil(Math.min(deadline, link.nanoTime() + ESCAPE_NANOS));
    }
    boolean cancelled = reply.isComplete();
    for (int left = cancelled ? 0 : length - SendLimits.ESCAPE_COUNT; left > 0; ) {
      int n = Math.min(left, PLUSES);
      exchange.writeAll(pluses, n, deadline);
      left -= n;
    }
    var result = exchange.await(deadline);
    if (result != AtResult.SENT && !cancelled) {
      throw new AtException(GARBAGE, exchange.command().name() + " was cancelled, but not in time");
    }
    return result == AtResult.SENT ? result : AtResult.ERROR;
  }
}

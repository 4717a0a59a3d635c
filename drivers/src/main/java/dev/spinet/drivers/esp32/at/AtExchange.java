package dev.spinet.drivers.esp32.at;

import static dev.spinet.drivers.esp32.at.AtException.Cause.GARBAGE;
import static dev.spinet.drivers.esp32.at.AtException.Cause.NO_ANSWER;

import dev.spinet.bindings.bus.ByteLink;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A command and its result: once more if the module was busy, never twice if it has taken it, and
 * with a bound for every wait.
 */
final class AtExchange {

  private static final long WRITE_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long BUSY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  /** A send that is repeated although it was accepted becomes data: more time to be accepted. */
  private static final long SEND_BUSY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final ByteLink link;
  private final AtReply reply;
  private final AtLexer lexer;
  private final AtInput input;
  private final AtCounters counters;
  private final CommandLine command;
  private final CommandLine question;

  AtExchange(
      ByteLink link,
      Arena arena,
      int longestCommand,
      AtReply reply,
      AtLexer lexer,
      AtInput input,
      AtCounters counters) {
    this.link = link;
    this.reply = reply;
    this.lexer = lexer;
    this.input = input;
    this.counters = counters;
    command = new CommandLine(arena, longestCommand);
    question = new CommandLine(arena, longestCommand);
    question.begin(Tokens.MUX_QUERY).end();
  }

  /** The command that is begun, under way, or was the last one. */
  CommandLine command() {
    return command;
  }

  /**
   * Sends the command that was begun and waits for its result, which may be that data are wanted.
   *
   * @param wanted whether it is still to be sent, asked when all that has come was heard; {@code
   *     null} if it is
   */
  AtResult transact(long deadline, @Nullable BooleanSupplier wanted) throws IOException {
    command.end();
    try {
      while (true) {
        if (wanted != null) {
          input.catchUp();
          if (!wanted.getAsBoolean()) {
            reply.idle();
            return AtResult.ERROR;
          }
        }
        counters.commands.increment();
        reply.sent(command.token());
        writeAll(command.memory(), command.length(), deadline);
        var result = await(deadline);
        if (!reply.wasBusy()) {
          return result;
        }
        if (link.nanoTime() - deadline >= 0) {
          throw new AtException(NO_ANSWER, command.name() + ": the module is busy all the time");
        }
        counters.busy.increment();
        pauseWhileBusy(deadline);
        if (!reply.wasBusy() || isTaken(deadline)) {
          // Something else was thrown away: this command is being done.
          return await(deadline);
        }
        // The module has thrown the command away: the same again is the first time for it.
      }
    } finally {
      command.wipe();
    }
  }

  private void pauseWhileBusy(long deadline) throws IOException {
    long pause = reply.mayWantData() ? SEND_BUSY_PAUSE_NANOS : BUSY_PAUSE_NANOS;
    long until = link.nanoTime() + Math.min(pause, deadline - link.nanoTime());
    while (link.nanoTime() - until < 0 && reply.wasBusy()) {
      input.pump(until);
    }
  }

  /**
   * Finds out whether the module has taken the command, although it has said that it was busy: that
   * may have been meant for something else. It answers a question only when it has nothing else to
   * do, and results come in order: if the answer comes and no result before it, the command was
   * thrown away. A question costs nothing if it is thrown away as well, so it is asked until then.
   *
   * @return whether there is a result, or data have begun
   */
  private boolean isTaken(long deadline) throws IOException {
    if (reply.mayWantData() || command.token().isQuestion()) {
      // Behind a send the question might become data. What changes nothing may be done twice.
      return false;
    }
    while (true) {
      counters.commands.increment();
      reply.asked();
      writeAll(question.memory(), question.length(), deadline);
      while (reply.isAsking() && link.nanoTime() - deadline < 0) {
        input.pump(deadline);
        reply.throwIfRestarted();
        reply.throwIfDamaged(command.name());
      }
      if (!reply.isAsking() && (reply.isAnswered() || reply.result() != null)) {
        return reply.result() != null;
      }
      if (reply.isAsking() || link.nanoTime() - deadline >= 0) {
        throw new AtException(NO_ANSWER, command.name() + ": the module is busy all the time");
      }
      counters.busy.increment();
      pauseWhileBusy(deadline);
      if (!reply.wasBusy()) {
        return true;
      }
    }
  }

  /** Waits for the result of what was sent. */
  AtResult await(long deadline) throws IOException {
    while (true) {
      reply.throwIfRestarted();
      reply.throwIfDamaged(command.name());
      if (reply.isComplete()) {
        return reply.take();
      }
      if (link.nanoTime() - deadline >= 0) {
        int missing = lexer.remaining();
        lexer.reset();
        throw new AtException(
            missing > 0 ? GARBAGE : NO_ANSWER,
            missing > 0
                ? "%s: %d bytes of the data did not come".formatted(command.name(), missing)
                : command.name() + " got no result in time");
      }
      input.pump(deadline);
    }
  }

  /** Writes all, and reads meanwhile what else the line would be blocked by. */
  void writeAll(MemorySegment memory, int length, long deadline) throws IOException {
    int at = 0;
    while (at < length) {
      at += write(memory, at, length - at, deadline);
      if (at < length) {
        input.drain();
      }
    }
  }

  /** Writes some bytes, one at least. */
  int write(MemorySegment memory, long offset, int length, long deadline) throws IOException {
    while (true) {
      int n = link.write(memory, offset, length, WRITE_SLICE_NANOS);
      if (n > 0) {
        counters.sent.add(n);
        return n;
      }
      input.drain();
      if (link.nanoTime() - deadline >= 0) {
        throw new AtException(
            NO_ANSWER, "%s takes no bytes: is its CTS wire held back?".formatted(link.name()));
      }
    }
  }

  /** Reads what comes until a time, or until the command is over. */
  void pumpUntil(long deadline) throws IOException {
    while (!reply.isComplete() && link.nanoTime() - deadline < 0) {
      input.pump(deadline);
      reply.throwIfRestarted();
    }
  }
}

package dev.spinet.drivers.esp32.at;

import static dev.spinet.drivers.esp32.at.AtException.Cause.GARBAGE;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.drivers.events.CommandTrace;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One side of a conversation with an ESP-AT module: sends a command, waits for its result, and
 * hands on what comes in between. Used by one thread, which blocks in system calls; every wait has
 * a bound.
 *
 * <p>The byte channel below may be any that moves bytes in order: a serial port now, SPI later.
 */
public final class AtChannel {

  private final ByteLink link;
  private final AtReply reply;
  private final AtLexer lexer;
  private final CommandLine command;
  private final AtInput input;
  private final AtExchange exchange;
  private final AtSending sending;
  private final AtCounters counters = new AtCounters();
  private final CommandTrace trace;

  /**
   * Talks over a byte channel.
   *
   * @param link the byte channel; not closed by this object
   * @param arena owns the memory of this object, which the channel's thread may write to
   * @param handler hears what the module says without being asked
   * @param longestCommand most bytes of a command, its line end included
   */
  public AtChannel(ByteLink link, Arena arena, AtHandler handler, int longestCommand) {
    this.link = link;
    reply = new AtReply(handler, counters);
    lexer = new AtLexer(reply);
    input = new AtInput(link, arena, lexer, reply, counters);
    exchange = new AtExchange(link, arena, longestCommand, reply, lexer, input, counters);
    command = exchange.command();
    sending = new AtSending(link, arena, reply, lexer, input, exchange);
    trace = new CommandTrace(link.name());
  }

  /**
   * Begins a command; {@link #call} sends it.
   *
   * @param text what it begins with
   * @return the command, to which arguments are added
   */
  public CommandLine begin(AtToken text) {
    return command.begin(text);
  }

  /**
   * Says whether the module sends commands back ({@code ATE}). If it is not to and does, it has
   * restarted, and what it said then was lost.
   *
   * @param expected whether it may
   */
  public void echoExpected(boolean expected) {
    reply.echoExpected(expected);
  }

  /**
   * Says whether received data are told with their sender ({@code AT+CIPDINFO}).
   *
   * @param told whether they are
   */
  public void senderTold(boolean told) {
    reply.senderTold(told);
  }

  /**
   * The cause that the module has given for the last {@link AtResult#ERROR}.
   *
   * @return the number behind {@code ERR CODE:}; 0 if there was none
   */
  public int errorCode() {
    return reply.errorCode();
  }

  /**
   * The error number of its TCP/IP that the module has given for the last {@link AtResult#ERROR}.
   *
   * @return the number behind {@code +ERRNO:}; 0 if there was none
   */
  public int errorNumber() {
    return reply.errorNumber();
  }

  /**
   * What to throw when the last command was answered with something that cannot be.
   *
   * @param what what cannot be, as part of a sentence
   * @return a new exception
   */
  public AtException damaged(String what) {
    return new AtException(GARBAGE, "%s was answered with %s".formatted(command.name(), what));
  }

  /**
   * What has crossed the channel.
   *
   * @return the counters
   */
  public AtCounters counters() {
    return counters;
  }

  /**
   * Sends the command that was begun and waits for its result.
   *
   * @param timeoutNanos the longest wait
   * @return {@link AtResult#OK} or {@link AtResult#ERROR}
   * @throws AtException if no result comes in time or the module restarts
   * @throws BusException if the device fails
   * @throws IOException if the channel is closed
   */
  public AtResult call(long timeoutNanos) throws IOException {
    return call(timeoutNanos, AtReplyLines.NONE);
  }

  /**
   * Sends the command that was begun and waits for its result.
   *
   * @param timeoutNanos the longest wait
   * @param lines hears the lines of the reply
   * @return {@link AtResult#OK} or {@link AtResult#ERROR}
   * @throws AtException if no result comes in time or the module restarts
   * @throws BusException if the device fails
   * @throws IOException if the channel is closed
   */
  public AtResult call(long timeoutNanos, AtReplyLines lines) throws IOException {
    reply.begin(lines);
    return transactTold(link.nanoTime() + timeoutNanos, null);
  }

  /**
   * Sends the command that was begun and waits for its result, unless what the module has said up
   * to then makes it pointless. All that has come is read first, also before the command is sent
   * once more to a module that was busy.
   *
   * @param wanted whether the command is still to be sent
   * @param timeoutNanos the longest wait
   * @return {@link AtResult#OK} or {@link AtResult#ERROR}; the latter also if it was not sent
   * @throws AtException if no result comes in time or the module restarts
   * @throws BusException if the device fails
   * @throws IOException if the channel is closed
   */
  public AtResult callIf(BooleanSupplier wanted, long timeoutNanos) throws IOException {
    reply.begin(AtReplyLines.NONE);
    input.doubt();
    return transactTold(link.nanoTime() + timeoutNanos, wanted);
  }

  /** As the other method, and tells of the command in the trace. */
  private AtResult transactTold(long deadline, @Nullable BooleanSupplier wanted)
      throws IOException {
    boolean told = trace.begin();
    long sent = told ? counters.sent.sum() : 0;
    long received = told ? counters.received.sum() : 0;
    AtResult result = null;
    try {
      result = exchange.transact(deadline, wanted);
      return result;
    } finally {
      if (told) {
        tell(sent, received, result);
      }
    }
  }

  /** A command is over, before which so much had crossed the channel. */
  private void tell(long sent, long received, @Nullable AtResult result) {
    trace.end(
        command.name(), counters.sent.sum() - sent, counters.received.sum() - received, result);
  }

  /**
   * Sends the command that was begun, which asks for received data, and reads them into memory.
   *
   * @param wanted whether the command is still to be sent, asked when all that has come was heard
   * @param sink where they go, asked when they begin; {@code null} to drop them
   * @param timeoutNanos the longest wait
   * @return {@link AtResult#OK}, or {@link AtResult#ERROR} if there are none or nobody has asked
   * @throws AtException if no result comes in time, the reply is damaged (what the sink got is to
   *     be thrown away then) or the module restarts
   * @throws BusException if the device fails
   * @throws IOException if the channel is closed
   */
  public AtResult receive(
      BooleanSupplier wanted, Supplier<@Nullable PayloadSink> sink, long timeoutNanos)
      throws IOException {
    reply.beginReceive(sink);
    boolean told = trace.begin();
    long sent = told ? counters.sent.sum() : 0;
    long received = told ? counters.received.sum() : 0;
    AtResult result = null;
    try {
      result = exchange.transact(link.nanoTime() + timeoutNanos, wanted);
      if (result == AtResult.OK && !reply.payloadSeen()) {
        throw new AtException(GARBAGE, command.name() + " was answered without data");
      }
      return result;
    } finally {
      reply.endReceive();
      if (told) {
        tell(sent, received, result);
      }
    }
  }

  /**
   * Sends the command that was begun, which announces data, and then the data. If they are not
   * wanted any more when the module asks for them, it gets pluses in their place.
   *
   * @param wanted whether the data may still go out, asked when all that has come was heard
   * @param source the data
   * @param length how many bytes
   * @param counted whether the module tells how many bytes have come before it tells the result
   * @param promptNanos the longest wait for the module to ask for the data
   * @param resultNanos the longest wait for the data to leave and the result to come
   * @param lines hears the lines in between
   * @return {@link AtResult#ERROR} if the module has not asked for the data, so that none went out;
   *     {@link AtResult#SENT} or {@link AtResult#SEND_FAILED} if it has
   * @throws AtException if no result comes in time, the module has got another number of bytes, or
   *     restarts
   * @throws BusException if the device fails
   * @throws IOException if the channel is closed
   */
  public AtResult send(
      BooleanSupplier wanted,
      PayloadSource source,
      int length,
      boolean counted,
      long promptNanos,
      long resultNanos,
      AtReplyLines lines)
      throws IOException {
    reply.beginSend(lines, length, counted);
    lexer.wantPrompt(true);
    boolean told = trace.begin();
    long sent = told ? counters.sent.sum() : 0;
    long received = told ? counters.received.sum() : 0;
    AtResult result = null;
    try {
      result = exchange.transact(link.nanoTime() + promptNanos, wanted);
      if (result != AtResult.OK) {
        return result;
      }
      result = null;
      if (!wanted.getAsBoolean()) {
        result = sending.cancel(length, link.nanoTime() + resultNanos);
        return result;
      }
      result = sending.send(source, length, link.nanoTime() + resultNanos);
      return result;
    } finally {
      lexer.wantPrompt(false);
      if (told) {
        tell(sent, received, result);
      }
    }
  }

  /**
   * Asks the module to restart, which works even while it is busy ({@code AT+RST}), and gives it
   * the time to say that it will.
   *
   * @param timeoutNanos the longest wait
   * @return whether it has said so, or has restarted already; if not, it has perhaps restarted
   *     before, and talks at another speed
   * @throws AtException if the line takes no bytes
   * @throws BusException if the device fails
   * @throws IOException if the channel is closed
   */
  public boolean requestRestart(long timeoutNanos) throws IOException {
    long deadline = link.nanoTime() + timeoutNanos;
    lexer.reset();
    reply.begin(AtReplyLines.NONE);
    reply.sent(command.token());
    command.begin(Tokens.AT_RST).end();
    exchange.writeAll(command.memory(), command.length(), deadline);
    while (!reply.restarted() && reply.result() == null && link.nanoTime() - deadline < 0) {
      input.pump(deadline);
    }
    return reply.restarted() || reply.result() != null;
  }

  /**
   * Waits until the module has said that it is ready, after {@link #requestRestart}.
   *
   * @param timeoutNanos the longest wait
   * @return whether it has
   * @throws BusException if the device fails
   * @throws IOException if the channel is closed
   */
  public boolean awaitReady(long timeoutNanos) throws IOException {
    long deadline = link.nanoTime() + timeoutNanos;
    while (!reply.restarted() && link.nanoTime() - deadline < 0) {
      input.pump(deadline);
    }
    boolean ready = reply.restarted();
    reply.forget();
    lexer.reset();
    return ready;
  }

  /**
   * Whether the last command announced data and has no result, so that the module may take whatever
   * comes next for those data.
   *
   * @return whether it may
   */
  public boolean mayWantData() {
    return reply.mayWantData();
  }

  /** Makes whatever is going on, and all that comes later, fail. Any thread may call this. */
  public void abort() {
    input.abort();
    link.wakeup();
  }

  /**
   * Reads what comes without having been asked for, until the time is over or the channel is woken.
   *
   * @param timeoutNanos the longest wait
   * @throws AtException if the module restarts
   * @throws BusException if the device fails
   * @throws IOException if the channel is closed
   */
  public void listen(long timeoutNanos) throws IOException {
    reply.idle();
    input.pump(link.nanoTime() + timeoutNanos);
    reply.throwIfRestarted();
  }

  /**
   * Brings both sides into step: waits until the module is quiet, then asks a question whose answer
   * cannot be mistaken for one to an earlier question.
   *
   * @param query the question
   * @param answer what the line that answers it begins with
   * @param quietNanos how long nothing may come
   * @param timeoutNanos the longest wait in all
   * @return whether the module has answered; if so, what it answered was read
   * @throws BusException if the device fails
   * @throws IOException if the channel is closed
   */
  public boolean resynchronise(AtToken query, AtToken answer, long quietNanos, long timeoutNanos)
      throws IOException {
    counters.resynchronisations.increment();
    long deadline = link.nanoTime() + timeoutNanos;
    lexer.reset();
    reply.idle();
    awaitQuiet(quietNanos, deadline);
    lexer.reset();
    boolean[] answered = {false};
    reply.begin(line -> {
      boolean own = line.startsWith(answer);
      answered[0] |= own;
      return own;
    });
    try {
      while (!answered[0]) {
        // A result without the answer is a late one of an earlier command.
        command.begin(query);
        exchange.transact(deadline, null);
      }
      return true;
    } catch (AtException e) {
      return false;
    } finally {
      reply.forget();
    }
  }

  /**
   * Waits until nothing has come for a while.
   *
   * @param quietNanos how long
   * @param deadline when to give up, in the time of the byte channel
   * @throws BusException if the device fails
   * @throws IOException if the channel is closed
   */
  private void awaitQuiet(long quietNanos, long deadline) throws IOException {
    long before = counters.received.sum();
    while (link.nanoTime() - deadline < 0) {
      long until = link.nanoTime() + quietNanos;
      while (link.nanoTime() - until < 0) {
        input.pump(until);
      }
      long now = counters.received.sum();
      if (now == before) {
        return;
      }
      before = now;
    }
  }

  /**
   * Writes bytes as they are, outside of any command.
   *
   * @param text what to write
   * @param timeoutNanos the longest wait
   * @throws AtException if the line does not take them
   * @throws BusException if the device fails
   * @throws IOException if the channel is closed
   */
  public void raw(AtToken text, long timeoutNanos) throws IOException {
    command.begin(text);
    exchange.writeAll(command.memory(), command.length(), link.nanoTime() + timeoutNanos);
  }
}

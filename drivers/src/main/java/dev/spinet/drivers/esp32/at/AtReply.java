package dev.spinet.drivers.esp32.at;

import static dev.spinet.drivers.esp32.at.AtException.Cause.GARBAGE;
import static dev.spinet.drivers.esp32.at.AtException.Cause.RESTARTED;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The result of the command in progress, as far as it has come. */
final class AtReply implements AtLexer.Events {
  /** No datagram is longer; what claims to be is a damaged line. */
  private static final int LONGEST_ACTIVE = 0xffff;

  private final AtHandler handler;
  private final AtCounters counters;
  private AtReplyLines lines = AtReplyLines.NONE;
  private boolean outstanding;
  private boolean sending;
  private boolean accepted;
  private boolean counted;
  private int announced;
  private boolean prompted;
  private boolean written;
  private boolean recvSeen;
  private boolean recvWrong;
  private boolean busy;
  private boolean asking;
  private boolean answerBegun;
  private boolean answered;
  private boolean restarted;
  private boolean echoExpected = true;
  private AtToken command = Tokens.AT;
  private boolean damaged;
  private boolean payloadSeen;
  private boolean senderTold;
  private boolean receiving;
  private boolean passive;
  private int errorCode;
  private int errorNumber;
  private @Nullable Supplier<@Nullable PayloadSink> receiver;
  private @Nullable PayloadSink next;
  private @Nullable AtResult result;

  AtReply(AtHandler handler, AtCounters counters) {
    this.handler = handler;
    this.counters = counters;
  }

  void begin(AtReplyLines newLines) {
    lines = newLines;
    outstanding = false; // What comes before the command goes out belongs to another one.
    sending = false;
    prompted = false;
    written = false;
    payloadSeen = false;
    restarted = false;
    errorCode = 0;
    errorNumber = 0;
  }

  void beginReceive(Supplier<@Nullable PayloadSink> sink) {
    begin(AtReplyLines.NONE);
    receiver = sink;
    receiving = true;
  }

  void endReceive() {
    receiver = null;
    receiving = false;
  }

  void beginSend(AtReplyLines newLines, int length, boolean isCounted) {
    begin(newLines);
    sending = true;
    accepted = false;
    announced = length;
    counted = isCounted;
    recvSeen = false;
    recvWrong = false;
  }

  /** A command goes out, perhaps once more. */
  void sent(AtToken newCommand) {
    command = newCommand;
    outstanding = true;
    busy = false;
    asking = false;
    damaged = false;
    result = null;
  }

  /** A question goes out behind the command, of which it is not known whether it was taken. */
  void asked() {
    asking = true;
    answerBegun = false;
    answered = false;
    busy = false;
  }

  /** Whether the question has neither been answered nor thrown away. */
  boolean isAsking() {
    return asking;
  }

  /**
   * Whether the question was answered, so that a result of the command has come by now, if ever.
   */
  boolean isAnswered() {
    return answered;
  }

  void idle() {
    outstanding = false;
    asking = false;
    result = null;
    lines = AtReplyLines.NONE;
  }

  void forget() {
    idle();
    restarted = false;
  }

  void payloadWritten() {
    written = true;
  }

  void echoExpected(boolean expected) {
    echoExpected = expected;
  }

  void senderTold(boolean told) {
    senderTold = told;
  }

  int errorCode() {
    return errorCode;
  }

  int errorNumber() {
    return errorNumber;
  }

  boolean payloadSeen() {
    return payloadSeen;
  }

  boolean expectsHeader() {
    return receiving && outstanding && !payloadSeen;
  }

  boolean restarted() {
    return restarted;
  }

  /** Whether the module was busy, and has not asked for the data of this send all the same. */
  boolean wasBusy() {
    return busy && !prompted;
  }

  /** Whether the module may take what comes next for the data of a send. */
  boolean mayWantData() {
    return sending && outstanding;
  }

  @Nullable AtResult result() {
    return result;
  }

  /** Whether the wait is over: a result, a prompt, or the module was busy. */
  boolean isComplete() {
    return result != null || busy || (prompted && !written && sending && announced > 0);
  }

  AtResult take() {
    var taken = result;
    if (taken == null) {
      // The prompt, or a busy module: neither ends the command.
      return AtResult.OK;
    }
    outstanding = false;
    result = null;
    return taken;
  }

  void throwIfRestarted() throws AtException {
    if (restarted) {
      forget();
      throw new AtException(RESTARTED, "the module has restarted");
    }
  }

  void throwIfDamaged(String name) throws AtException {
    if (damaged) {
      damaged = false;
      throw new AtException(GARBAGE, name + ": the data do not end where they should");
    }
    if (recvWrong) {
      recvWrong = false;
      throw new AtException(GARBAGE, name + ": the module has got another number of bytes");
    }
  }

  @Override
  public void prompt() {
    prompted = outstanding;
  }

  @Override
  public void line(AtLine line) {
    if (line.is(Tokens.READY)) {
      restarted = true;
      counters.restarts.increment();
      return;
    }
    if (reaction(line)) {
      return;
    }
    line.seek(0);
    if (!handler.unsolicited(line)) {
      counters.unknownLines.increment();
    }
  }

  /** Echo was switched off: it is on again after a restart whose banner got lost or changed. */
  private void noticeEcho() {
    if (!echoExpected) {
      restarted = true;
      counters.restarts.increment();
    }
  }

  private boolean reaction(AtLine line) {
    if (asking && line.startsWith(Tokens.MUX_ANSWER)) {
      answerBegun = true;
      return true;
    }
    if (asking && answerBegun && line.is(Tokens.OK)) {
      asking = false;
      answered = true;
      return true;
    }
    if (line.is(Tokens.OK)) {
      accepted = outstanding;
      finish(sending ? null : AtResult.OK);
      return true;
    }
    if (line.is(Tokens.ERROR) || line.is(Tokens.FAIL)) {
      finish(sending && prompted ? AtResult.SEND_FAILED : AtResult.ERROR);
      return true;
    }
    if (line.is(Tokens.SEND_OK)) {
      // The first result counts; one that comes before all is written belongs to an earlier send.
      boolean own = sending && written && (recvSeen || !counted);
      finishSend(own, AtResult.SENT);
      return true;
    }
    if (line.is(Tokens.SEND_FAIL)
        || line.is(Tokens.SEND_CANCELED)
        || line.is(Tokens.SEND_CANCELLED)) {
      finishSend(sending && prompted, AtResult.SEND_FAILED);
      return true;
    }
    if (line.startsWith(Tokens.BUSY)) {
      // A send that was accepted is not thrown away any more: something else was.
      busy = outstanding && !prompted && !(sending && accepted);
      asking = false;
      return true;
    }
    if (line.startsWith(Tokens.ERR_CODE)) {
      errorCode = line.hexNumber();
      return true;
    }
    if (line.startsWith(Tokens.ERRNO)) {
      errorNumber = line.hexNumber();
      return true;
    }
    if (line.startsWith(Tokens.RECV)) {
      recvSeen = true;
      recvWrong = sending && line.number(0, Integer.MAX_VALUE) != announced;
      return true;
    }
    if (outstanding && line.startsWith(command)) {
      noticeEcho();
      return true;
    }
    if (!outstanding) {
      return false;
    }
    // What else begins like a command is the echo of an earlier one.
    return lines.line(line) || line.startsWith(Tokens.AT);
  }

  private void finish(@Nullable AtResult newResult) {
    if (!outstanding) {
      counters.lateResults.increment();
    } else if (result == null) {
      result = newResult;
      busy = false;
    }
  }

  private void finishSend(boolean own, AtResult newResult) {
    if (own) {
      finish(newResult);
    } else {
      counters.lateResults.increment();
    }
  }

  @Override
  public int payloadBehind(AtLine line, byte delimiter) {
    line.seek(0);
    if (delimiter == ':' && line.startsWith(Tokens.IPD)) {
      return active(line);
    }
    if (receiving && outstanding && !payloadSeen && result == null) {
      boolean usual = delimiter == ',' && line.startsWith(Tokens.RECVDATA);
      if (usual || (delimiter == ':' && line.startsWith(Tokens.RECVDATA_OLD))) {
        return passive(line);
      }
    }
    return -1;
  }

  private int passive(AtLine line) {
    int length = line.number(0, Integer.MAX_VALUE);
    if (length < 0) {
      return -1;
    }
    boolean whole =
        senderTold
            ? line.skip(',') && line.quoted() != null && line.skip(',') && line.number() >= 0
            : true;
    if (!whole || !line.atEnd()) {
      return -1;
    }
    // All that was said before has been heard: whose data they are can be told now.
    var whose = receiver;
    next = whose == null ? null : whose.get();
    passive = true;
    payloadSeen = true;
    busy = false; // Something else was thrown away: this command is being done.
    return length;
  }

  private int active(AtLine line) {
    int id = line.number(0, Integer.MAX_VALUE);
    if (id < 0 || !line.skip(',')) {
      return -1;
    }
    int length = line.number(0, LONGEST_ACTIVE);
    if (length < 0) {
      return -1;
    }
    int address = 0;
    int port = 0;
    if (!line.atEnd()) {
      if (!line.skip(',') || !line.skip('"')) {
        return -1;
      }
      for (int i = 0; i < 4; i++) {
        int octet = line.number(0, 255);
        if (octet < 0 || !line.skip(i == 3 ? '"' : '.')) {
          return -1;
        }
        address = address << 8 | octet;
      }
      port = line.skip(',') ? line.number(0, 0xffff) : -1;
      if (port < 0 || !line.atEnd()) {
        return -1;
      }
    }
    passive = false;
    next = handler.active(id, length, address, port);
    return length;
  }

  @Override
  public @Nullable PayloadSink sink() {
    var sink = next;
    next = null;
    return sink;
  }

  @Override
  public boolean lineEndFollows() {
    return passive;
  }

  @Override
  public void payloadNotFollowedByLineEnd() {
    damaged = true;
  }
}

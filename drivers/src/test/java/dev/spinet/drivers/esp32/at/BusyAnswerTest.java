package dev.spinet.drivers.esp32.at;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A busy module may have taken the command all the same: it is not sent twice before that is known.
 */
final class BusyAnswerTest {

  private static final long AMPLE = TimeUnit.SECONDS.toNanos(10);
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(100);
  private static final String START = "AT+CIPSTART=4\r\n";
  private static final String ASK = "AT+CIPMUX?\r\n";
  private static final String BUSY = "\r\nbusy p...\r\n";
  private static final String ANSWER = "+CIPMUX:1\r\n\r\nOK\r\n";
  private static final String DONE = "\r\nOK\r\n";

  private final Arena arena = Arena.ofShared();

  @AfterEach
  void free() {
    arena.close();
  }

  private static final class Handler implements AtHandler {
    @Override
    public boolean unsolicited(AtLine line) {
      return line.toString().endsWith("CONNECT");
    }

    @Override
    public @Nullable PayloadSink active(int id, int length, int address, int port) {
      return null;
    }
  }

  private static ScriptedLink answering(String... answers) {
    var left = new ArrayList<>(Arrays.asList(answers));
    return new ScriptedLink(
        text -> text.endsWith("\r\n") && !left.isEmpty() ? left.removeFirst() : "");
  }

  private AtChannel channel(ScriptedLink link) {
    return new AtChannel(link, arena, new Handler(), 256);
  }

  private void assertSpoken(ScriptedLink link, AtResult expected, String written) throws Exception {
    var channel = channel(link);
    channel.begin(new AtToken("AT+CIPSTART=")).number(4);
    assertEquals(expected, channel.call(AMPLE));
    assertEquals(written, link.written());
    // What is asked next is answered by nothing that was left over.
    link.say(DONE);
    channel.begin(new AtToken("AT+GMR"));
    assertEquals(AtResult.OK, channel.call(AMPLE));
    assertEquals(0, channel.counters().snapshot().lateResults());
    assertEquals(0, channel.counters().snapshot().unknownLines());
  }

  @Test
  void aCommandThatWasTakenIsSentOnce() throws Exception {
    assertSpoken(
        answering(BUSY, BUSY, BUSY, "4,CONNECT\r\n" + DONE + ANSWER),
        AtResult.OK,
        START + ASK + ASK + ASK);
    assertSpoken(answering(BUSY, BUSY + "4,CONNECT\r\n" + DONE), AtResult.OK, START + ASK);
    assertSpoken(answering(BUSY, "\r\nERROR\r\n" + ANSWER), AtResult.ERROR, START + ASK);
  }

  @Test
  void aCommandThatWasThrownAwayIsSentAgain() throws Exception {
    assertSpoken(answering(BUSY, ANSWER, DONE), AtResult.OK, START + ASK + START);
    assertSpoken(
        answering(BUSY, BUSY, ANSWER, BUSY, ANSWER, DONE),
        AtResult.OK,
        START + ASK + ASK + START + ASK + START);
  }

  @Test
  void dataAreNotAskedForTwice() throws Exception {
    var link = answering(BUSY, "+CIPRECVDATA:3,abc\r\nOK\r\n" + ANSWER);
    var channel = channel(link);
    var sink = new Collected(arena, 100);
    channel.begin(new AtToken("AT+CIPRECVDATA=")).number(0).comma().number(100);
    assertEquals(AtResult.OK, channel.receive(() -> true, () -> sink, AMPLE));
    assertArrayEquals("abc".getBytes(StandardCharsets.US_ASCII), sink.content());
    assertEquals("AT+CIPRECVDATA=0,100\r\n" + ASK, link.written());
  }

  @Test
  void aModuleThatStaysBusyIsNotWaitedForForEver() {
    for (var answers : List.of(new String[] {BUSY}, new String[] {BUSY, BUSY, BUSY, BUSY, BUSY})) {
      var channel = channel(answering(answers));
      channel.begin(new AtToken("AT+CIPSTART=")).number(4);
      var error = assertThrows(AtException.class, () -> channel.call(SHORT));
      assertEquals(AtException.Cause.NO_ANSWER, error.kind());
    }
  }
}

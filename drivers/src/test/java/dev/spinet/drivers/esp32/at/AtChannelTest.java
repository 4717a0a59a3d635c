package dev.spinet.drivers.esp32.at;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One conversation with a module whose words a test chooses. */
final class AtChannelTest {

  private static final long AMPLE = TimeUnit.SECONDS.toNanos(10);
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);
  private static final AtToken AT = new AtToken("AT");
  private static final AtToken READ = new AtToken("AT+CIPRECVDATA=");
  private static final AtToken SEND = new AtToken("AT+CIPSEND=");

  private final Arena arena = Arena.ofShared();
  private final List<String> heard = new ArrayList<>();
  private @Nullable Collected active;

  @AfterEach
  void free() {
    arena.close();
  }

  private final class Handler implements AtHandler {
    @Override
    public boolean unsolicited(AtLine line) {
      heard.add(line.toString());
      return line.toString().startsWith("+IPD") || line.toString().endsWith("CLOSED");
    }

    @Override
    public @Nullable PayloadSink active(int id, int length, int address, int port) {
      heard.add("active %d %d %08x %d".formatted(id, length, address, port));
      active = new Collected(arena, Math.max(1, length));
      return active;
    }
  }

  private AtChannel channel(ScriptedLink link) {
    return new AtChannel(link, arena, new Handler(), 256);
  }

  private static ScriptedLink answering(String answer) {
    return new ScriptedLink(command -> command.endsWith("\r\n") ? answer : "");
  }

  @Test
  void aCommandIsSentWholeAndItsResultIsHeard() throws Exception {
    var link = answering("AT\r\n\r\nOK\r\n");
    var channel = channel(link);
    channel.begin(AT);
    assertEquals(AtResult.OK, channel.call(AMPLE));
    assertEquals("AT\r\n", link.written());
    assertEquals(List.of(), heard);
    assertEquals(4, channel.counters().snapshot().bytesSent());
    assertEquals(10, channel.counters().snapshot().bytesReceived());
  }

  @Test
  void whatIsSaidInBetweenIsHandedOn() throws Exception {
    var channel = channel(answering("0,CLOSED\r\n+X:1\r\n\r\n+IPD,1,5\r\nrubbish\r\n\r\nOK\r\n"));
    List<String> own = new ArrayList<>();
    channel.begin(AT);
    var result =
        channel.call(
            AMPLE,
            line -> {
              boolean mine = line.startsWith(new AtToken("+X:"));
              if (mine) {
                own.add(line.rest());
              }
              return mine;
            });
    assertEquals(AtResult.OK, result);
    assertEquals(List.of("1"), own);
    assertEquals(List.of("0,CLOSED", "+IPD,1,5", "rubbish"), heard);
    assertEquals(1, channel.counters().snapshot().unknownLines());
  }

  @Test
  void anErrorComesWithItsCause() throws Exception {
    var channel = channel(answering("ERR CODE:0x01090000\r\n+ERRNO:0x6f\r\n\r\nERROR\r\n"));
    channel.begin(AT);
    assertEquals(AtResult.ERROR, channel.call(AMPLE));
    assertEquals(0x01090000, channel.errorCode());
    assertEquals(0x6f, channel.errorNumber());
  }

  @Test
  void aBusyModuleIsAskedAgain() throws Exception {
    var answers = new ArrayList<>(List.of("\r\nbusy p...\r\n", "\r\nbusy p...\r\n", "\r\nOK\r\n"));
    var link = new ScriptedLink(command -> answers.isEmpty() ? "" : answers.removeFirst());
    var channel = channel(link);
    channel.begin(AT);
    assertEquals(AtResult.OK, channel.call(AMPLE));
    assertEquals("AT\r\nAT\r\nAT\r\n", link.written());
    assertEquals(2, channel.counters().snapshot().busy());
  }

  @Test
  void silenceIsNamed() {
    var channel = channel(answering(""));
    channel.begin(AT);
    var error = assertThrows(AtException.class, () -> channel.call(SHORT));
    assertEquals(AtException.Cause.NO_ANSWER, error.kind());
  }

  @Test
  void aRestartIsNoticedAtOnce() {
    var channel = channel(answering("\r\nready\r\n"));
    channel.begin(AT);
    var error = assertThrows(AtException.class, () -> channel.call(AMPLE));
    assertEquals(AtException.Cause.RESTARTED, error.kind());
  }

  @Test
  void anEchoThatWasSwitchedOffIsARestart() throws Exception {
    var channel = channel(answering("AT\r\n\r\nOK\r\n"));
    channel.begin(AT);
    assertEquals(AtResult.OK, channel.call(AMPLE));
    channel.echoExpected(false);
    channel.begin(AT);
    var error = assertThrows(AtException.class, () -> channel.call(AMPLE));
    assertEquals(AtException.Cause.RESTARTED, error.kind());
  }

  @Test
  void receivedDataMayHoldAnything() throws Exception {
    String data = "\r\nOK\r\nready\r\n+IPD,1,5:>\0\u00ff,\"";
    var channel =
        channel(
            answering("0,CLOSED\r\n+CIPRECVDATA:%d,%s\r\nOK\r\n".formatted(data.length(), data)));
    var sink = new Collected(arena, 100);
    channel.begin(READ).number(0).comma().number(100);
    assertEquals(AtResult.OK, channel.receive(() -> true, () -> sink, AMPLE));
    assertArrayEquals(data.getBytes(ISO_8859_1), sink.content());
    assertTrue(sink.isComplete());
    assertEquals(List.of("0,CLOSED"), heard);
  }

  @Test
  void theOldSpellingIsUnderstood() throws Exception {
    var channel = channel(answering("+CIPRECVDATA,3:abc\r\nOK\r\n"));
    var sink = new Collected(arena, 100);
    channel.begin(READ).number(0).comma().number(100);
    assertEquals(AtResult.OK, channel.receive(() -> true, () -> sink, AMPLE));
    assertEquals(3, sink.content().length);
  }

  @Test
  void theSenderIsSkippedWhereItIsTold() throws Exception {
    var channel = channel(answering("+CIPRECVDATA:3,\"10.0.0.1\",80,a\"c\r\nOK\r\n"));
    channel.senderTold(true);
    var sink = new Collected(arena, 100);
    channel.begin(READ).number(0).comma().number(100);
    assertEquals(AtResult.OK, channel.receive(() -> true, () -> sink, AMPLE));
    assertArrayEquals("a\"c".getBytes(ISO_8859_1), sink.content());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+CIPRECVDATA:9,abc\r\nOK\r\n", // bytes were lost, and the answer became data
        "+CIPRECVDATA:2,abc\r\nOK\r\n", // a byte too many
        "+CIPRECVDATA:30,abc", // the rest never comes
        "\r\nOK\r\n", // no data at all
        "+CIPRECVDATA:3,abc", // no end
      })
  void damagedDataAreNamed(String answer) {
    var channel = channel(answering(answer));
    var sink = new Collected(arena, 100);
    channel.begin(READ).number(0).comma().number(100);
    assertThrows(AtException.class, () -> channel.receive(() -> true, () -> sink, SHORT));
  }

  @Test
  void dataOfTheModulesOwnAccordAreTaken() throws Exception {
    var channel = channel(answering("\r\n+IPD,4,5,\"10.0.2.2\",7:ab\r\n!\r\nOK\r\n"));
    channel.begin(AT);
    assertEquals(AtResult.OK, channel.call(AMPLE));
    assertEquals(List.of("active 4 5 0a000202 7"), heard);
    assertArrayEquals(
        "ab\r\n!".getBytes(ISO_8859_1), java.util.Objects.requireNonNull(active).content());
  }

  @Test
  void whatIsPointlessByNowIsNotAskedFor() throws Exception {
    var link = answering("");
    var channel = channel(link);
    link.say("0,CLOSED\r\n0,CONNECT\r\n");
    channel.begin(READ).number(0).comma().number(100);
    assertEquals(AtResult.ERROR, channel.receive(() -> heard.isEmpty(), () -> null, SHORT));
    link.say("0,CLOSED\r\n");
    var source = new Collected(arena, "ping".getBytes(ISO_8859_1));
    channel.begin(SEND).number(0).comma().number(4);
    BooleanSupplier wanted = () -> heard.size() < 3;
    assertEquals(
        AtResult.ERROR, channel.send(wanted, source, 4, true, SHORT, SHORT, AtReplyLines.NONE));
    assertEquals("", link.written());
  }

  @Test
  void dataGoToWhomTheyBelongWhenTheyBegin() throws Exception {
    var channel = channel(answering("0,CLOSED\r\n0,CONNECT\r\n+CIPRECVDATA:3,abc\r\n\r\nOK\r\n"));
    var before = new Collected(arena, 100);
    var since = new Collected(arena, 100);
    channel.begin(READ).number(0).comma().number(100);
    assertEquals(
        AtResult.OK, channel.receive(() -> true, () -> heard.isEmpty() ? before : since, AMPLE));
    assertEquals(0, before.content().length);
    assertEquals(3, since.content().length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\nSEND Canceled\r\n", "\r\nSEND CANCELLED\r\n", "\r\nERROR\r\n"})
  void aPromptForSomebodyElseIsGivenNoData(String answer) throws Exception {
    var link =
        new ScriptedLink(text ->
            text.endsWith("\r\n")
                ? "0,CLOSED\r\n0,CONNECT\r\n\r\nOK\r\n\r\n>"
                : text.equals("+++") ? answer : "");
    var channel = channel(link);
    var source = new Collected(arena, "ping".getBytes(ISO_8859_1));
    channel.begin(SEND).number(0).comma().number(4);
    BooleanSupplier wanted = () -> heard.isEmpty();
    assertEquals(
        AtResult.ERROR, channel.send(wanted, source, 4, true, AMPLE, AMPLE, AtReplyLines.NONE));
    assertEquals("AT+CIPSEND=0,4\r\n+++", link.written());
  }

  private static Function<String, String> sending(String afterPrompt, int length) {
    return text -> {
      if (text.startsWith("AT+CIPSEND=") && text.endsWith("\r\n")) {
        return "\r\nOK\r\n\r\n>";
      }
      return text.length() == length ? afterPrompt : "";
    };
  }

  private AtResult send(String afterPrompt) throws IOException {
    return send(afterPrompt, SHORT);
  }

  private AtResult send(String afterPrompt, long resultNanos) throws IOException {
    var channel = channel(new ScriptedLink(sending(afterPrompt, 4)));
    channel.begin(SEND).number(0).comma().number(4);
    return channel.send(
        () -> true,
        new Collected(arena, "ping".getBytes(ISO_8859_1)),
        4,
        true,
        AMPLE,
        resultNanos,
        AtReplyLines.NONE);
  }

  @Test
  void sentDataAreConfirmed() throws Exception {
    assertEquals(AtResult.SENT, send("\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"));
    assertEquals(AtResult.SENT, send("Recv 4 bytes\r\n0,CLOSED\r\n\r\nSEND OK\r\n"));
    assertEquals(
        AtResult.SEND_FAILED, send("\r\nRecv 4 bytes\r\n\r\nSEND FAIL\r\n\r\nSEND OK\r\n"));
    assertEquals(AtResult.SEND_FAILED, send("\r\nERROR\r\n"));
  }

  @Test
  void aWrongCountOrALateResultIsNoSuccess() {
    assertThrows(AtException.class, () -> send("\r\nRecv 3 bytes\r\n\r\nSEND OK\r\n"));
    assertThrows(AtException.class, () -> send("\r\nSEND OK\r\n"));
    assertThrows(AtException.class, () -> send(""));
  }

  @Test
  void aBannerAtAnotherSpeedIsNotWaitedBehind() {
    var error = assertThrows(AtException.class, () -> send("\0\0\u0080\u00f8\0\0x", AMPLE));
    assertEquals(AtException.Cause.UNREADABLE, error.kind());
  }

  @Test
  void aSendThatADisturbanceHasHitIsWaitedFor() throws Exception {
    assertEquals(AtResult.SENT, send("\0\u0080\0\r\n\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n", AMPLE));
    var error = assertThrows(AtException.class, () -> send("\0\u0080\0\r\n", SHORT));
    assertEquals(AtException.Cause.NO_ANSWER, error.kind());
    assertEquals(
        AtResult.SENT, send("\0\0\0\0\0\0\0\r\n\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n", AMPLE));
  }

  @Test
  void nothingIsSentWithoutAPrompt() throws Exception {
    var link = answering("\r\nERROR\r\n");
    var channel = channel(link);
    channel.begin(SEND).number(0).comma().number(4);
    var source = new Collected(arena, "ping".getBytes(ISO_8859_1));
    assertEquals(
        AtResult.ERROR, channel.send(() -> true, source, 4, true, AMPLE, AMPLE, AtReplyLines.NONE));
    assertEquals("AT+CIPSEND=0,4\r\n", link.written());
  }

  @Test
  void lateResultsAreNotTakenForTheAnswer() throws Exception {
    var answers = new ArrayList<>(List.of("\r\nOK\r\n", "+CIPMUX:1\r\n\r\nOK\r\n"));
    var link = new ScriptedLink(command -> answers.isEmpty() ? "" : answers.removeFirst());
    link.say("xx\r\n\r\nSEND OK\r\n");
    var channel = channel(link);
    assertTrue(
        channel.resynchronise(new AtToken("AT+CIPMUX?"), new AtToken("+CIPMUX:1"), SHORT, AMPLE));
    assertEquals("AT+CIPMUX?\r\nAT+CIPMUX?\r\n", link.written());
    assertFalse(
        channel.resynchronise(
            new AtToken("AT+CIPMUX?"), new AtToken("+CIPMUX:1"), SHORT / 10, SHORT));
  }

  @Test
  void textsAreEscapedAndSecretsAreNotKept() throws Exception {
    var link = answering("\r\nOK\r\n");
    var channel = channel(link);
    var command = channel.begin(new AtToken("AT+CWJAP=")).quoted("a,b").comma().quoted("s\"\\t");
    assertEquals("AT+CWJAP=", command.toString());
    assertEquals(AtResult.OK, channel.call(AMPLE));
    assertEquals("AT+CWJAP=\"a\\,b\",\"s\\\"\\\\t\"\r\n", link.written());
    assertEquals(0, command.length());
  }

  @Test
  void whatWouldEndACommandIsRefused() {
    var channel = channel(answering(""));
    for (String text : new String[] {"a\nb", "a\rb", "a\0b", "x".repeat(300)}) {
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> channel.begin(new AtToken("AT+CWJAP=")).quoted(text));
      assertFalse(String.valueOf(error.getMessage()).contains("a\n"));
    }
  }
}

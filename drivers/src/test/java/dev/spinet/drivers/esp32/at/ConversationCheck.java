package dev.spinet.drivers.esp32.at;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has the channel talk to a module that says any bytes, and checks what must hold whatever they
 * are: a result that the bytes bear out or a named error, in bounded time, memory and work.
 *
 * <p>An input is: one byte whose bits say what is done, one for how the bytes are cut up, and then
 * the bytes, with a {@link #SEPARATOR} between those that come after one write and those that come
 * after the next.
 */
final class ConversationCheck {

  /** The group separator of ASCII, which the module never says. */
  static final byte SEPARATOR = 0x1d;

  private static final int HEAD = 2;
  private static final int ROOM = 48;
  private static final int LONGEST_ACTIVE = 64;
  private static final int PAYLOAD = 4;
  private static final int TRIES = 6;
  private static final int TELL_SENDER = 0x80;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
  private static final AtToken READ = new AtToken("AT+CIPRECVDATA=");
  private static final AtToken SEND = new AtToken("AT+CIPSEND=");
  private static final AtToken ASK = new AtToken("AT+CIPMUX?");
  private static final AtToken ANSWER = new AtToken("+CIPMUX:1");

  private final Arena arena;
  private final String said;
  private final SpokenLink link;
  private final AtChannel channel;

  private ConversationCheck(Arena arena, byte[] input, AtHandler handler) {
    this.arena = arena;
    said =
        new String(input, HEAD, input.length - HEAD, ISO_8859_1)
            .replace(String.valueOf((char) SEPARATOR), "");
    link = new SpokenLink(answers(input), 1 + (input[1] & 0x7f));
    channel = new AtChannel(link, arena, handler, 256);
    channel.senderTold((input[0] & TELL_SENDER) != 0);
  }

  /** Talks, and throws an {@link AssertionError} if something does not hold. */
  static void run(byte[] input) {
    try (var arena = Arena.ofConfined()) {
      run(input, arena, new Listener(arena));
    }
  }

  static void run(byte[] input, Arena arena, AtHandler handler) {
    if (input.length < HEAD) {
      return;
    }
    new ConversationCheck(arena, input, handler).converse(input[0]);
  }

  private static List<byte[]> answers(byte[] input) {
    List<byte[]> answers = new ArrayList<>();
    // Nothing has been said before the first command, as after a reset of the input.
    answers.add(new byte[0]);
    int from = HEAD;
    for (int i = HEAD; i <= input.length; i++) {
      if (i == input.length || input[i] == SEPARATOR) {
        answers.add(java.util.Arrays.copyOfRange(input, from, i));
        from = i + 1;
      }
    }
    return answers;
  }

  private void converse(byte plan) {
    for (int i = 0; i < TRIES; i++) {
      long before = link.nanoTime();
      try {
        step(plan >> i & 1, i);
      } catch (AtException e) {
        check(String.valueOf(e.getMessage()).length() > 5, "an error without a name");
      } catch (IOException e) {
        throw new AssertionError("only a disturbed conversation may be told of", e);
      }
      // A send has two waits, one for the prompt and one for the result.
      check(link.nanoTime() - before <= 3 * PATIENCE, "a wait without a bound");
    }
    check(link.reads() <= 4096 + 64L * said.length(), "work without a bound");
  }

  private void step(int bit, int index) throws IOException {
    switch (2 * (index % 3) + bit) {
      case 0 -> receive();
      case 1 -> call();
      case 2 -> send(true);
      case 3 -> send(false);
      case 4 -> synchronise();
      default -> channel.listen(PATIENCE);
    }
  }

  private void call() throws IOException {
    channel.begin(ASK);
    var result = channel.call(PATIENCE);
    boolean borneOut =
        result == AtResult.OK
            ? said.contains("OK")
            : said.contains("ERROR") || said.contains("FAIL");
    check(borneOut, "a result that nobody has said");
  }

  private void receive() throws IOException {
    channel.begin(READ).number(0).comma().number(ROOM);
    var sink = new Collected(arena, ROOM);
    if (channel.receive(() -> true, () -> sink, PATIENCE) != AtResult.OK) {
      return;
    }
    check(sink.isComplete(), "half a payload");
    String data = new String(sink.content(), ISO_8859_1);
    int length = data.length() + sink.lost();
    check(said.contains(data), "data that nobody has said");
    check(length == data.length() || data.length() == ROOM, "data lost without need");
    check(said.contains(Integer.toString(length)), "a length that nobody has said");
  }

  private void send(boolean counted) throws IOException {
    channel.begin(SEND).number(0).comma().number(PAYLOAD);
    var source = new Collected(arena, new byte[PAYLOAD]);
    var result =
        channel.send(
            () -> true, source, PAYLOAD, counted, PATIENCE, PATIENCE, line -> line.is(Tokens.IPD));
    if (result == AtResult.SENT) {
      check(said.contains("SEND OK"), "sent, but nobody has said so");
      check(!counted || said.contains("Recv "), "sent, but not counted");
      check(source.content().length == PAYLOAD, "sent, but not written");
    }
    if (result == AtResult.ERROR) {
      check(source.content().length == 0, "refused, but written");
    }
  }

  private void synchronise() throws IOException {
    if (channel.resynchronise(ASK, ANSWER, PATIENCE / 100, PATIENCE)) {
      check(said.contains(ANSWER.toString()), "in step, but nobody has answered");
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  /** Takes what comes, and reads lines in every way there is. */
  static final class Listener implements AtHandler {
    private final Arena arena;

    Listener(Arena arena) {
      this.arena = arena;
    }

    @Override
    public boolean unsolicited(AtLine line) {
      check(line.length() <= AtLexer.LINE_CAPACITY, "a line without a bound");
      line.seek(0);
      line.number();
      line.number(0, 255);
      line.quoted();
      line.quotedFromRight(3);
      line.hexNumber();
      return !line.rest().isEmpty();
    }

    @Override
    public @Nullable PayloadSink active(int id, int length, int address, int port) {
      check(length >= 0 && length <= 0xffff, "a length out of range");
      check(port >= 0 && port <= 0xffff, "a port out of range");
      return id > 4 ? null : new Collected(arena, LONGEST_ACTIVE);
    }
  }
}

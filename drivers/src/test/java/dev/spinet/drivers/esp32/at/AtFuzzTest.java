package dev.spinet.drivers.esp32.at;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever bytes a module sends, a command ends with a result or a named error, in bounded time and
 * memory. Seeded: streams that a module really says, with bytes lost, changed, doubled and mixed.
 */
@Timeout(60)
final class AtFuzzTest {

  private static final int ROUNDS = 5_000;
  private static final long PATIENCE = TimeUnit.MICROSECONDS.toNanos(300);
  private static final AtToken READ = new AtToken("AT+CIPRECVDATA=");
  private static final AtToken SEND = new AtToken("AT+CIPSEND=");

  private static final List<String> CORPUS =
      List.of(
          "\r\nOK\r\n",
          "\r\nERROR\r\n",
          "\r\nOK\r\n\r\n>",
          "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n",
          "\r\nSEND FAIL\r\n",
          "\r\nbusy p...\r\n",
          "\r\nready\r\n",
          "0,CONNECT\r\n",
          "4,CLOSED\r\n",
          "\r\n+IPD,0,1460\r\n",
          "\r\n+IPD,4,5,\"10.0.2.2\",53:hello",
          "+CIPRECVDATA:5,hello\r\nOK\r\n",
          "+CIPRECVDATA:5760,",
          "+CIPRECVLEN:0,-1,,5,99999999999999999999\r\n",
          "ERR CODE:0x010b0000\r\n",
          "WIFI DISCONNECT\r\n",
          "+CWLAP:(3,\"a\",\"b\",-47,\"02:00:00:00:00:01\",6)\r\n");

  private static final class Quiet implements AtHandler {
    private final Arena arena;

    Quiet(Arena arena) {
      this.arena = arena;
    }

    @Override
    public boolean unsolicited(AtLine line) {
      assertTrue(line.length() <= AtLexer.LINE_CAPACITY);
      line.number();
      line.quotedFromRight(3);
      line.hexNumber();
      return true;
    }

    @Override
    public @Nullable PayloadSink active(int id, int length, int address, int port) {
      return new Collected(arena, 64);
    }
  }

  private static byte[] stream(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(CORPUS.get(random.nextInt(CORPUS.size())));
    }
    byte[] bytes = text.toString().getBytes(ISO_8859_1);
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = without(bytes, at);
        default -> bytes[at] = bytes[random.nextInt(bytes.length)];
      }
    }
    return bytes;
  }

  private static byte[] without(byte[] bytes, int at) {
    var rest = new byte[bytes.length - 1];
    System.arraycopy(bytes, 0, rest, 0, at);
    System.arraycopy(bytes, at + 1, rest, at, rest.length - at);
    return rest;
  }

  @Test
  void everyStreamEndsInAResultOrANamedError() {
    var random = new Random(6);
    for (int round = 0; round < ROUNDS; round++) {
      var bytes = new String(stream(random), ISO_8859_1);
      try (var arena = Arena.ofConfined()) {
        var link = new ScriptedLink(_ -> bytes);
        var channel = new AtChannel(link, arena, new Quiet(arena), 256);
        converse(channel, arena, round);
      }
    }
  }

  private static void converse(AtChannel channel, Arena arena, int round) {
    try {
      if (round % 2 == 0) {
        channel.begin(READ).number(0).comma().number(64);
        var sink = new Collected(arena, 64);
        if (channel.receive(sink, PATIENCE) == AtResult.OK) {
          assertTrue(sink.isComplete());
        }
      } else {
        channel.begin(SEND).number(0).comma().number(4);
        var source = new Collected(arena, new byte[4]);
        channel.send(source, 4, true, PATIENCE, PATIENCE, AtReplyLines.NONE);
      }
    } catch (AtException e) {
      assertTrue(String.valueOf(e.getMessage()).length() > 5);
    } catch (IOException e) {
      throw new AssertionError("only a disturbed conversation may be told of", e);
    }
  }
}

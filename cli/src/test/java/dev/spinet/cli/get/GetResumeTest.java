package dev.spinet.cli.get;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What spinet get makes of a part from earlier, through the simulated chip. */
@Timeout(120)
final class GetResumeTest {

  private static final int SIZE = 300_000;
  private static final int CUT = 100_000;
  private static final String TAG = "\"v1\"";

  @TempDir private Path temporary;
  private final byte[] content = new byte[SIZE];
  private final Captured pipe = Captured.pipe();

  GetResumeTest() {
    new Random(4).nextBytes(content);
  }

  private Path file() {
    return temporary.resolve("file");
  }

  private Path part() {
    return temporary.resolve("file.part");
  }

  private int get(String url, String... more) {
    var words = new ArrayList<>(List.of("get", "--device=sim:w5500", "-o", file().toString()));
    words.addAll(List.of(more));
    words.add(url);
    return pipe.run(Devices::open, words.toArray(String[]::new));
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(temporary)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private Path note() {
    return temporary.resolve("file.part.json");
  }

  private void leavePart(String url, long length) throws IOException {
    Files.write(part(), Arrays.copyOf(content, CUT));
    Files.writeString(
        note(),
        "{\"url\":\"%s\",\"validator\":\"\\\"v1\\\"\",\"length\":%d}".formatted(url, length));
  }

  /** What ends before the whole does is not the whole, whoever says so. */
  @ParameterizedTest
  @CsvSource({
    "300000, 200000, *,      all from byte 100000 on was asked for",
    "300000, 200000, 200000, all from byte 100000 on was asked for",
    "300000, 200000, 300000, all from byte 100000 on was asked for",
    "-1,     200000, *,      nobody knows how long all of it is"
  })
  void takesNoShorterPartForTheRest(long length, int end, String total, String sentence)
      throws Exception {
    String head =
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/%s\r\nETag: %s\r\n\r\n"
            .formatted(CUT, end - 1, total, TAG);
    try (var server =
        new ScriptedServer((_, out) -> {
          out.write(head.getBytes(StandardCharsets.US_ASCII));
          out.write(content, CUT, end - CUT);
        })) {
      leavePart(server.url("/x"), length);
      assertEquals(4, get(server.url("/x"), "--resume"), pipe.err());
      assertTrue(pipe.err().contains(sentence), pipe.err());
      assertEquals(List.of("file.part", "file.part.json"), names());
      assertArrayEquals(Arrays.copyOf(content, CUT), Files.readAllBytes(part()));
    }
  }

  /** A server that knows nothing of If-Range sends the rest of what it has now. */
  @Test
  void takesNoRestOfAnotherVersion() throws Exception {
    String head =
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/%d\r\nETag: \"v2\"\r\n\r\n"
            .formatted(CUT, SIZE - 1, SIZE);
    try (var server =
        new ScriptedServer((_, out) -> {
          out.write(head.getBytes(StandardCharsets.US_ASCII));
          out.write(content, CUT, SIZE - CUT);
        })) {
      leavePart(server.url("/x"), SIZE);
      assertEquals(4, get(server.url("/x"), "--resume"), pipe.err());
      assertTrue(pipe.err().contains("another version: its ETag is '\"v2\"'"), pipe.err());
      assertArrayEquals(Arrays.copyOf(content, CUT), Files.readAllBytes(part()));
    }
  }

  @Test
  void takesTheRestWhoseEndOnlyTheFirstAnswerNamed() throws Exception {
    String head =
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/*\r\nETag: %s\r\n\r\n"
            .formatted(CUT, SIZE - 1, TAG);
    try (var server =
        new ScriptedServer((_, out) -> {
          out.write(head.getBytes(StandardCharsets.US_ASCII));
          out.write(content, CUT, SIZE - CUT);
        })) {
      leavePart(server.url("/x"), SIZE);
      assertEquals(0, get(server.url("/x"), "--resume"), pipe.err());
      assertArrayEquals(content, Files.readAllBytes(file()));
    }
  }

  /** A server that refuses, another URL, a device that is not there: the part is as it was. */
  @Test
  void keepsAnEarlierPartUntilTheServerSendsSomething() throws Exception {
    try (var server = ScriptedServer.saying("HTTP/1.1 503 Later\r\n\r\n")) {
      leavePart(server.url("/x"), SIZE);
      assertEquals(4, get(server.url("/x")), pipe.err());
      assertEquals(4, get(server.url("/another"), "--resume"), pipe.err());
      assertFalse(server.requests().getLast().contains("Range"));
      int code =
          pipe.run(
              Devices::open,
              "get",
              "--device=w5500:" + temporary.resolve("none"),
              "--output=" + file(),
              "--resume",
              server.url("/another"));
      assertEquals(3, code, pipe.err());
      assertFalse(pipe.err().contains("it is kept in"), pipe.err());
      assertEquals(List.of("file.part", "file.part.json"), names());
      assertArrayEquals(Arrays.copyOf(content, CUT), Files.readAllBytes(part()));
    }
    try (var server =
        new ScriptedServer((request, out) -> {
          boolean part = request.stream().anyMatch(line -> line.startsWith("Range"));
          String status = part ? "416 Range Not Satisfiable" : "503 Later";
          out.write("HTTP/1.1 %s\r\n\r\n".formatted(status).getBytes(StandardCharsets.US_ASCII));
        })) {
      leavePart(server.url("/x"), SIZE);
      assertEquals(4, get(server.url("/x"), "--resume"), pipe.err());
      assertEquals(2, server.requests().size());
      assertArrayEquals(Arrays.copyOf(content, CUT), Files.readAllBytes(part()));
    }
  }

  /** Nothing of a longer part from earlier stays behind what is had anew. */
  @Test
  void writesOverAPartThatIsOfNoUse() throws Exception {
    try (var server = ScriptedServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")) {
      leavePart(server.url("/x"), SIZE);
      assertEquals(0, get(server.url("/x")), pipe.err());
      assertEquals("x", Files.readString(file()));
      assertEquals(List.of("file"), names());
    }
  }
}

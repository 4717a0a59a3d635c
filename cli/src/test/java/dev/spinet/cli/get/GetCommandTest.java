package dev.spinet.cli.get;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.RunningCommand;
import dev.spinet.cli.device.Devices;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** spinet get, from servers that behave and from others, through the simulated chip. */
@Timeout(120)
final class GetCommandTest {

  private static final int SIZE = 300_000;
  private static final int CUT = 100_000;
  private static final String HEAD = "HTTP/1.1 200 OK\r\n";
  private static final String TAG = "\"v1\"";

  @TempDir private Path temporary;
  private final byte[] content = new byte[SIZE];
  private final Captured pipe = Captured.pipe();

  GetCommandTest() {
    new Random(3).nextBytes(content);
  }

  private Path file() {
    return temporary.resolve("file");
  }

  private Path part() {
    return temporary.resolve("file.part");
  }

  private int get(String url, String... more) {
    return get(pipe, url, more);
  }

  private int get(Captured terminal, String url, String... more) {
    var words = new ArrayList<>(List.of("get", "--device=sim:w5500", "-o", file().toString()));
    words.addAll(List.of(more));
    words.add(url);
    return terminal.run(Devices::open, words.toArray(String[]::new));
  }

  /** Answers with a range if asked for one of the right version, and breaks off the first time. */
  private void ranges(List<String> request, OutputStream out, boolean cut) throws IOException {
    int from = 0;
    if (request.contains("If-Range: " + TAG)) {
      from =
          request.stream()
              .filter(line -> line.startsWith("Range: bytes="))
              .map(line -> line.replaceAll("[^0-9]", ""))
              .mapToInt(Integer::parseInt)
              .findFirst()
              .orElse(0);
    }
    String status =
        from == 0
            ? HEAD
            : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/%d\r\n"
                .formatted(from, SIZE - 1, SIZE);
    String fields = "ETag: %s\r\nContent-Length: %d\r\n\r\n".formatted(TAG, SIZE - from);
    out.write((status + fields).getBytes(StandardCharsets.US_ASCII));
    out.write(content, from, cut ? CUT - from : SIZE - from);
  }

  private String sha256() throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  @Test
  void downloadsAndChecks() throws Exception {
    try (var server = new ScriptedServer((request, out) -> ranges(request, out, false))) {
      assertEquals(0, get(server.url("/a%20b?x=ü"), "--sha256", sha256(), "--json"), pipe.err());
      assertArrayEquals(content, Files.readAllBytes(file()));
      var facts = new ObjectMapper().readTree(pipe.out());
      assertEquals(SIZE, facts.get("bytes").asInt());
      assertEquals(sha256(), facts.get("sha256").asText());
      assertEquals(0, facts.get("resumedFrom").asInt(-1));
      assertTrue(facts.get("ok").asBoolean());
      String request = server.requests().getFirst();
      assertTrue(request.startsWith("GET /a%20b?x=%C3%BC HTTP/1.1\nHost: 10.0.2.2:"), request);
      assertEquals(List.of("file"), names());
    }
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(temporary)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void resumesWhereItWasCut() throws Exception {
    var cuts = new CountDownLatch(1);
    try (var server =
        new ScriptedServer((request, out) -> {
          boolean first = cuts.getCount() > 0;
          cuts.countDown();
          ranges(request, out, first);
        })) {
      String url = server.url("/x");
      assertEquals(4, get(url));
      assertTrue(pipe.err().contains("only 97.7 KiB of 293.0 KiB came"), pipe.err());
      assertTrue(pipe.err().contains("--resume"), pipe.err());
      assertFalse(Files.exists(file()));
      assertEquals(CUT, Files.size(part()));
      var again = Captured.pipe();
      assertEquals(0, get(again, url, "--resume", "--sha256", sha256(), "--json"), again.err());
      assertArrayEquals(content, Files.readAllBytes(file()));
      assertEquals(CUT, new ObjectMapper().readTree(again.out()).get("resumedFrom").asInt());
      assertTrue(server.requests().getLast().contains("Range: bytes=100000-"));
      assertEquals(List.of("file"), names());
    }
  }

  @Test
  void doesNotJoinTwoVersions() throws Exception {
    Files.write(part(), new byte[CUT]);
    try (var server = new ScriptedServer((request, out) -> ranges(request, out, false))) {
      String note = "{\"url\":\"%s\",\"validator\":\"%s\",\"length\":%d}";
      Files.writeString(
          temporary.resolve("file.part.json"),
          note.formatted(server.url("/x"), "\\\"v0\\\"", SIZE));
      assertEquals(0, get(server.url("/x"), "-C"), pipe.err());
      assertTrue(server.requests().getFirst().contains("If-Range: \"v0\""));
      assertArrayEquals(content, Files.readAllBytes(file()));
      Files.write(part(), new byte[CUT]);
      Files.writeString(
          temporary.resolve("file.part.json"),
          note.formatted(server.url("/another"), "\\\"v1\\\"", SIZE));
      assertEquals(0, get(server.url("/x"), "-C"), pipe.err());
      assertFalse(server.requests().getLast().contains("Range"));
      assertArrayEquals(content, Files.readAllBytes(file()));
    }
  }

  @Test
  void tellsProgramsWhatWentWrong() throws Exception {
    try (var server = ScriptedServer.saying("HTTP/1.1 404 Not Found\r\n\r\n")) {
      assertEquals(4, get(server.url("/"), "--json"));
      var facts = new ObjectMapper().readTree(pipe.out());
      assertEquals("get", facts.get("command").asText());
      assertFalse(facts.get("ok").asBoolean(true));
      assertEquals(4, facts.get("exitCode").asInt());
      assertTrue(facts.get("error").asText().contains("404 Not Found"), pipe.out());
    }
  }

  @Test
  void readsChunks() throws Exception {
    try (var server =
        ScriptedServer.saying(
            HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nHello\r",
            "\n8;x=\"y\"\r\n, world!\r\n0\r\nTrailer: t\r\n\r\n")) {
      assertEquals(0, get(server.url("/")), pipe.err());
      assertEquals("Hello, world!", Files.readString(file()));
    }
  }

  /** Whatever is wrong has a name, and nothing wrong gets the name of the file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 OK|Content-Length: 9|1234|only 4 B of 9 B came",
        "200 OK|Transfer-Encoding: chunked|5~Hello~|only 5 B came",
        "200 OK|Transfer-Encoding: chunked|5~Hello~0~|only 5 B came",
        "200 OK|Transfer-Encoding: chunked|5~Hello!~0~~|longer than it said",
        "200 OK|Transfer-Encoding: chunked|-5~Hello~0~~|not the size of a chunk",
        "200 OK|Transfer-Encoding: gzip, chunked|0~~|coding 'gzip, chunked'",
        "200 OK|Content-Encoding: gzip|x|encoding 'gzip'",
        "200 OK|Content-Length: 1~Content-Length: 2|12|several fields 'Content-Length'",
        "200 OK|Content-Length: -1|12|not a length",
        "200 OK|Content-Length: 5~Transfer-Encoding: chunked|0~~|one is wrong",
        "404 Not Found|X: y|nothing|answers 'HTTP/1.1 404 Not Found'",
        "206 Partial Content|Content-Range: bytes 5-9/10|12345|all was asked for",
        "301 Moved|X: y|x|without saying where",
        "301 Moved|Location: ftp://x/|x|nothing can be had",
        "301 Moved|Location: /again|x|nowhere",
        "200 OK|no field|x|a field that is none",
      })
  void namesWhatIsWrong(String status, String fields, String body, String sentence)
      throws Exception {
    String answer =
        "HTTP/1.1 %s\r\n%s\r\n\r\n%s"
            .formatted(status, fields.replace("~", "\r\n"), body.replace("~", "\r\n"));
    try (var server = ScriptedServer.saying(answer)) {
      assertEquals(4, get(server.url("/")), pipe.err());
      assertTrue(pipe.err().contains(sentence), pipe.err());
      assertFalse(Files.exists(file()));
    }
  }

  @Test
  void followsRedirectsAndKeepsHeadersToItself() throws Exception {
    try (var target = ScriptedServer.saying(HEAD + "\r\nuntil the end");
        var server =
            ScriptedServer.saying(
                "HTTP/1.1 302 Found\r\nLocation: %s\r\n\r\n".formatted(target.url("/there")))) {
      assertEquals(0, get(server.url("/"), "-H", "Authorization: secret"), pipe.err());
      assertEquals("until the end", Files.readString(file()));
      assertTrue(server.requests().getFirst().contains("Authorization: secret"));
      assertFalse(target.requests().getFirst().contains("secret"));
    }
  }

  @Test
  void keepsNothingOfTheWrongDigest() throws Exception {
    Files.writeString(file(), "before");
    try (var server = ScriptedServer.saying(HEAD + "Content-Length: 1\r\n\r\nx")) {
      assertEquals(5, get(server.url("/"), "--sha256", "0".repeat(64)));
      assertEquals("before", Files.readString(file()));
      assertEquals(List.of("file"), names());
    }
  }

  @Test
  void namesAFullDisk() throws Exception {
    try (var server = ScriptedServer.saying(HEAD + "Content-Length: 1\r\n\r\nx")) {
      int code =
          pipe.run(Devices::open, "get", "--device=sim:w5500", "-o", "/dev/full", server.url("/"));
      assertEquals(1, code);
      assertTrue(pipe.err().contains("No space left on device"), pipe.err());
    }
  }

  @Test
  void ctrlCKeepsWhatHasCome() throws Exception {
    var waiting = new CountDownLatch(1);
    try (var server =
            new ScriptedServer((request, out) -> {
              ranges(request, out, true);
              out.flush();
              try {
                assertTrue(waiting.await(60, TimeUnit.SECONDS));
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
        var command =
            RunningCommand.launch(
                "get", "--device=sim:w5500", "-o", file().toString(), server.url("/x"))) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!(Files.exists(part()) && Files.size(part()) == CUT) && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertEquals(CUT, Files.size(part()));
      assertEquals(130, command.end());
      waiting.countDown();
      assertTrue(command.err().contains("--resume"), command.err());
      assertArrayEquals(Arrays.copyOf(content, CUT), Files.readAllBytes(part()));
    }
  }

  @Test
  void drawsABarOnATerminal() throws Exception {
    try (var server = new ScriptedServer((request, out) -> ranges(request, out, false))) {
      var terminal = Captured.terminal(80);
      assertEquals(0, get(terminal, server.url("/x")), terminal.err());
      assertTrue(terminal.err().contains("Download  ▕"), terminal.err());
      assertTrue(terminal.err().endsWith("\r\033[K"), terminal.err());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://10.0.2.2/x,                    not a URL of HTTP",
    "http://u:p@10.0.2.2/x,               a password in a URL",
    "http://10.0.2.2:0/x,                 port",
    "http://[::1]/x,                      IPv4",
    "http://10.0.2.2/ --sha256 abc,       64 hexadecimal digits",
    "http://10.0.2.2/ -H bad,             a header looks like",
    "http://10.0.2.2/ --cacert /none.pem, cannot use --cacert"
  })
  void refusesWhatCannotBe(String words, String sentence) {
    var parts = words.split(" ", -1);
    assertEquals(2, get(parts[0], Arrays.copyOfRange(parts, 1, parts.length)), pipe.err());
    assertTrue(pipe.err().contains(sentence), pipe.err());
  }
}

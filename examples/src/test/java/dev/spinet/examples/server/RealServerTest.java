package dev.spinet.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.examples.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The servers as the tests use them: they start, die and go away when they are told to. */
@Timeout(90)
class RealServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static boolean accepts(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().descendants().collect(Collectors.toSet());
  }

  /** The children that were not there before; others may have ended in the meantime. */
  private static Set<ProcessHandle> childrenSince(Set<ProcessHandle> before) {
    var children = children();
    children.removeAll(before);
    return children;
  }

  @Test
  void leavesNothingBehind() throws Exception {
    var before = children();
    Path directory;
    int port;
    try (var server = Postgres.start("secret")) {
      directory = server.directory();
      port = server.port();
      assertTrue(accepts(port));
      assertFalse(childrenSince(before).isEmpty());
    }
    assertFalse(accepts(port));
    assertFalse(Files.exists(directory));
    assertEquals(Set.of(), childrenSince(before));
  }

  @Test
  void canBeKilledAndStartedAgain() throws Exception {
    try (var server = Redis.start("secret")) {
      server.kill();
      assertFalse(accepts(server.port()));
      server.restart();
      assertTrue(accepts(server.port()));
    }
  }

  @Test
  void canBeHaltedAndIsStoppedNevertheless() throws Exception {
    int port;
    try (var server = Mosquitto.start()) {
      port = server.port();
      server.pause();
    }
    assertFalse(accepts(port));
  }

  @Test
  void servesFilesOfItsOwnDirectory() throws Exception {
    try (var server =
            Nginx.start(
                "", "", directory -> Files.writeString(directory.resolve("page.txt"), "hello"));
        var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/page.txt"))
              .timeout(PATIENCE)
              .build();
      assertEquals("hello", client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  @Test
  void saysWhatAServerComplainsAbout() {
    var failure = assertThrows(AssertionError.class, () -> Mosquitto.start("no_such_setting yes"));
    assertTrue(String.valueOf(failure.getMessage()).contains("no_such_setting"), failure::toString);
  }

  @Test
  void diesWithTheJvmThatStartedIt() throws Exception {
    var jvm =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines = jvm.inputReader()) {
      int port = Integer.parseInt(lines.readLine());
      var directory = Path.of(lines.readLine());
      assertTrue(accepts(port));
      jvm.destroyForcibly();
      Await.until("the server is gone", PATIENCE, () -> !accepts(port));
      RealServer.delete(directory);
    } finally {
      jvm.destroyForcibly();
      assertTrue(jvm.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
  }

  /** Starts a server in a JVM of its own, which is killed. */
  static final class Starter {

    private Starter() {}

    public static void main(String[] arguments) throws Exception {
      var server = Redis.start("secret");
      System.out.println(server.port());
      System.out.println(server.directory());
      Thread.sleep(PATIENCE);
      server.close();
    }
  }
}

package dev.spinet.examples.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** aiosmtpd, a mail server that puts what it gets into a Maildir. */
public final class Aiosmtpd {

  private Aiosmtpd() {}

  /**
   * Starts a server that takes no mail before STARTTLS.
   *
   * @param keys writes {@code server.pem} and {@code server.key} into its directory
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer start(Nginx.DirectoryFiller keys) throws Exception {
    return RealServer.start(
        "aiosmtpd",
        (directory, port) -> {
          keys.fill(directory);
          Programs.giveAway(directory.resolve("server.key"));
          return Recipe.Command.of(
              Programs.find("aiosmtpd").toString(),
              "--nosetuid",
              "--listen=127.0.0.1:" + port,
              "--tlscert=" + directory.resolve("server.pem"),
              "--tlskey=" + directory.resolve("server.key"),
              "--class=aiosmtpd.handlers.Mailbox",
              mailbox(directory).toString());
        });
  }

  /**
   * The mails that have arrived.
   *
   * @param server the server
   * @return their files
   * @throws IOException if the directory cannot be read
   */
  public static List<Path> mails(RealServer server) throws IOException {
    try (var files = Files.list(mailbox(server.directory()).resolve("new"))) {
      return files.toList();
    }
  }

  private static Path mailbox(Path directory) {
    return directory.resolve("mails");
  }
}

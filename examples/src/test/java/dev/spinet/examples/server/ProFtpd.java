package dev.spinet.examples.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** ProFTPD, an FTP server. */
public final class ProFtpd {

  /** The only user there is. */
  public static final String USER = "spinet";

  /** The user's password. */
  public static final String PASSWORD = "secret";

  private ProFtpd() {}

  /**
   * Starts a server for one user with an empty directory.
   *
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer start() throws Exception {
    return RealServer.start("proftpd", ProFtpd::configure);
  }

  /**
   * The user's directory.
   *
   * @param server the server
   * @return where files that are stored can be found
   */
  public static Path home(RealServer server) {
    return home(server.directory());
  }

  private static Path home(Path directory) {
    return directory.resolve("home");
  }

  private static Recipe.Command configure(Path directory, int port) throws IOException {
    var home = Files.createDirectory(home(directory));
    Programs.giveAway(home);
    var users = directory.resolve("users");
    Files.writeString(
        users,
        "%s:%s:%s:%s::%s:/bin/false%n"
            .formatted(
                USER,
                hash(directory),
                Files.getAttribute(home, "unix:uid"),
                Files.getAttribute(home, "unix:gid"),
                home));
    Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
    Programs.giveAway(users);
    var configuration = directory.resolve("proftpd.conf");
    Files.writeString(
        configuration,
        """
        ServerName test
        ServerType standalone
        Port %2$d
        User %3$s
        Group %4$s
        DefaultAddress 127.0.0.1
        SocketBindTight on
        UseIPv6 off
        UseReverseDNS off
        # What a client says about its address is that of another network.
        AllowForeignAddress on
        PidFile %1$s/pid
        ScoreboardFile %1$s/scoreboard
        ControlsEngine off
        DelayEngine off
        WtmpLog off
        SystemLog none
        TransferLog none
        AuthOrder mod_auth_file.c
        AuthUserFile %1$s/users
        RequireValidShell off
        AllowOverwrite on
        """
            .formatted(directory, port, Programs.user(), Programs.group()));
    return Recipe.Command.of(
        Programs.find("proftpd").toString(), "-n", "-c", configuration.toString());
  }

  private static String hash(Path directory) throws IOException {
    var process =
        new ProcessBuilder(List.of(Programs.find("openssl").toString(), "passwd", "-6", PASSWORD))
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.US_ASCII).strip();
    }
  }
}

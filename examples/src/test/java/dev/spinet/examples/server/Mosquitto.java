package dev.spinet.examples.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Eclipse Mosquitto, an MQTT broker. */
public final class Mosquitto {

  private Mosquitto() {}

  /**
   * Starts a broker that lets anybody in.
   *
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer start() throws Exception {
    return start("allow_anonymous true");
  }

  /**
   * Starts a broker that only lets one user in.
   *
   * @param user the user's name
   * @param password the user's password
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer start(String user, String password) throws Exception {
    return RealServer.start(
        "mosquitto",
        (directory, port) -> {
          var passwords = directory.resolve("passwords");
          Files.writeString(passwords, user + ":" + password + "\n");
          Programs.giveAway(passwords);
          Programs.run(
              List.of(Programs.find("mosquitto_passwd").toString(), "-U", passwords.toString()),
              directory);
          return configure(directory, port, "allow_anonymous false\npassword_file " + passwords);
        });
  }

  /**
   * Starts a broker.
   *
   * @param settings lines of mosquitto.conf, which come after the listener on its port
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer start(String settings) throws Exception {
    return RealServer.start("mosquitto", (directory, port) -> configure(directory, port, settings));
  }

  /**
   * Starts a broker that lets anybody in, over TLS.
   *
   * @param keys writes its certificate and key, {@code server.pem} and {@code server.key}
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer startTls(Nginx.DirectoryFiller keys) throws Exception {
    return RealServer.start(
        "mosquitto",
        (directory, port) -> {
          keys.fill(directory);
          return configure(
              directory,
              port,
              """
              certfile server.pem
              keyfile server.key
              allow_anonymous true
              """);
        });
  }

  private static Recipe.Command configure(Path directory, int port, String settings)
      throws IOException {
    var configuration = directory.resolve("mosquitto.conf");
    Files.writeString(
        configuration,
        """
        listener %d 127.0.0.1
        %s
        """
            .formatted(port, settings));
    return Recipe.Command.of(Programs.find("mosquitto").toString(), "-c", configuration.toString());
  }
}

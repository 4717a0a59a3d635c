package dev.spinet.examples.server;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** PostgreSQL, a database. */
public final class Postgres {

  /** The only user there is, a superuser. */
  public static final String USER = "spinet";

  private Postgres() {}

  /**
   * Makes a database cluster and starts a server on it. Everybody has to say the password.
   *
   * @param password the password of {@link #USER}
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer start(String password) throws Exception {
    return start(password, _ -> {}, "off");
  }

  /**
   * Makes a database cluster and starts a server on it that speaks TLS, too.
   *
   * @param password the password of {@link #USER}
   * @param keys writes its certificate and key, {@code server.pem} and {@code server.key}
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer startTls(String password, Nginx.DirectoryFiller keys) throws Exception {
    return start(
        password,
        directory -> {
          keys.fill(directory);
          // It refuses a key that others may read.
          var key = directory.resolve("server.key");
          Programs.giveAway(key);
          Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        },
        "on");
  }

  private static RealServer start(String password, Nginx.DirectoryFiller keys, String tls)
      throws Exception {
    return RealServer.start(
        "postgres",
        (directory, port) -> {
          keys.fill(directory);
          var passwordFile = directory.resolve("password");
          Files.writeString(passwordFile, password);
          var data = directory.resolve("data").toString();
          Programs.run(
              List.of(
                  Programs.findPostgres("initdb").toString(),
                  "--pgdata=" + data,
                  "--username=" + USER,
                  "--pwfile=" + passwordFile,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--no-locale",
                  "--no-sync"),
              directory);
          return new Recipe.Command(
              List.of(
                  Programs.findPostgres("postgres").toString(),
                  "-D",
                  data,
                  "-c",
                  "listen_addresses=127.0.0.1",
                  "-c",
                  "port=" + port,
                  "-c",
                  "unix_socket_directories=", // a path in a long directory would be too long
                  "-c",
                  "fsync=off",
                  "-c",
                  "logging_collector=off",
                  "-c",
                  "ssl=" + tls,
                  "-c",
                  "ssl_cert_file=" + directory.resolve("server.pem"),
                  "-c",
                  "ssl_key_file=" + directory.resolve("server.key")),
              "database system is ready to accept connections",
              // Fast shutdown is SIGINT; this one ends sessions at once and frees shared memory.
              "QUIT");
        });
  }
}

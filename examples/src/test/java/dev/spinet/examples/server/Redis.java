package dev.spinet.examples.server;

/** Redis, a key-value store. */
public final class Redis {

  private Redis() {}

  /**
   * Starts a server that keeps nothing on disk.
   *
   * @param password what clients have to say first
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer start(String password) throws Exception {
    return RealServer.start(
        "redis",
        (directory, port) ->
            Recipe.Command.of(
                Programs.find("redis-server").toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                directory.toString(),
                "--save",
                "",
                "--appendonly",
                "no",
                "--daemonize",
                "no",
                "--requirepass",
                password));
  }
}

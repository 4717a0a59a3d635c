package dev.spinet.examples.server;

/** The example server of libcoap. */
public final class CoapServer {

  private CoapServer() {}

  /**
   * Starts a server with a clock at {@code /time} and a place for data at {@code /example_data}.
   *
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer start() throws Exception {
    return RealServer.start(
        "coap-server",
        (directory, port) ->
            Recipe.Command.of(
                Programs.find("coap-server-notls").toString(),
                "-A",
                "127.0.0.1",
                "-p",
                Integer.toString(port)));
  }
}

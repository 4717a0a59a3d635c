package dev.spinet.examples.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** dnsmasq, a name server. */
public final class Dnsmasq {

  private Dnsmasq() {}

  /**
   * Starts a server that knows a few names and asks nobody.
   *
   * @param records options that make records, such as {@code --address=/name/10.0.2.2}
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer start(String... records) throws Exception {
    return RealServer.start(
        "dnsmasq",
        (directory, port) -> {
          var words =
              new ArrayList<>(
                  List.of(
                      Programs.find("dnsmasq").toString(),
                      "--keep-in-foreground",
                      "--conf-file=/dev/null",
                      "--port=" + port,
                      "--listen-address=127.0.0.1",
                      "--bind-interfaces",
                      "--no-resolv",
                      "--no-hosts",
                      "--log-facility=-",
                      "--user=" + Programs.user(),
                      "--pid-file"));
          words.addAll(Arrays.asList(records));
          return Recipe.Command.of(words.toArray(String[]::new));
        });
  }
}

package dev.spinet.examples.server;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;

/** chrony, a time server. */
public final class Chrony {

  /** How far it claims to be from an exact clock. */
  public static final int STRATUM = 5;

  private static final int PROBE_MILLIS = 200;

  /** RFC 5905, figure 8: 48 bytes, of which the first is leap indicator 0, version 4, mode 3. */
  private static final int PACKET = 48;

  private static final byte CLIENT = 0b00_100_011;

  private Chrony() {}

  /**
   * Starts a server that tells the time of this machine and leaves its clock alone.
   *
   * @return the server
   * @throws Exception if it does not start
   */
  public static RealServer start() throws Exception {
    return RealServer.start(
        "chronyd",
        (directory, port) -> {
          var configuration = directory.resolve("chrony.conf");
          Files.writeString(
              configuration,
              """
              port %2$d
              bindaddress 127.0.0.1
              allow 127.0.0.1
              local stratum %3$d
              cmdport 0
              bindcmdaddress %1$s/chronyd.sock
              pidfile %1$s/pid
              user %4$s
              """
                  .formatted(directory, port, STRATUM, Programs.user()));
          return Recipe.Command.of(
              Programs.find("chronyd").toString(),
              "-U",
              "-x",
              "-d",
              "-f",
              configuration.toString());
        },
        Chrony::answers);
  }

  private static boolean answers(int port) throws IOException {
    try (var probe = new DatagramSocket()) {
      probe.setSoTimeout(PROBE_MILLIS);
      var question = new byte[PACKET];
      question[0] = CLIENT;
      probe.send(new DatagramPacket(question, PACKET, InetAddress.getLoopbackAddress(), port));
      probe.receive(new DatagramPacket(new byte[PACKET], PACKET));
      return true;
    } catch (SocketTimeoutException notYet) {
      return false;
    }
  }
}

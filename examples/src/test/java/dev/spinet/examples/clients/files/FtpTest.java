package dev.spinet.examples.clients.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.examples.Interfering;
import dev.spinet.examples.board.ChipNetwork;
import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.FreePort;
import dev.spinet.examples.server.ProFtpd;
import dev.spinet.examples.server.RealServer;
import dev.spinet.socket.net.SpinetServerSocketFactory;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;
import org.apache.commons.net.io.CopyStreamException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The FTP client of Apache Commons Net. In active mode the server makes the data connection, and so
 * the chip listens.
 */
@Tag("slow")
@Timeout(120)
class FtpTest {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final byte[] CONTENT = content();

  private static byte[] content() {
    var bytes = new byte[1 << 20];
    new Random(21).nextBytes(bytes);
    return bytes;
  }

  private static FTPClient connect(Network network, RealServer server) throws IOException {
    var ftp = new FTPClient();
    ftp.setSocketFactory(network.sockets());
    ftp.setServerSocketFactory(network.serverSockets());
    ftp.setConnectTimeout(PATIENCE_MILLIS);
    ftp.setDefaultTimeout(PATIENCE_MILLIS);
    ftp.setDataTimeout(Duration.ofMillis(PATIENCE_MILLIS));
    ftp.connect(network.host(), server.port());
    assertTrue(FTPReply.isPositiveCompletion(ftp.getReplyCode()), ftp::getReplyString);
    return ftp;
  }

  private static FTPClient login(Network network, RealServer server) throws IOException {
    var ftp = connect(network, server);
    assertTrue(ftp.login(ProFtpd.USER, ProFtpd.PASSWORD), ftp::getReplyString);
    assertTrue(ftp.setFileType(FTP.BINARY_FILE_TYPE));
    return ftp;
  }

  @ParameterizedTest
  @EnumSource
  void transfersInPassiveMode(Sockets sockets) throws Exception {
    try (var server = ProFtpd.start();
        var network = sockets.open()) {
      var ftp = login(network, server);
      ftp.enterLocalPassiveMode();
      transfer(ftp, server);
      ftp.setUseEPSVwithIPv4(true);
      transfer(ftp, server);
      quit(ftp, network);
    }
  }

  @ParameterizedTest
  @EnumSource
  void transfersInActiveMode(Sockets sockets) throws Exception {
    try (var server = ProFtpd.start();
        var network = sockets.open()) {
      var ftp = login(network, server);
      ftp.enterLocalActiveMode();
      // The server is told a port of its own machine that leads to the one that is listened on, as
      // with any router in between. On a chip in the server's own network none of this is needed.
      int port = FreePort.find();
      ftp.setActivePortRange(port, port);
      ftp.setReportActiveExternalIPAddress("127.0.0.1");
      network.reach(port, port);
      transfer(ftp, server);
      quit(ftp, network);
    }
  }

  @Test
  void transfersAsTheDocumentationShows() throws Exception {
    try (var server = ProFtpd.start();
        var network = ChipNetwork.open()) {
      W5500 eth = network.driver();
      String host = network.host();
      int port = server.port();
      var in = new ByteArrayInputStream(CONTENT);
      var ftp = new FTPClient();
      ftp.setSocketFactory(new SpinetSocketFactory(eth));
      ftp.setServerSocketFactory(new SpinetServerSocketFactory(eth)); // for the active mode
      ftp.setConnectTimeout(10_000);
      ftp.setDefaultTimeout(10_000); // of answers, also of the first one
      ftp.setDataTimeout(Duration.ofSeconds(10));
      ftp.connect(host, port);
      ftp.login(ProFtpd.USER, ProFtpd.PASSWORD);
      ftp.setFileType(FTP.BINARY_FILE_TYPE);
      ftp.enterLocalPassiveMode();
      ftp.storeFile("readings.bin", in);
      assertArrayEquals(CONTENT, Files.readAllBytes(ProFtpd.home(server).resolve("readings.bin")));
      quit(ftp, network);
    }
  }

  private static void transfer(FTPClient ftp, RealServer server) throws IOException {
    assertTrue(ftp.storeFile("up.bin", new ByteArrayInputStream(CONTENT)), ftp::getReplyString);
    assertArrayEquals(CONTENT, Files.readAllBytes(ProFtpd.home(server).resolve("up.bin")));
    var back = new ByteArrayOutputStream();
    assertTrue(ftp.retrieveFile("up.bin", back), ftp::getReplyString);
    assertArrayEquals(CONTENT, back.toByteArray());
    assertEquals(
        CONTENT.length,
        Arrays.stream(ftp.listFiles())
            .filter(file -> file.getName().equals("up.bin"))
            .mapToLong(FTPFile::getSize)
            .sum());
    assertTrue(ftp.deleteFile("up.bin"), ftp::getReplyString);
  }

  private static void quit(FTPClient ftp, Network network) throws Exception {
    ftp.logout();
    ftp.disconnect();
    network.assertNothingOpen();
  }

  @ParameterizedTest
  @EnumSource
  void saysThatThePasswordIsWrong(Sockets sockets) throws Exception {
    try (var server = ProFtpd.start();
        var network = sockets.open()) {
      var ftp = connect(network, server);
      assertFalse(ftp.login(ProFtpd.USER, "wrong"));
      assertEquals(FTPReply.NOT_LOGGED_IN, ftp.getReplyCode());
      quit(ftp, network);
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheServerDied(Sockets sockets) throws Exception {
    try (var server = ProFtpd.start();
        var network = sockets.open()) {
      var ftp = login(network, server);
      ftp.enterLocalPassiveMode();
      var failure =
          assertThrows(
              IOException.class,
              () -> ftp.storeFile("up.bin", new Interfering(CONTENT, server::kill)));
      assertTrue(
          failure instanceof CopyStreamException || failure instanceof FTPConnectionClosedException,
          failure::toString);
      ftp.disconnect();
      network.assertNothingOpen();
      assertThrows(ConnectException.class, () -> connect(network, server));
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheServerIsSilent(Sockets sockets) throws Exception {
    try (var server = ProFtpd.start();
        var network = sockets.open()) {
      Files.write(ProFtpd.home(server).resolve("down.bin"), new byte[64 << 20]);
      var ftp = login(network, server);
      ftp.enterLocalPassiveMode();
      ftp.setDataTimeout(SHORT);
      var failure =
          assertThrows(
              CopyStreamException.class, () -> ftp.retrieveFile("down.bin", new Pausing(server)));
      assertInstanceOf(SocketTimeoutException.class, failure.getCause());
      ftp.disconnect();
      server.resume();
      network.assertNothingOpen();
    }
  }

  /** Somewhere to put what is received, that pauses the server once something is. */
  private static final class Pausing extends OutputStream {

    private final RealServer server;
    private boolean paused;

    Pausing(RealServer server) {
      this.server = server;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!paused) {
        paused = true;
        server.pause();
      }
    }
  }
}

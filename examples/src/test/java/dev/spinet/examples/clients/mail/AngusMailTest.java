package dev.spinet.examples.clients.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.examples.Interfering;
import dev.spinet.examples.board.ChipNetwork;
import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.Aiosmtpd;
import dev.spinet.examples.server.RealServer;
import dev.spinet.examples.tls.TestAuthority;
import dev.spinet.socket.net.SpinetSocketFactory;
import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.util.Properties;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Angus Mail sending by SMTP with STARTTLS. */
@Tag("slow")
@Timeout(90)
class AngusMailTest {

  private static final String RECIPIENT = "operator@plant.example";
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int SHORT_MILLIS = 1_000;
  private static final byte[] CONTENT = content();

  private static byte[] content() {
    var bytes = new byte[1 << 20];
    new Random(25).nextBytes(bytes);
    return bytes;
  }

  private static RealServer mailServer() throws Exception {
    return Aiosmtpd.start(TestAuthority.get()::writeServer);
  }

  private static SSLSocketFactory trusting() {
    return TestAuthority.get().clients().getSocketFactory();
  }

  private static Session session(
      Network network, RealServer server, SSLSocketFactory tls, int patienceMillis) {
    var properties = new Properties();
    properties.put("mail.smtp.host", network.host());
    properties.put("mail.smtp.port", Integer.toString(server.port()));
    properties.put("mail.smtp.socketFactory", network.sockets());
    properties.put("mail.smtp.socketFactory.fallback", "false");
    properties.put("mail.smtp.starttls.required", "true");
    properties.put("mail.smtp.ssl.socketFactory", tls);
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    for (var timeout : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
      properties.put("mail.smtp." + timeout, Integer.toString(patienceMillis));
    }
    return Session.getInstance(properties);
  }

  private static Message message(Session session, DataSource attachment) throws MessagingException {
    var message = new MimeMessage(session);
    message.setFrom(new InternetAddress("meter@field.example"));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(RECIPIENT));
    message.setSubject("Readings of the day");
    var part = new MimeBodyPart();
    part.setDataHandler(new DataHandler(attachment));
    // Otherwise it would be read to find out which encoding is best.
    part.setHeader("Content-Transfer-Encoding", "base64");
    message.setContent(new MimeMultipart(part));
    message.saveChanges();
    return message;
  }

  private static DataSource attachment() {
    return new ByteArrayDataSource(CONTENT, "application/octet-stream");
  }

  @ParameterizedTest
  @EnumSource
  void sendsMails(Sockets sockets) throws Exception {
    try (var server = mailServer();
        var network = sockets.open()) {
      var session = session(network, server, trusting(), PATIENCE_MILLIS);
      Transport.send(message(session, attachment()));
      Transport.send(message(session, attachment()));
      var mails = Aiosmtpd.mails(server);
      assertEquals(2, mails.size());
      for (var file : mails) {
        try (var in = Files.newInputStream(file)) {
          var mail = new MimeMessage(session, in);
          assertEquals("Readings of the day", mail.getSubject());
          var part = ((MimeMultipart) mail.getContent()).getBodyPart(0);
          assertArrayEquals(CONTENT, part.getInputStream().readAllBytes());
        }
      }
      network.assertNothingOpen();
    }
  }

  @Test
  void sendsAsTheDocumentationShows() throws Exception {
    var tls = trusting();
    try (var server = mailServer();
        var network = ChipNetwork.open()) {
      W5500 eth = network.driver();
      String host = network.host();
      int port = server.port();
      var properties = new Properties();
      properties.put("mail.smtp.host", host);
      properties.put("mail.smtp.port", port);
      properties.put("mail.smtp.socketFactory", new SpinetSocketFactory(eth));
      properties.put("mail.smtp.socketFactory.fallback", "false");
      properties.put("mail.smtp.starttls.required", "true");
      properties.put("mail.smtp.ssl.socketFactory", tls);
      properties.put("mail.smtp.connectiontimeout", "10000");
      properties.put("mail.smtp.timeout", "10000");
      var session = Session.getInstance(properties);
      Transport.send(message(session, attachment()));
      assertEquals(1, Aiosmtpd.mails(server).size());
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheServerDied(Sockets sockets) throws Exception {
    try (var server = mailServer();
        var network = sockets.open()) {
      var session = session(network, server, trusting(), PATIENCE_MILLIS);
      var message = message(session, new Interrupted(server::kill));
      try (var transport = session.getTransport("smtp")) {
        transport.connect();
        assertThrows(
            MessagingException.class,
            () -> transport.sendMessage(message, message.getAllRecipients()));
      }
      assertThrows(MessagingException.class, () -> Transport.send(message));
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheServerIsSilent(Sockets sockets) throws Exception {
    try (var server = mailServer();
        var network = sockets.open()) {
      server.pause();
      var session = session(network, server, trusting(), SHORT_MILLIS);
      assertCause(SocketTimeoutException.class, session);
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAnAuthorityItDoesNotKnow(Sockets sockets) throws Exception {
    try (var server = mailServer();
        var network = sockets.open()) {
      var everybody = SSLContext.getDefault().getSocketFactory();
      var session = session(network, server, everybody, PATIENCE_MILLIS);
      assertCause(SSLHandshakeException.class, session);
      assertTrue(Aiosmtpd.mails(server).isEmpty());
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesTheCertificateOfAnotherHost(Sockets sockets) throws Exception {
    try (var server = Aiosmtpd.start(TestAuthority.get()::writeStranger);
        var network = sockets.open()) {
      var session = session(network, server, trusting(), PATIENCE_MILLIS);
      assertCause(SSLException.class, session);
      assertTrue(Aiosmtpd.mails(server).isEmpty());
      network.assertNothingOpen();
    }
  }

  private static void assertCause(Class<? extends Exception> type, Session session) {
    var failure =
        assertThrows(
            MessagingException.class, () -> Transport.send(message(session, attachment())));
    @Nullable Throwable cause = failure;
    while (cause.getCause() != null && !type.isInstance(cause)) {
      cause = cause.getCause();
    }
    assertInstanceOf(type, cause, failure::toString);
  }

  /** An attachment in whose middle something happens. */
  private record Interrupted(Runnable event) implements DataSource {

    @Override
    public InputStream getInputStream() {
      return new Interfering(CONTENT, event);
    }

    @Override
    public OutputStream getOutputStream() {
      throw new UnsupportedOperationException("it is only read");
    }

    @Override
    public String getContentType() {
      return "application/octet-stream";
    }

    @Override
    public String getName() {
      return "readings";
    }
  }
}

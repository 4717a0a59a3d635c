package dev.spinet.examples.clients.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.Postgres;
import dev.spinet.examples.server.RealServer;
import dev.spinet.examples.tls.TestAuthority;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** PostgreSQL's JDBC driver, which begins TLS in the middle of a connection. */
@Tag("slow")
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class PostgresTlsTest {

  private static final String PASSWORD = "elephant";

  private static Connection connect(Network network, RealServer server) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", Postgres.USER);
    properties.setProperty("password", PASSWORD);
    properties.setProperty("sslmode", "verify-full");
    // The chain of the server ends with the authority.
    properties.setProperty("sslrootcert", server.directory().resolve("server.pem").toString());
    network.socketFactoryClass().ifPresent(name -> properties.setProperty("socketFactory", name));
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/postgres".formatted(network.host(), server.port()), properties);
  }

  @ParameterizedTest
  @EnumSource
  void carriesAMebibyteThroughTls(Sockets sockets) throws Exception {
    try (var server = Postgres.startTls(PASSWORD, TestAuthority.get()::writeServer);
        var network = sockets.open()) {
      try (var connection = connect(network, server);
          var query =
              connection.prepareStatement(
                  "select ssl, repeat(?, 1048576) from pg_stat_ssl where pid = pg_backend_pid()")) {
        query.setString(1, "x");
        try (var rows = query.executeQuery()) {
          assertTrue(rows.next());
          assertTrue(rows.getBoolean(1));
          assertEquals("x".repeat(1 << 20), rows.getString(2));
        }
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesTheCertificateOfAnotherHost(Sockets sockets) throws Exception {
    try (var server = Postgres.startTls(PASSWORD, TestAuthority.get()::writeStranger);
        var network = sockets.open()) {
      var failure = assertThrows(PSQLException.class, () -> connect(network, server));
      assertEquals(PSQLState.CONNECTION_FAILURE.getState(), failure.getSQLState());
      // The driver checks the name itself, after the handshake, and names who has refused it.
      assertTrue(
          String.valueOf(failure.getMessage()).contains("HostnameVerifier"), failure::toString);
      network.assertNothingOpen();
    }
  }
}

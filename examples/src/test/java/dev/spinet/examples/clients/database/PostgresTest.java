package dev.spinet.examples.clients.database;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.spinet.examples.Await;
import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.FreePort;
import dev.spinet.examples.server.Postgres;
import dev.spinet.examples.server.RealServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** PostgreSQL's JDBC driver, with PostgreSQL as the server. */
@Tag("slow")
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class PostgresTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PASSWORD = "elephant";
  private static final int ROWS = 4_096;
  private static final int ROW_BYTES = 256;

  private static RealServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = Postgres.start(PASSWORD);
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  private static Connection connect(Network network, String password, String... more)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", Postgres.USER);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", Long.toString(PATIENCE.toSeconds()));
    network.socketFactoryClass().ifPresent(name -> properties.setProperty("socketFactory", name));
    for (int i = 0; i < more.length; i += 2) {
      properties.setProperty(more[i], more[i + 1]);
    }
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/postgres".formatted(network.host(), server.port()), properties);
  }

  private static byte[] row(int number) {
    var bytes = new byte[ROW_BYTES];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  private static void assertState(PSQLState expected, SQLException failure) {
    assertEquals(expected.getState(), failure.getSQLState(), failure.toString());
  }

  @ParameterizedTest
  @EnumSource
  void commitsAndRollsBackAMebibyteOfRows(Sockets sockets) throws Exception {
    try (var network = sockets.open()) {
      try (var connection = connect(network, PASSWORD)) {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
          statement.execute("drop table if exists reading");
          statement.execute("create table reading (id int primary key, data bytea not null)");
        }
        try (var insert = connection.prepareStatement("insert into reading values (?, ?)")) {
          for (int i = 0; i < ROWS; i++) {
            insert.setInt(1, i);
            insert.setBytes(2, row(i));
            insert.addBatch();
          }
          assertEquals(ROWS, insert.executeBatch().length);
        }
        connection.commit();

        try (var statement = connection.createStatement()) {
          assertEquals(ROWS, statement.executeUpdate("delete from reading"));
        }
        connection.rollback();

        try (var query = connection.prepareStatement("select id, data from reading order by id")) {
          query.setFetchSize(500);
          try (var rows = query.executeQuery()) {
            for (int i = 0; i < ROWS; i++) {
              assertTrue(rows.next());
              assertEquals(i, rows.getInt(1));
              assertArrayEquals(row(i), rows.getBytes(2), "row " + i);
            }
            assertFalse(rows.next());
          }
        }
        connection.commit();
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void copiesInAndOut(Sockets sockets) throws Exception {
    try (var network = sockets.open()) {
      try (var connection = connect(network, PASSWORD);
          var statement = connection.createStatement()) {
        statement.execute("create temporary table line (id int, words text)");
        var lines = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
          lines.append(i).append('\t').append("Zeile mit Öl und Nr. ").append(i * 31L).append('\n');
        }
        byte[] sent = lines.toString().getBytes(StandardCharsets.UTF_8);
        var copy = connection.unwrap(PGConnection.class).getCopyAPI();
        assertEquals(20_000, copy.copyIn("copy line from stdin", new ByteArrayInputStream(sent)));
        var received = new ByteArrayOutputStream();
        copy.copyOut("copy (select * from line order by id) to stdout", received);
        assertArrayEquals(sent, received.toByteArray());
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesTheLossOfAServerThatDiesInTheMiddleOfACopy(Sockets sockets) throws Exception {
    try (var network = sockets.open()) {
      try (var connection = connect(network, PASSWORD)) {
        long process = backend(connection);
        // Much more than all buffers between here and there hold.
        var copy =
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                    "copy (select repeat('x', 1000) from generate_series(1, 100000)) to stdout");
        int arrived = 0;
        while (arrived < ROWS && copy.readFromCopy() != null) {
          arrived++;
        }
        assertEquals(ROWS, arrived);
        assertTrue(ProcessHandle.of(process).orElseThrow().destroyForcibly());
        var failure =
            assertThrows(
                PSQLException.class,
                () -> {
                  int more = 0;
                  while (copy.readFromCopy() != null) {
                    more++;
                  }
                  fail("the copy ended after " + more + " more rows as if it were whole");
                });
        assertState(PSQLState.CONNECTION_FAILURE, failure);
      }
      // The other processes of the server notice, and it lets nobody in until it has cleaned up.
      Await.until("the server recovers", PATIENCE, () -> answers(network));
      network.assertNothingOpen();
    }
  }

  private static long backend(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select pg_backend_pid()")) {
      assertTrue(rows.next());
      return rows.getLong(1);
    }
  }

  private static boolean answers(Network network) {
    try (var connection = connect(network, PASSWORD)) {
      return connection.isValid((int) PATIENCE.toSeconds());
    } catch (SQLException notYet) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesAWrongPassword(Sockets sockets) throws Exception {
    try (var network = sockets.open()) {
      var failure = assertThrows(PSQLException.class, () -> connect(network, "mouse"));
      assertState(PSQLState.INVALID_PASSWORD, failure);
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesUpOnAServerThatDoesNotAnswer(Sockets sockets) throws Exception {
    try (var network = sockets.open()) {
      try (var connection = connect(network, PASSWORD, "socketTimeout", "1");
          var statement = connection.createStatement()) {
        var failure =
            assertThrows(PSQLException.class, () -> statement.execute("select pg_sleep(10)"));
        assertState(PSQLState.CONNECTION_FAILURE, failure);
        assertInstanceOf(SocketTimeoutException.class, failure.getCause());
        assertTrue(connection.isClosed());
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancelsAQueryThroughASecondConnection(Sockets sockets) throws Exception {
    try (var network = sockets.open()) {
      try (var connection = connect(network, PASSWORD);
          var statement = connection.createStatement()) {
        statement.setQueryTimeout(1);
        var failure =
            assertThrows(PSQLException.class, () -> statement.execute("select pg_sleep(30)"));
        assertState(PSQLState.QUERY_CANCELED, failure);
        assertNull(connection.getWarnings());
        assertTrue(connection.isValid((int) PATIENCE.toSeconds()));
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesAServerThatIsNotThere(Sockets sockets) throws Exception {
    try (var network = sockets.open()) {
      int port = FreePort.find();
      var properties = new Properties();
      network.socketFactoryClass().ifPresent(name -> properties.setProperty("socketFactory", name));
      properties.setProperty("user", Postgres.USER);
      var url = "jdbc:postgresql://%s:%d/postgres".formatted(network.host(), port);
      var failure =
          assertThrows(PSQLException.class, () -> DriverManager.getConnection(url, properties));
      assertState(PSQLState.CONNECTION_UNABLE_TO_CONNECT, failure);
      assertInstanceOf(ConnectException.class, failure.getCause());
      network.assertNothingOpen();
    }
  }
}

package dev.spinet.examples.clients.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.examples.server.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** PostgreSQL's JDBC driver on an ordinary port, behind which are the relay and a chip. */
@Tag("slow")
@Timeout(value = 180, threadMode = ThreadMode.SEPARATE_THREAD)
class DatabaseThroughForwardTest {

  private static final String PASSWORD = "elephant";
  private static final int CONNECTIONS = 4;
  private static final int BYTES = 1_000_003;

  private static Connection connect(RunningRelay relay) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", Postgres.USER);
    properties.setProperty("password", PASSWORD);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(relay.port()), properties);
  }

  @Test
  void worksAsWithoutAChip() throws Exception {
    byte[] blob = new byte[BYTES];
    new Random(8).nextBytes(blob);
    try (var server = Postgres.start(PASSWORD);
        var relay =
            RunningRelay.start(
                "forward", "--device=sim:w5500", "0=10.0.2.2:%d".formatted(server.port()))) {
      var connections = new ArrayList<Connection>();
      try {
        for (int i = 0; i < CONNECTIONS; i++) {
          connections.add(connect(relay));
        }
        try (var statement = connections.getFirst().createStatement()) {
          statement.execute("create table blobs (id int primary key, content bytea)");
        }
        for (int i = 0; i < CONNECTIONS; i++) {
          try (var insert =
              connections.get(i).prepareStatement("insert into blobs values (?, ?)")) {
            insert.setInt(1, i);
            insert.setBytes(2, blob);
            assertEquals(1, insert.executeUpdate());
          }
        }
        for (int i = 0; i < CONNECTIONS; i++) {
          // Written through one connection, read through another.
          try (var select =
              connections
                  .get((i + 1) % CONNECTIONS)
                  .prepareStatement("select content from blobs where id = ?")) {
            select.setInt(1, i);
            try (var rows = select.executeQuery()) {
              assertTrue(rows.next());
              assertArrayEquals(blob, rows.getBytes(1));
            }
          }
        }
      } finally {
        for (var connection : connections) {
          connection.close();
        }
      }
    }
  }
}

package dev.spinet.examples.clients.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.spinet.examples.Await;
import dev.spinet.examples.board.ChipNetwork;
import dev.spinet.examples.server.Postgres;
import dev.spinet.examples.server.RealServer;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.net.SocketException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** What a client sees of failures that only a chip has. */
@Tag("slow")
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class ChipFailureTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PASSWORD = "elephant";
  private static final String ENDLESS =
      "copy (select repeat('x', 1000) from generate_series(1, 100000)) to stdout";

  private static Connection connect(ChipNetwork network, RealServer server) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", Postgres.USER);
    properties.setProperty("password", PASSWORD);
    properties.setProperty("socketFactory", SpinetSocketFactory.class.getName());
    properties.setProperty("connectTimeout", "5");
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/postgres".formatted(network.host(), server.port()), properties);
  }

  private static boolean answers(ChipNetwork network, RealServer server) {
    try (var connection = connect(network, server)) {
      return connection.isValid((int) PATIENCE.toSeconds());
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** Lets something happen while a copy runs, and says what became of the copy. */
  private static PSQLException copyThatMeets(
      Runnable accident, ChipNetwork network, RealServer server) throws SQLException {
    var connection = connect(network, server);
    try {
      var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(ENDLESS);
      int arrived = 0;
      while (arrived < 1_000 && copy.readFromCopy() != null) {
        arrived++;
      }
      assertEquals(1_000, arrived);
      accident.run();
      return assertThrows(
          PSQLException.class,
          () -> {
            int more = 0;
            while (copy.readFromCopy() != null) {
              more++;
            }
            fail("the copy ended after " + more + " more rows as if it were whole");
          });
    } finally {
      // Its close() says goodbye first and, where that fails, leaves the socket to the garbage
      // collector, on any network.
      connection.abort(Runnable::run);
    }
  }

  @Test
  void aChipThatIsResetInTheMiddleOfACopyIsNamedAndWorksAgain() throws Exception {
    try (var server = Postgres.start(PASSWORD);
        var network = ChipNetwork.open()) {
      var failure = copyThatMeets(network::brownOut, network, server);
      assertEquals(PSQLState.CONNECTION_FAILURE.getState(), failure.getSQLState());
      assertInstanceOf(ChipResetException.class, rootCause(failure));
      Await.until("the chip works again", PATIENCE, () -> answers(network, server));
      assertTrue(network.driver().statistics().faults().chipResets() > 0);
      network.assertNothingOpen();
    }
  }

  @Test
  void aConnectionThatIsResetOnItsWayIsNamed() throws Exception {
    try (var server = Postgres.start(PASSWORD);
        var network = ChipNetwork.open()) {
      var gateway = network.lan().gateway();
      var failure = copyThatMeets(gateway::resetConnections, network, server);
      assertEquals(PSQLState.CONNECTION_FAILURE.getState(), failure.getSQLState());
      assertInstanceOf(SocketException.class, failure.getCause());
      assertTrue(answers(network, server));
      network.assertNothingOpen();
    }
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable cause = failure;
    for (Throwable next = cause.getCause(); next != null; next = next.getCause()) {
      cause = next;
    }
    return cause;
  }
}

package dev.spinet.examples.clients.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.examples.board.ChipNetwork;
import dev.spinet.examples.server.Postgres;
import dev.spinet.examples.server.Redis;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.DriverManager;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** What docs/clients.md says about clients of databases. */
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class DocumentedDatabaseTest {

  private static final String PASSWORD = "elephant";

  @Test
  void postgres() throws Exception {
    try (var server = Postgres.start(PASSWORD);
        var network = ChipNetwork.open()) {
      W5500 eth = network.driver();
      String url = "jdbc:postgresql://" + network.host() + ":" + server.port() + "/postgres";
      var properties = new Properties();
      properties.setProperty("user", Postgres.USER);
      properties.setProperty("password", PASSWORD);
      Drivers.setDefault(eth);
      properties.setProperty("socketFactory", SpinetSocketFactory.class.getName());
      properties.setProperty("socketTimeout", "30");
      try (var connection = DriverManager.getConnection(url, properties)) {
        assertTrue(connection.isValid(10));
      }
      network.assertNothingOpen();
    }
  }

  @Test
  void jedis() throws Exception {
    try (var server = Redis.start(PASSWORD);
        var network = ChipNetwork.open()) {
      W5500 eth = network.driver();
      String host = network.host();
      int port = server.port();
      var factory = new SpinetSocketFactory(eth);
      JedisSocketFactory sockets =
          () -> {
            try {
              var socket = factory.createSocket();
              socket.setTcpNoDelay(true);
              socket.connect(InetSocketAddress.createUnresolved(host, port), 5_000);
              socket.setSoTimeout(5_000);
              return socket;
            } catch (IOException e) {
              throw new JedisConnectionException(e);
            }
          };
      var config = DefaultJedisClientConfig.builder().password(PASSWORD).build();
      try (var jedis = new Jedis(sockets, config)) {
        jedis.set("pump:7", "1450");
        assertEquals("1450", jedis.get("pump:7"));
      }
      network.assertNothingOpen();
    }
  }
}

package dev.spinet.examples.clients.database;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.examples.Await;
import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.RealServer;
import dev.spinet.examples.server.Redis;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Jedis, with Redis as the server. */
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class JedisTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int SHORT_MILLIS = 1_000;
  private static final String PASSWORD = "sesame";
  private static final int MEBIBYTE = 1 << 20;

  /** What Jedis's own factory does, on another network's sockets. */
  private static JedisSocketFactory sockets(Network network, RealServer server, int timeout) {
    return () -> {
      try {
        Socket socket = network.sockets().createSocket();
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.connect(new InetSocketAddress(network.host(), server.port()), timeout);
        socket.setSoTimeout(timeout);
        return socket;
      } catch (IOException e) {
        throw new JedisConnectionException("cannot connect to " + server, e);
      }
    };
  }

  private static JedisClientConfig config(String password, int timeout) {
    return DefaultJedisClientConfig.builder().password(password).timeoutMillis(timeout).build();
  }

  private static Jedis connect(Network network, RealServer server) {
    int timeout = (int) PATIENCE.toMillis();
    return new Jedis(sockets(network, server, timeout), config(PASSWORD, timeout));
  }

  private static byte[] key(int number) {
    return ("key" + number).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] value(int number, int length) {
    var bytes = new byte[length];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void pipelinesCommands(Sockets sockets) throws Exception {
    try (var server = Redis.start(PASSWORD);
        var network = sockets.open()) {
      try (var jedis = connect(network, server)) {
        var answers = new ArrayList<Response<byte[]>>();
        try (var pipeline = jedis.pipelined()) {
          for (int i = 0; i < 2_000; i++) {
            pipeline.set(key(i), value(i, 100));
          }
          for (int i = 0; i < 2_000; i++) {
            answers.add(pipeline.get(key(i)));
          }
          pipeline.sync();
        }
        for (int i = 0; i < answers.size(); i++) {
          assertArrayEquals(value(i, 100), answers.get(i).get(), "value " + i);
        }
        assertEquals(2_000, jedis.dbSize());
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void carriesAValueOfFourMebibytes(Sockets sockets) throws Exception {
    try (var server = Redis.start(PASSWORD);
        var network = sockets.open()) {
      try (var jedis = connect(network, server)) {
        var value = value(1, 4 * MEBIBYTE);
        assertEquals("OK", jedis.set(key(1), value));
        assertArrayEquals(value, jedis.get(key(1)));
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void subscribesAndPublishes(Sockets sockets) throws Exception {
    try (var server = Redis.start(PASSWORD);
        var network = sockets.open()) {
      var subscribed = new CompletableFuture<String>();
      var messages = new LinkedBlockingQueue<String>();
      var subscription =
          new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int subscribedChannels) {
              subscribed.complete(channel);
            }

            @Override
            public void onMessage(String channel, String message) {
              messages.add(message);
            }
          };
      try (var listener = connect(network, server);
          var speaker = connect(network, server)) {
        var ended = new CompletableFuture<Void>();
        Thread.ofPlatform()
            .daemon()
            .name("subscriber")
            .start(() -> {
              try {
                listener.subscribe(subscription, "news");
                ended.complete(null);
              } catch (RuntimeException e) {
                ended.completeExceptionally(e);
              }
            });
        assertEquals("news", subscribed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        for (int i = 0; i < 100; i++) {
          assertEquals(1, speaker.publish("news", "item " + i));
        }
        for (int i = 0; i < 100; i++) {
          var message = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          assertEquals("item " + i, message);
        }
        subscription.unsubscribe();
        ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesTheLossOfAServerThatDiesInTheMiddleOfAnAnswer(Sockets sockets) throws Exception {
    try (var server = Redis.start(PASSWORD);
        var network = sockets.open()) {
      var connection = new AtomicReference<Socket>();
      var plain = sockets(network, server, (int) PATIENCE.toMillis());
      JedisSocketFactory recording =
          () -> {
            var socket = plain.createSocket();
            connection.set(socket);
            return socket;
          };
      assertThrows(
          JedisConnectionException.class,
          () -> {
            // Closing it fails too if commands are left that could not be sent.
            try (var jedis = new Jedis(recording, config(PASSWORD, (int) PATIENCE.toMillis()))) {
              jedis.set(key(1), value(1, MEBIBYTE / 16));
              // Enough commands for Jedis to send most of them before sync, and 64 MiB of answers,
              // more than all buffers between here and there: the server cannot have sent all.
              var pipeline = jedis.pipelined();
              for (int i = 0; i < 1_024; i++) {
                pipeline.get(key(1));
              }
              Await.until(
                  "the answer begins",
                  PATIENCE,
                  () -> connection.get().getInputStream().available() > 0);
              server.kill();
              pipeline.sync();
            }
          });
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesAWrongPassword(Sockets sockets) throws Exception {
    try (var server = Redis.start(PASSWORD);
        var network = sockets.open()) {
      var plain = sockets(network, server, (int) PATIENCE.toMillis());
      var wrong = config("open", (int) PATIENCE.toMillis());
      assertThrows(
          JedisAccessControlException.class,
          () -> {
            try (var jedis = new Jedis(plain, wrong)) {
              jedis.ping();
            }
          });
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesUpOnAServerThatDoesNotAnswer(Sockets sockets) throws Exception {
    try (var server = Redis.start(PASSWORD);
        var network = sockets.open()) {
      var hasty = config(PASSWORD, SHORT_MILLIS);
      try (var jedis = new Jedis(sockets(network, server, SHORT_MILLIS), hasty)) {
        jedis.set("a", "1");
        server.pause();
        var failure = assertThrows(JedisConnectionException.class, () -> jedis.get("a"));
        assertInstanceOf(SocketTimeoutException.class, failure.getCause());
        server.resume();
      }
      try (var jedis = connect(network, server)) {
        assertEquals("1", jedis.get("a"));
      }
      network.assertNothingOpen();
    }
  }
}

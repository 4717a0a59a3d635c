package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.ErrorCode;
import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.Multiplexing;
import dev.spinet.bindings.espat.ReceiveMode;
import dev.spinet.bindings.espat.UdpPeer;
import dev.spinet.drivers.esp32.at.AtChannel;
import dev.spinet.drivers.esp32.at.AtLine;
import dev.spinet.drivers.esp32.at.AtReplyLines;
import dev.spinet.drivers.esp32.at.AtResult;
import dev.spinet.drivers.esp32.at.AtToken;
import dev.spinet.drivers.esp32.at.PayloadSink;
import dev.spinet.drivers.esp32.at.PayloadSource;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The commands about links (ESP-AT, "TCP/IP AT Commands"). */
final class LinkCommands {

  private static final AtToken MUX = new AtToken("AT+CIPMUX=");
  private static final AtToken RECEIVE_TYPE = new AtToken("AT+CIPRECVTYPE=");
  private static final AtToken RECEIVE_MODE = new AtToken("AT+CIPRECVMODE=");
  private static final AtToken SENDER = new AtToken("AT+CIPDINFO=");
  private static final AtToken START = new AtToken("AT+CIPSTART=");
  private static final AtToken TCP = new AtToken(",\"TCP\",");
  private static final AtToken UDP = new AtToken(",\"UDP\",\"0.0.0.0\",");
  private static final AtToken NO_KEEPALIVE_NO_LOCAL = new AtToken(",,,");
  private static final AtToken SEND = new AtToken("AT+CIPSEND=");
  private static final AtToken SEND_LONG = new AtToken("AT+CIPSENDL=");
  private static final AtToken SEND_LONG_SETTINGS = new AtToken("AT+CIPSENDLCFG=");
  private static final AtToken SEND_REPORT = new AtToken("+CIPSENDL:");
  private static final AtToken RECEIVE = new AtToken("AT+CIPRECVDATA=");
  private static final AtToken LENGTHS = new AtToken("AT+CIPRECVLEN?");
  private static final AtToken LENGTHS_ARE = new AtToken("+CIPRECVLEN:");
  private static final AtToken CLOSE = new AtToken("AT+CIPCLOSE=");
  private static final AtToken STATE = new AtToken("AT+CIPSTATE?");
  private static final AtToken STATE_IS = new AtToken("+CIPSTATE:");
  private static final AtToken STATUS = new AtToken("AT+CIPSTATUS");
  private static final AtToken STATUS_IS = new AtToken("+CIPSTATUS:");
  private static final AtToken STATUS_NUMBER = new AtToken("STATUS:");
  private static final AtToken SERVER_LIMIT = new AtToken("AT+CIPSERVERMAXCONN=");
  private static final AtToken SERVER = new AtToken("AT+CIPSERVER=");
  private static final AtToken SERVER_IDLE = new AtToken("AT+CIPSTO=");
  private static final AtToken OPTIONS = new AtToken("AT+CIPTCPOPT=");

  /** The module's own time-out is the one that counts; this is for a module that says nothing. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** The same for a send, which the module ends by itself after the time that a peer may stall. */
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int LAST_PORT = 65535;
  private static final int LIST_ATTEMPTS = 3;

  /** What a list of links says of one. */
  record Listed(
      int id, boolean tcp, Inet4Address remote, int remotePort, int localPort, boolean server) {}

  private final AtChannel channel;
  private final PaceModel pace;
  private boolean timeoutInStart = true;

  LinkCommands(AtChannel channel, PaceModel pace) {
    this.channel = channel;
    this.pace = pace;
  }

  /** Several links, with ids. */
  boolean multiplex() throws IOException {
    channel.begin(MUX).number(Multiplexing.MULTIPLE.code());
    return channel.call(SystemCommands.PROMPT_NANOS) == AtResult.OK;
  }

  /**
   * How one link, or with {@link dev.spinet.bindings.espat.LinkLimits#ALL_LINKS} every one,
   * receives.
   */
  boolean receiveType(int id, ReceiveMode mode) throws IOException {
    channel.begin(RECEIVE_TYPE).number(id).comma().number(mode.code());
    return channel.call(SystemCommands.PROMPT_NANOS) == AtResult.OK;
  }

  /** How all links receive, in firmware that cannot tell them apart. */
  boolean receiveMode(ReceiveMode mode) throws IOException {
    channel.begin(RECEIVE_MODE).number(mode.code());
    return channel.call(SystemCommands.PROMPT_NANOS) == AtResult.OK;
  }

  /** Whether received data come with their sender. */
  boolean tellSender(boolean told) throws IOException {
    channel.begin(SENDER).number(told ? 1 : 0);
    boolean done = channel.call(SystemCommands.PROMPT_NANOS) == AtResult.OK;
    if (done) {
      channel.senderTold(told);
    }
    return done;
  }

  /** Opens a TCP connection within a time. */
  AtResult start(int id, int address, int port, long timeoutMillis) throws IOException {
    var result = start(id, address, port, timeoutMillis, timeoutInStart);
    if (result == AtResult.ERROR
        && timeoutInStart
        && ErrorCode.of(channel.errorCode()).flatMap(ErrorCode::cause).orElse(null)
            == ErrorCause.COUNT) {
      timeoutInStart = false;
      return start(id, address, port, timeoutMillis, false);
    }
    return result;
  }

  private AtResult start(int id, int address, int port, long timeoutMillis, boolean withTimeout)
      throws IOException {
    var command = channel.begin(START).number(id).text(TCP).address(address).comma().number(port);
    long longest = TimeUnit.MINUTES.toNanos(2);
    if (withTimeout) {
      command.text(NO_KEEPALIVE_NO_LOCAL).number(timeoutMillis);
      longest = TimeUnit.MILLISECONDS.toNanos(timeoutMillis) + GRACE_NANOS;
    }
    return channel.call(longest);
  }

  /** Opens a UDP port for datagrams to and from everybody. */
  AtResult startDatagrams(int id, int localPort) throws IOException {
    channel
        .begin(START)
        .number(id)
        .text(UDP)
        .number(localPort)
        .comma()
        .number(localPort)
        .comma()
        .number(UdpPeer.LAST.code());
    return channel.call(GRACE_NANOS);
  }

  /** The error number of the module's TCP/IP for the last failure; 0 if it told none. */
  int errorNumber() {
    return channel.errorNumber();
  }

  /**
   * Sends bytes of a stream.
   *
   * @param mine whether the link with this id is still the one that is meant
   */
  AtResult send(int id, BooleanSupplier mine, PayloadSource source, int length, long stallNanos)
      throws IOException {
    channel.begin(SEND).number(id).comma().number(length);
    return channel.send(
        mine,
        source,
        length,
        true,
        SystemCommands.PROMPT_NANOS,
        pace.forBytes(length) + stallNanos + LATE_NANOS,
        AtReplyLines.NONE);
  }

  /** Sends many bytes of a stream, which go out while others still come. */
  AtResult sendLong(int id, BooleanSupplier mine, PayloadSource source, int length, long stallNanos)
      throws IOException {
    channel.begin(SEND_LONG).number(id).comma().number(length);
    return channel.send(
        mine,
        source,
        length,
        false,
        SystemCommands.PROMPT_NANOS,
        pace.forBytes(length) + stallNanos + LATE_NANOS,
        line -> line.startsWith(SEND_REPORT));
  }

  /** How often the progress of a long send is told, and how much goes to TCP at a time. */
  boolean longSendSettings(int reportBytes, int transmitBytes) throws IOException {
    channel.begin(SEND_LONG_SETTINGS).number(reportBytes).comma().number(transmitBytes);
    return channel.call(SystemCommands.PROMPT_NANOS) == AtResult.OK;
  }

  /** Sends one datagram. */
  AtResult sendDatagram(
      int id,
      BooleanSupplier mine,
      PayloadSource source,
      int length,
      int address,
      int port,
      long stallNanos)
      throws IOException {
    channel
        .begin(SEND)
        .number(id)
        .comma()
        .number(length)
        .comma()
        .address(address)
        .comma()
        .number(port);
    return channel.send(
        mine,
        source,
        length,
        true,
        SystemCommands.PROMPT_NANOS,
        pace.forBytes(length) + stallNanos,
        AtReplyLines.NONE);
  }

  /**
   * Asks for received bytes of a stream.
   *
   * @param mine whether the link with this id is still the one that is meant
   * @param sink where the bytes go, asked when they begin: they may be somebody else's by then
   */
  AtResult receive(int id, int length, BooleanSupplier mine, Supplier<@Nullable PayloadSink> sink)
      throws IOException {
    channel.begin(RECEIVE).number(id).comma().number(length);
    return channel.receive(mine, sink, pace.forBytes(length) + SystemCommands.PROMPT_NANOS);
  }

  /**
   * How many bytes wait on each link; a negative number where there is no link, or where it was not
   * told.
   *
   * @return whether it was told
   */
  boolean lengths(int[] waiting) throws IOException {
    Arrays.fill(waiting, -1);
    boolean[] told = {false};
    channel.begin(LENGTHS);
    return channel.call(
                SystemCommands.PROMPT_NANOS,
                line -> {
                  if (!line.startsWith(LENGTHS_ARE)) {
                    return false;
                  }
                  told[0] = true;
                  for (int i = 0; i < waiting.length; i++) {
                    long value = line.number();
                    waiting[i] = value == AtLine.NO_NUMBER ? -1 : (int) Math.min(value, 0x7fffffff);
                    line.skip(',');
                  }
                  return true;
                })
            == AtResult.OK
        && told[0];
  }

  /**
   * Closes a link; an error means that there was none.
   *
   * @param mine whether the link with this id is still the one that is meant: the module may have
   *     closed it, and given its id to a peer that has just connected
   */
  AtResult close(int id, BooleanSupplier mine) throws IOException {
    channel.begin(CLOSE).number(id);
    return channel.callIf(mine, GRACE_NANOS);
  }

  /**
   * All links there are.
   *
   * @throws dev.spinet.drivers.esp32.at.AtException if what the module says of them makes no sense,
   *     again and again
   */
  List<Listed> list(boolean byState) throws IOException {
    for (int i = 0; i < LIST_ATTEMPTS; i++) {
      List<Listed> links = new ArrayList<>();
      boolean[] damaged = {false};
      channel.begin(byState ? STATE : STATUS);
      var result =
          channel.call(
              SystemCommands.PROMPT_NANOS,
              line -> {
                if (line.startsWith(STATUS_NUMBER)) {
                  return true;
                }
                if (!line.startsWith(STATE_IS) && !line.startsWith(STATUS_IS)) {
                  return false;
                }
                var listed = listed(line);
                if (listed == null) {
                  damaged[0] = true;
                } else {
                  links.add(listed);
                }
                return true;
              });
      if (result == AtResult.OK && !damaged[0]) {
        return links;
      }
    }
    throw channel.damaged("a list of links that makes no sense");
  }

  private static @Nullable Listed listed(AtLine line) {
    int id = line.number(0, LinkLimits.LINK_COUNT - 1);
    line.skip(',');
    String type = line.quoted();
    line.skip(',');
    var remote = address(line.quoted());
    line.skip(',');
    int remotePort = line.number(0, LAST_PORT);
    line.skip(',');
    int localPort = line.number(0, LAST_PORT);
    line.skip(',');
    boolean server = line.number() == 1;
    return id < 0 || type == null || remote == null || remotePort < 0 || localPort < 0
        ? null
        : new Listed(id, !type.startsWith("UDP"), remote, remotePort, localPort, server);
  }

  /** An address in digits; a name is none, and is not looked up. */
  private static @Nullable Inet4Address address(@Nullable String text) {
    try {
      return text == null ? null : Inet4Address.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** How many connections peers may open, and after how long without data they are closed. */
  void serverLimits(int connections, int idleSeconds) throws IOException {
    channel.begin(SERVER_LIMIT).number(connections);
    channel.call(SystemCommands.PROMPT_NANOS);
    channel.begin(SERVER_IDLE).number(idleSeconds);
    channel.call(SystemCommands.PROMPT_NANOS);
  }

  /** Lets peers connect to a port. */
  boolean serve(int port) throws IOException {
    channel.begin(SERVER).number(1).comma().number(port);
    return channel.call(GRACE_NANOS) == AtResult.OK;
  }

  /** No more peers; those that are connected stay. */
  void stopServing() throws IOException {
    channel.begin(SERVER).number(0);
    channel.call(GRACE_NANOS);
  }

  /**
   * Options of a TCP link: whether small pieces wait, and how long one send may take.
   *
   * @param mine whether the link with this id is still the one that is meant
   */
  boolean tcpOptions(
      int id, BooleanSupplier mine, boolean noDelay, long sendMillis, int keepAliveSeconds)
      throws IOException {
    // Before release 2.4 it has no keep-alive, and refuses all of it.
    return options(id, mine, noDelay, sendMillis, OptionalInt.of(keepAliveSeconds))
        || options(id, mine, noDelay, sendMillis, OptionalInt.empty());
  }

  /** How long one send may take on links to come, those of peers that connect among them. */
  void sendTimeout(long millis) throws IOException {
    tcpOptions(LinkLimits.ALL_LINKS, () -> true, false, millis, 0);
  }

  private boolean options(
      int id, BooleanSupplier mine, boolean noDelay, long sendMillis, OptionalInt keepAliveSeconds)
      throws IOException {
    var command =
        channel
            .begin(OPTIONS)
            .number(id)
            .comma()
            .comma()
            .number(noDelay ? 1 : 0)
            .comma()
            .number(sendMillis);
    if (keepAliveSeconds.isPresent()) {
      command.comma().number(keepAliveSeconds.getAsInt());
    }
    return channel.callIf(mine, SystemCommands.PROMPT_NANOS) == AtResult.OK;
  }
}

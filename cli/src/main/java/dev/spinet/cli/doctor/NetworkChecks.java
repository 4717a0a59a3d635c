package dev.spinet.cli.doctor;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import dev.spinet.cli.relay.HostPort;
import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet4Address;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** What is behind the chip: the router, the name server, and a host to connect to. */
public final class NetworkChecks {

  private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final int PINGS = 4;
  private static final Duration PING_WAIT = Duration.ofSeconds(2);
  private static final Duration SLOW = Duration.ofMillis(300);
  private static final int NAME_SERVICE = 53;
  private static final int ECHO_PIECE = 2048;
  private static final int ECHO_PIECES = 32;
  private static final int KIB = 1024;

  private final NetworkDriver driver;
  private final GatewayPing ping;
  private final Plan plan;
  private final Medium medium;
  private final Repeater repeater;

  /** What a module is still doing, which does nothing else until then; empty if nothing. */
  private String occupation = "";

  /**
   * Nothing is asked yet.
   *
   * @param driver the chip
   * @param medium what is behind it
   * @param ping asks for an echo through it
   * @param plan what is to be looked at
   * @param repeater looks again where that is right
   */
  public NetworkChecks(
      NetworkDriver driver, Medium medium, GatewayPing ping, Plan plan, Repeater repeater) {
    this.driver = driver;
    this.medium = medium;
    this.ping = ping;
    this.plan = plan;
    this.repeater = repeater;
  }

  /**
   * Looks at all of it.
   *
   * @param info the interface's addresses
   * @param findings where to
   * @throws IOException if it makes no sense to go on, or the thread is interrupted
   */
  public void run(LinkInfo info, Findings findings) throws IOException {
    look(Check.NETWORK_GATEWAY, findings, draft -> gateway(info.gateway(), draft));
    look(Check.NETWORK_NAMES, findings, draft -> names(info, draft));
    look(Check.NETWORK_TCP, findings, draft -> tcp(info, draft));
    look(Check.NETWORK_ECHO, findings, this::echo);
  }

  /** A module carries out one command after the other: the next would time out for this one. */
  private void look(Check check, Findings findings, Repeater.Look look) throws IOException {
    if (occupation.isEmpty()) {
      repeater.run(
          findings,
          draft -> {
            occupation = "";
            look.at(draft);
          });
    } else {
      findings.notChecked(check, "the chip is still " + occupation, "");
    }
  }

  /** An interrupt ends everything; what else goes wrong is a finding. */
  static void rethrowInterrupt(IOException thrown) throws InterruptedIOException {
    if (thrown instanceof InterruptedIOException interrupted
        && !(thrown instanceof SocketTimeoutException)) {
      throw interrupted;
    }
  }

  private void gateway(Inet4Address gateway, Findings findings) throws InterruptedIOException {
    String name = gateway.getHostAddress();
    if (gateway.isAnyLocalAddress()) {
      findings.warning(
          Check.NETWORK_GATEWAY,
          "there is no gateway: only hosts of the chip's own network can be reached",
          "have the DHCP server name one, or set one");
      return;
    }
    findings.doing("asking the gateway for an echo");
    int answered = 0;
    int copies = 0;
    var shortest = Duration.ofDays(1);
    try {
      for (int i = 0; i < PINGS; i++) {
        var reply = ping.ask(gateway, i, min(PING_WAIT, plan.timeout()));
        if (reply.isPresent()) {
          answered++;
          copies += reply.get().copies();
          var time = reply.get().roundTrip();
          shortest = min(shortest, time);
        }
      }
    } catch (IOException e) {
      rethrowInterrupt(e);
      boolean silent = medium == Medium.RADIO && e instanceof SocketTimeoutException;
      occupation = silent ? "asking the gateway for an echo" : "";
      findings.problem(
          Check.NETWORK_GATEWAY,
          e,
          silent ? "switch the module off and on" : "check the address of the gateway");
      return;
    }
    report(name, answered, copies, shortest, findings);
  }

  private void report(String name, int answered, int copies, Duration shortest, Findings findings) {
    // A module tells whole milliseconds, of which there may be none.
    String time =
        shortest.isZero()
            ? "1 ms"
            : String.format(Locale.ROOT, "%.1f ms", Math.max(shortest.toNanos() / 1e6, 0.1));
    if (answered == 0) {
      findings.problem(
          Check.NETWORK_GATEWAY,
          "the gateway %s answers none of %d echo requests".formatted(name, PINGS),
          "check its address, and that it is on; some routers are set not to answer");
    } else if (answered < PINGS) {
      findings.doubt();
      findings.warning(
          Check.NETWORK_GATEWAY,
          "the gateway %s answers %d of %d echo requests".formatted(name, answered, PINGS),
          "packets get lost: " + medium.packets());
    } else if (copies > answered) {
      findings.warning(
          Check.NETWORK_GATEWAY,
          "replies of the gateway %s come twice".formatted(name),
          "packets are duplicated: look for two switches that are connected twice, or another"
              + " station with the gateway's address");
    } else if (shortest.compareTo(SLOW) > 0) {
      findings.warning(
          Check.NETWORK_GATEWAY,
          "the gateway %s needs %s at least to answer".formatted(name, time),
          "the network is slow or busy");
    } else {
      findings.ok(Check.NETWORK_GATEWAY, "%s answers within %s".formatted(name, time));
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void names(LinkInfo info, Findings findings) throws InterruptedIOException {
    findings.doing("looking up " + plan.name());
    if (LITERAL.matcher(plan.name()).matches()) {
      findings.notChecked(
          Check.NETWORK_NAMES, plan.name() + " is an address", "name a host with --name");
      return;
    }
    try {
      var address = driver.resolve(plan.name(), plan.timeout().toNanos());
      findings.ok(Check.NETWORK_NAMES, "%s is %s".formatted(plan.name(), address.getHostAddress()));
    } catch (UnknownHostException e) {
      findings.doubt();
      if (medium == Medium.RADIO) {
        findings.warning(
            Check.NETWORK_NAMES,
            e,
            "the chip does not say which; check the name, or try another one with --name, then the"
                + " name server's address, and that it is on");
      } else if (e.getCause() != null) {
        findings.problem(
            Check.NETWORK_NAMES, e, "check the name server's address, and that it is on");
      } else if (info.dns().isAnyLocalAddress()) {
        findings.warning(
            Check.NETWORK_NAMES, e, "have the DHCP server name a name server, or set one");
      } else {
        findings.warning(
            Check.NETWORK_NAMES,
            e,
            "the name server answers; if the name is right, see whether it can reach others, or try"
                + " another name with --name");
      }
    } catch (IOException e) {
      rethrowInterrupt(e);
      if (medium == Medium.RADIO && e instanceof SocketTimeoutException) {
        occupation = "looking up " + plan.name();
      }
      findings.problem(
          Check.NETWORK_NAMES,
          e,
          "check the name server's address, or set another one with dns= and ip=");
    }
  }

  private void tcp(LinkInfo info, Findings findings) throws InterruptedIOException {
    var wanted = plan.tcp();
    var fallback = info.gateway().isAnyLocalAddress() ? info.dns() : info.gateway();
    if (wanted == null && fallback.isAnyLocalAddress()) {
      findings.notChecked(
          Check.NETWORK_TCP, "there is nobody to connect to", "name a host with --tcp HOST:PORT");
      return;
    }
    var target = wanted == null ? new HostPort(fallback.getHostAddress(), NAME_SERVICE) : wanted;
    findings.doing("connecting to " + target);
    try (var socket = open()) {
      long start = System.nanoTime();
      socket.connect(target.host(), target.port());
      double millis = (System.nanoTime() - start) / 1e6;
      findings.ok(
          Check.NETWORK_TCP,
          String.format(Locale.ROOT, "connected to %s within %.1f ms", target, millis));
    } catch (ConnectionRefusedException e) {
      refused(target, wanted != null, findings);
    } catch (IOException e) {
      rethrowInterrupt(e);
      findings.problem(
          Check.NETWORK_TCP,
          e,
          e instanceof HostUnreachableException || e instanceof SocketTimeoutException
              ? "check the address, that the host is on, and that no firewall is in between"
              : "try again; if it stays so, record what happens with tcpdump on the other host");
    }
  }

  private void refused(HostPort target, boolean wanted, Findings findings) {
    findings.doubt();
    if (wanted) {
      findings.problem(
          Check.NETWORK_TCP,
          "%s refuses the connection".formatted(target),
          "the host answers, and nobody listens at that port");
    } else {
      findings.ok(
          Check.NETWORK_TCP,
          "%s answers, though nobody listens at port %d there"
              .formatted(target.host(), target.port()),
          "name a host with --tcp HOST:PORT to make a connection");
    }
  }

  private Socket open() throws IOException {
    var socket = new Socket(driver, AF_INET, SOCK_STREAM);
    socket.setTimeout(plan.timeout());
    return socket;
  }

  private void echo(Findings findings) throws InterruptedIOException {
    var target = plan.echo();
    if (target == null) {
      findings.notChecked(
          Check.NETWORK_ECHO, "no echo server is named", "name one with --echo HOST:PORT");
      return;
    }
    findings.doing("exchanging data with " + target);
    int done = 0;
    try (var socket = open()) {
      socket.connect(target.host(), target.port());
      var random = new SplittableRandom(0);
      var piece = new byte[ECHO_PIECE];
      for (int i = 0; i < ECHO_PIECES; i++) {
        random.nextBytes(piece);
        socket.sendAll(piece);
        byte[] back = socket.recv(ECHO_PIECE);
        if (back.length < ECHO_PIECE) {
          // What came before a reset is delivered first; the next call tells of it.
          socket.recv(1);
        }
        if (!Arrays.equals(piece, back)) {
          damaged(target, done, back.length, findings);
          return;
        }
        done += ECHO_PIECE;
      }
      findings.ok(
          Check.NETWORK_ECHO,
          "%d KiB came back from %s as they were sent".formatted(done / KIB, target));
    } catch (IOException e) {
      rethrowInterrupt(e);
      if (e instanceof ConnectionRefusedException) {
        findings.doubt();
      }
      findings.problem(
          Check.NETWORK_ECHO,
          "after %d KiB: %s".formatted(done / KIB, e.getMessage()),
          "check that %s is an echo server; if it is, data get lost on the way: %s"
              .formatted(target, medium.data()));
    }
  }

  private void damaged(HostPort target, int done, int length, Findings findings) {
    if (length < ECHO_PIECE) {
      findings.problem(
          Check.NETWORK_ECHO,
          "%s ended the connection after %d KiB".formatted(target, done / KIB),
          "check that it is an echo server, and its log");
    } else {
      findings.problem(
          Check.NETWORK_ECHO,
          "data came back changed after %d KiB".formatted(done / KIB),
          "check that %s is an echo server; if it is, the bus changes data: use a lower speed"
              .formatted(target));
    }
  }
}

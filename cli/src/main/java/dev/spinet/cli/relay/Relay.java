package dev.spinet.cli.relay;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.json.Json;
import dev.spinet.cli.terminal.Activity;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.socket.ChipNotFoundException;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The doors of a plan on a chip, as long as they are wanted. */
final class Relay implements AutoCloseable {

  private static final long PAUSE_MIN_MILLIS = 1_000;
  private static final long PAUSE_MAX_MILLIS = 30_000;
  private static final long STATE_MILLIS = 1_000;

  private final RelayPlan plan;
  private final RelayOptions options;
  private final RelayLog log;
  private final OpenDevice device;
  private final RelayState state = new RelayState();
  private final List<Door> doors = new ArrayList<>();

  private Relay(RelayPlan plan, RelayOptions options, RelayLog log, OpenDevice device) {
    this.plan = plan;
    this.options = options;
    this.log = log;
    this.device = device;
  }

  /**
   * Runs until this thread is interrupted.
   *
   * @return the exit code
   */
  static int run(RelayPlan plan, RelayOptions options, OpenDevice.Opener opener, Terminal terminal)
      throws UsageException, IOException {
    var log = new RelayLog(terminal.err());
    var stateFile = options.state == null ? null : new StateFile(options.state);
    try (var device = open(plan, options, opener, log, terminal);
        var relay = new Relay(plan, options, log, device)) {
      relay.open();
      if (!options.json) {
        for (var door : relay.doors) {
          terminal.out().println(door.describe());
        }
        terminal.out().println("Ctrl-C ends it.");
        terminal.out().flush();
      }
      relay.report(stateFile, options.json ? terminal.out() : null);
      return ExitCode.OK.number();
    } catch (InterruptedException | InterruptedIOException e) {
      return ExitCode.INTERRUPTED.number();
    } finally {
      if (stateFile != null) {
        stateFile.deleteOwn();
      }
    }
  }

  /** Opens the chip and brings its link up; again and again, if the user wants that. */
  private static OpenDevice open(
      RelayPlan plan,
      RelayOptions options,
      OpenDevice.Opener opener,
      RelayLog log,
      Terminal terminal)
      throws UsageException, IOException, InterruptedException {
    long pause = PAUSE_MIN_MILLIS;
    try (var activity = new Activity(terminal)) {
      while (true) {
        try {
          activity.show("opening " + DeviceUri.withoutSecrets(plan.device()));
          var device = opener.open(plan.device());
          activity.show("waiting for a link and an address");
          return linked(device, options);
        } catch (BusException | ChipNotFoundException | SocketException e) {
          if (!options.wait) {
            throw e;
          }
          activity.clear();
          if (pause == PAUSE_MIN_MILLIS) {
            log.say(String.valueOf(e.getMessage()).replaceFirst("\\.$", "") + "; waiting for it");
          }
          TimeUnit.MILLISECONDS.sleep(pause);
          pause = Math.min(2 * pause, PAUSE_MAX_MILLIS);
        }
      }
    }
  }

  private static OpenDevice linked(OpenDevice device, RelayOptions options) throws IOException {
    try {
      device.link().link(options.timeout.duration());
      return device;
    } catch (IOException | RuntimeException e) {
      device.abort();
      throw e;
    }
  }

  private void open() throws IOException {
    var board = Side.board();
    var chip = Side.chip(device.driver());
    int millis = (int) Math.min(Integer.MAX_VALUE, options.timeout.duration().toMillis());
    var turns = new Turns(plan.connections(), millis);
    var guarded = rules(plan.access(), turns);
    for (var route : plan.forwards()) {
      var target = new FixedTarget(chip, route.target(), millis);
      doors.add(Door.open(board, route.listen(), target, guarded, state, log));
    }
    for (var proxy : plan.proxies()) {
      doors.add(Door.open(board, proxy, new Socks(chip, millis), guarded, state, log));
    }
    for (var route : plan.reverses()) {
      var target = new FixedTarget(board, route.target(), millis);
      doors.add(
          Door.open(chip, route.listen(), target, rules(AccessList.EVERYBODY, turns), state, log));
    }
  }

  private Door.Rules rules(AccessList access, Turns turns) {
    return new Door.Rules(access, turns, plan.idle().toNanos());
  }

  /** Reports until this thread is interrupted, which costs a look at the link a second. */
  private void report(@Nullable StateFile file, @Nullable PrintStream out)
      throws IOException, InterruptedException {
    Map<String, Object> counts = Map.of();
    String address = "";
    Map<String, Object> told = Map.of();
    while (true) {
      boolean isTold = file != null || out != null;
      if (isTold && (isLinked() == address.isEmpty() || !state.facts().equals(counts))) {
        counts = state.facts();
        address = address();
        var facts = facts(address, counts);
        if (!facts.equals(told)) {
          tell(facts, file, out);
          told = facts;
        }
      }
      TimeUnit.MILLISECONDS.sleep(STATE_MILLIS);
    }
  }

  private static void tell(
      Map<String, Object> facts, @Nullable StateFile file, @Nullable PrintStream out)
      throws IOException {
    if (file != null) {
      file.write(facts);
    }
    if (out != null) {
      out.println(Json.write(facts));
      out.flush();
    }
  }

  private boolean isLinked() {
    try {
      return device.link().isLinked();
    } catch (IOException e) {
      // A chip that fails has no network; the doors say why.
      return false;
    }
  }

  /** Empty without a network, which the relay waits for. */
  private String address() {
    if (!isLinked()) {
      // A module that looks for its network answers nothing else meanwhile.
      return "";
    }
    try {
      var info = device.link().linkInfo();
      return info.hasAddress() ? info.ip().getHostAddress() : "";
    } catch (IOException e) {
      // It was lost just now.
      return "";
    }
  }

  private Map<String, Object> facts(String address, Map<String, Object> counts) {
    var facts = Json.object();
    facts.put("device", DeviceUri.withoutSecrets(plan.device()));
    facts.put("address", address);
    facts.put("ports", doors.stream().map(Door::describe).toList());
    facts.putAll(counts);
    return facts;
  }

  @Override
  public void close() throws IOException {
    for (var door : doors) {
      door.close();
    }
  }
}

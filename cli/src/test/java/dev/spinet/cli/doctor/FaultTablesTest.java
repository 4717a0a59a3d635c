package dev.spinet.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.espat.ModuleFaults;
import dev.spinet.simulator.espat.SerialDirection;
import dev.spinet.simulator.espat.SerialFault;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.net.gateway.DnsMode;
import dev.spinet.simulator.scenario.Fault;
import dev.spinet.simulator.scenario.ModuleFault;
import dev.spinet.simulator.scenario.ModuleScenario;
import dev.spinet.simulator.scenario.PacketKind;
import dev.spinet.simulator.scenario.Rule;
import dev.spinet.simulator.scenario.Scenario;
import dev.spinet.simulator.scenario.ScenarioSyntaxException;
import dev.spinet.simulator.w5500.ChipFault;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No fault of a simulator is without a row in the doctor's tables. */
class FaultTablesTest {

  private static final List<String> MODULE =
      EspAtFaults.rows().stream().map(EspAtFaults.Row::faults).toList();

  /** What happens, without when. */
  private static final List<String> MODULE_EVENTS =
      MODULE.stream()
          .flatMap(String::lines)
          .filter(line -> line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .toList();

  private static final List<Fault> CHIP =
      DoctorFaultTest.rows().stream()
          .flatMap(row -> Scenario.parse(row.faults()).rules().stream())
          .map(Rule::fault)
          .toList();

  /** How each method that makes a module go wrong is written in a scenario. */
  private static final Map<String, String> WRITTEN =
      Map.ofEntries(
          Map.entry("arm", "lose 3 bytes.*"),
          Map.entry("noise", "noise .*"),
          Map.entry("reboot", "reboot"),
          Map.entry("busy", "busy .*"),
          Map.entry("delayResults", "delay .* results? .*"),
          Map.entry("swallowResults", "lose .*results?"),
          Map.entry("failSends", "fail .*"),
          Map.entry("dropLink", "drop .*"),
          Map.entry("disassociate", "disassociate"),
          Map.entry("say", "say .*"));

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean hasEvent(String regex) {
    return MODULE_EVENTS.stream().anyMatch(event -> event.matches(regex));
  }

  @Test
  void everythingThatCanBeWrittenOfAModule() {
    var thrown =
        assertThrows(ScenarioSyntaxException.class, () -> ModuleScenario.parse("at 0s: fall over"));
    String message = Objects.requireNonNull(thrown.getMessage());
    String list = message.substring(message.indexOf("what happens"));
    var phrases = Pattern.compile("'([^']+)'").matcher(list).results().toList();
    assertTrue(phrases.size() > 15, list);
    for (var phrase : phrases) {
      var pattern = new StringBuilder();
      for (String word : phrase.group(1).replaceAll(" ?\\[[^\\]]*]", "( .*)?").split(" ", -1)) {
        boolean value = word.matches("[A-Z]+");
        pattern.append(pattern.isEmpty() || word.startsWith("(") ? "" : " ");
        pattern.append(value ? ".+" : word.replaceAll("s$", "s?"));
      }
      assertTrue(hasEvent(pattern.toString()), phrase.group(1) + " has no row: " + pattern);
    }
  }

  @Test
  void everythingThatCanHappenToAModule() {
    var methods =
        Arrays.stream(ModuleFaults.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(Method::getName)
            .filter(name -> !name.equals("listen"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(WRITTEN.keySet()), methods);
    WRITTEN.forEach((name, regex) -> assertTrue(hasEvent(regex), name + " has no row"));
    for (var kind : ModuleFaults.SendFault.values()) {
      String end =
          switch (kind) {
            case NOTHING_SENT -> "";
            case HALF_SENT -> " half sent";
            case FAIL_THEN_OK -> " then ok";
          };
      assertTrue(hasEvent("fail [0-9]* ?sends?" + end), kind + " has no row");
    }
    for (var way : SerialDirection.values()) {
      String end = way == SerialDirection.TO_HOST ? " to host" : " to module";
      assertTrue(hasEvent("noise .*" + end), way + " has no noise");
    }
  }

  @Test
  void everythingThatCanHappenToBytes() {
    Set<List<Object>> rows = new HashSet<>();
    for (var row : EspAtFaults.rows()) {
      Stream.concat(
              row.armed().stream(),
              ModuleScenario.parse(row.faults()).rules().stream()
                  .filter(rule -> rule.fault() instanceof ModuleFault.Bytes)
                  .map(rule -> ((ModuleFault.Bytes) rule.fault()).at().apply(0)))
          .forEach(fault -> rows.add(List.of(fault.getClass(), fault.direction())));
    }
    for (var kind : SerialFault.class.getPermittedSubclasses()) {
      for (var way : SerialDirection.values()) {
        assertTrue(rows.contains(List.of(kind, way)), kind + " " + way + " has no row");
      }
    }
  }

  @Test
  void everythingThatServersCanDo() {
    for (var mode : DhcpMode.values()) {
      if (mode != DhcpMode.NORMAL) {
        assertTrue(hasEvent("dhcp " + word(mode)), mode + " has no row for a module");
        assertTrue(
            CHIP.stream().anyMatch(f -> f instanceof Fault.Dhcp(var m, _) && m == mode),
            mode + " has no row for a chip");
      }
    }
    for (var mode : DnsMode.values()) {
      if (mode != DnsMode.NORMAL) {
        assertTrue(hasEvent("dns " + word(mode)), mode + " has no row for a module");
        assertTrue(
            CHIP.stream().anyMatch(f -> f instanceof Fault.Dns(var m, _) && m == mode),
            mode + " has no row for a chip");
      }
    }
  }

  @Test
  void everythingThatCanHappenToAChip() {
    var rows = CHIP.stream().map(Object::getClass).collect(Collectors.toSet());
    for (var kind : Fault.class.getPermittedSubclasses()) {
      assertTrue(rows.contains(kind), kind + " has no row");
    }
    for (var high : List.of(true, false)) {
      for (var line : Fault.Line.values()) {
        assertTrue(
            CHIP.stream()
                .anyMatch(f -> f instanceof Fault.Stick(var l, var h, _) && l == line && h == high),
            line + " that sticks has no row");
        assertTrue(
            CHIP.stream().anyMatch(f -> f instanceof Fault.Flip(var l, _) && l == line),
            line + " with flips has no row");
      }
      for (var pin : Fault.Pin.values()) {
        assertTrue(CHIP.contains(new Fault.StickPin(pin, high)), pin + " has no row");
      }
    }
  }

  @Test
  void everythingThatAChipCanDoWrong() {
    var armed =
        CHIP.stream()
            .flatMap(f -> f instanceof Fault.Arm(var fault, _, _) ? Stream.of(fault) : Stream.of())
            .toList();
    for (var kind : ChipFault.class.getPermittedSubclasses()) {
      assertTrue(armed.stream().anyMatch(kind::isInstance), kind + " has no row");
    }
    for (var register : List.of(SocketRegister.RX_RSR, SocketRegister.TX_FSR)) {
      assertTrue(armed.contains(new ChipFault.TearSize(register)), register + " has no row");
    }
  }

  @Test
  void everythingThatCanHappenToPackets() {
    var packets =
        CHIP.stream()
            .flatMap(f -> f instanceof Fault.Packets accident ? Stream.of(accident) : Stream.of())
            .toList();
    for (var treatment : Fault.Treatment.values()) {
      assertTrue(packets.stream().anyMatch(p -> p.treatment() == treatment), treatment + "");
    }
    for (var kind : PacketKind.values()) {
      assertTrue(packets.stream().anyMatch(p -> p.match().kind() == kind), kind + " has no row");
    }
  }
}

package dev.spinet.simulator.scenario;

import dev.spinet.simulator.espat.EspAtModule;
import dev.spinet.simulator.espat.Radio;
import dev.spinet.simulator.net.gateway.UserNetwork;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * What goes wrong with a Wi-Fi module, and when: the same kind of file as a {@link Scenario} of a
 * W5500, with other events and faults. {@code docs/simulated-esp-at.md} has the format.
 *
 * @param seed where chance comes from
 * @param rules what happens, in this order if several happen at once
 */
public record ModuleScenario(long seed, List<ModuleRule> rules) {

  /** Nothing goes wrong. */
  public static final ModuleScenario NOTHING = new ModuleScenario(0, List.of());

  /** Copies the list. */
  public ModuleScenario {
    rules = List.copyOf(rules);
  }

  /**
   * Reads a scenario.
   *
   * @param text the lines
   * @return the scenario
   * @throws ScenarioSyntaxException if a line is not understood; it says which, and what was
   *     expected
   */
  public static ModuleScenario parse(String text) {
    return ModuleScenarioParser.parse(text);
  }

  /**
   * Reads a scenario from a file in UTF-8.
   *
   * @param file the file
   * @return the scenario
   * @throws IOException if the file cannot be read
   * @throws ScenarioSyntaxException if a line is not understood
   */
  public static ModuleScenario read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not a text in UTF-8", e);
    }
  }

  /**
   * Puts the scenario to work. Times are counted from now.
   *
   * @param module the module
   * @param radio what it hears
   * @param gateway the gateway of its network
   * @param listener is told of each fault, a line of text, by the simulation's thread
   */
  public void start(
      EspAtModule module, Radio radio, UserNetwork gateway, Consumer<String> listener) {
    new ModuleScenarioRun(this, new ModuleFault.Target(module, radio, gateway), listener).begin();
  }
}

package dev.spinet.simulator.scenario;

import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.w5500.W5500Chip;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, and when. The same scenario does the same to the same sequence of frames and
 * packets, wherever it contains chance.
 *
 * @param seed where chance comes from
 * @param rules what happens; several may happen at once, in this order
 */
public record Scenario(long seed, List<Rule> rules) {

  /** Nothing goes wrong. */
  public static final Scenario NOTHING = new Scenario(0, List.of());

  /** Copies the list. */
  public Scenario {
    rules = List.copyOf(rules);
  }

  /**
   * Reads a scenario, see {@code docs/simulator.md} for the format.
   *
   * @param text the lines
   * @return the scenario
   * @throws ScenarioSyntaxException if a line is not understood; it says which, and what was
   *     expected
   */
  public static Scenario parse(String text) {
    return ScenarioParser.parse(text);
  }

  /**
   * Reads a scenario from a file in UTF-8.
   *
   * @param file the file
   * @return the scenario
   * @throws IOException if the file cannot be read
   * @throws ScenarioSyntaxException if a line is not understood
   */
  public static Scenario read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not a text in UTF-8", e);
    }
  }

  /**
   * Starts to build a scenario.
   *
   * @return a builder with the seed 0 and no rules
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Puts the scenario to work on a chip without a gateway.
   *
   * @param chip the chip
   * @return the run, which the caller closes
   * @throws IllegalArgumentException if a rule needs more than there is, such as a cable in a
   *     network
   */
  public ScenarioRun start(W5500Chip chip) {
    return start(chip, null);
  }

  /**
   * Puts the scenario to work on a chip. The chip must then be reached through {@link
   * ScenarioRun#spi()}, by whatever attachment.
   *
   * @param chip the chip
   * @param gateway the gateway of its network, if it has one
   * @return the run, which the caller closes
   * @throws IllegalArgumentException if a rule needs more than there is, such as a gateway
   */
  public ScenarioRun start(W5500Chip chip, @Nullable UserNetwork gateway) {
    var run = new ScenarioRun(this, chip, gateway);
    run.begin();
    return run;
  }

  /** The lines of a file that gives this scenario. */
  @Override
  public String toString() {
    return ScenarioPrinter.print(this);
  }

  /** Builds a scenario rule by rule: a trigger, perhaps a limit, and what happens then. */
  public static final class Builder {

    private final List<Rule> rules = new ArrayList<>();
    private long seed;

    private Builder() {}

    /**
     * Chooses the seed.
     *
     * @param value where chance comes from
     * @return this builder
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Just before the first byte of a frame.
     *
     * @param frame number of the frame, counted from 0
     * @return the rest of the rule
     */
    public When atFrame(long frame) {
      return atFrame(frame, 0);
    }

    /**
     * Just before a byte of a frame.
     *
     * @param frame number of the frame, counted from 0
     * @param position number of the byte, counted from 0, header included
     * @return the rest of the rule
     */
    public When atFrame(long frame, int position) {
      return when(new Trigger.AtFrame(frame, position));
    }

    /**
     * Just before a byte on the bus.
     *
     * @param number number of the byte, counted from 0 over all frames
     * @return the rest of the rule
     */
    public When atByte(long number) {
      return when(new Trigger.AtByte(number));
    }

    /**
     * At a time.
     *
     * @param time since the start of the run
     * @return the rest of the rule
     */
    public When at(Duration time) {
      return when(new Trigger.AtTime(time));
    }

    /**
     * Again and again in time.
     *
     * @param period from one time to the next
     * @return the rest of the rule
     */
    public When every(Duration period) {
      return when(new Trigger.EveryTime(period));
    }

    /**
     * With the first occurrence of an event.
     *
     * @param event the event
     * @return the rest of the rule
     */
    public When on(Event event) {
      return on(1, event);
    }

    /**
     * With one occurrence of an event.
     *
     * @param number which, counted from 1
     * @param event the event
     * @return the rest of the rule
     */
    public When on(long number, Event event) {
      return when(new Trigger.Nth(event, number));
    }

    /**
     * With every so manieth occurrence of an event.
     *
     * @param number 1 for every occurrence
     * @param event the event
     * @return the rest of the rule
     */
    public When onEvery(long number, Event event) {
      return when(new Trigger.EveryNth(event, number));
    }

    /**
     * With some occurrences of an event, by the seed.
     *
     * @param probability of each occurrence, 0 to 1
     * @param event the event
     * @return the rest of the rule
     */
    public When withProbability(double probability, Event event) {
      return when(new Trigger.Chance(event, probability));
    }

    /**
     * With any trigger.
     *
     * @param trigger when
     * @return the rest of the rule
     */
    public When when(Trigger trigger) {
      return new When(this, trigger);
    }

    /**
     * The scenario.
     *
     * @return what was built so far
     */
    public Scenario build() {
      return new Scenario(seed, rules);
    }
  }

  /** A rule that lacks what happens. */
  public static final class When {

    private final Builder builder;
    private final Trigger trigger;
    private long most = Rule.NO_LIMIT;

    private When(Builder builder, Trigger trigger) {
      this.builder = builder;
      this.trigger = trigger;
    }

    /**
     * Limits how often it happens.
     *
     * @param times the most times, 1 or more
     * @return this rule
     */
    public When atMost(long times) {
      most = times;
      return this;
    }

    /**
     * Completes the rule.
     *
     * @param fault what happens
     * @return the builder, for the next rule
     */
    public Builder then(Fault fault) {
      builder.rules.add(new Rule(trigger, most, fault));
      return builder;
    }
  }
}

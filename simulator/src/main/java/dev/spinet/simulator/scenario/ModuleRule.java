package dev.spinet.simulator.scenario;

/**
 * One line of a scenario of a module.
 *
 * @param trigger when it happens
 * @param most how often it happens at most, 1 or more
 * @param text the fault as it is written
 * @param fault what happens
 */
public record ModuleRule(ModuleTrigger trigger, long most, String text, ModuleFault fault) {

  /** The fault as it is written. */
  @Override
  public String toString() {
    return text;
  }
}

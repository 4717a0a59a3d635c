/**
 * Scenarios: what goes wrong with a simulated chip and its network, and when.
 *
 * <p>A {@link dev.spinet.simulator.scenario.Scenario} is a list of rules, each with a trigger (a
 * frame, a byte, a time, a command, a packet …) and a fault. It is built in Java or read from a
 * file, and put to work on a chip with {@link dev.spinet.simulator.scenario.Scenario#start}; the
 * {@link dev.spinet.simulator.scenario.ScenarioRun} keeps a log of what it has done. The format of
 * the file is described in {@code docs/simulator.md}.
 */
package dev.spinet.simulator.scenario;

package dev.spinet.simulator.scenario;

import dev.spinet.simulator.espat.SerialDirection;
import java.time.Duration;

/** When a fault of a module happens. Numbers and times are counted from the start of the run. */
public sealed interface ModuleTrigger {

  /** In place of a command's name: any. */
  String ANY = "";

  /**
   * Once, at a time.
   *
   * @param time since the start
   */
  record AtTime(Duration time) implements ModuleTrigger {}

  /**
   * Again and again.
   *
   * @param period from one time to the next, more than nothing
   */
  record EveryTime(Duration period) implements ModuleTrigger {}

  /**
   * Once, just before a byte on the serial line.
   *
   * @param direction which way it goes
   * @param number which byte, counted from 0
   */
  record AtByte(SerialDirection direction, long number) implements ModuleTrigger {}

  /**
   * With one command.
   *
   * @param command its name, such as {@code CIPSEND}, or {@link #ANY}
   * @param number which of them, counted from 1
   */
  record Nth(String command, long number) implements ModuleTrigger {}

  /**
   * With every so manieth command.
   *
   * @param command its name, or {@link #ANY}
   * @param number 1 for every one
   */
  record EveryNth(String command, long number) implements ModuleTrigger {}

  /**
   * With some commands, by the seed.
   *
   * @param command its name, or {@link #ANY}
   * @param probability of each, 0 to 1
   */
  record Chance(String command, double probability) implements ModuleTrigger {}
}

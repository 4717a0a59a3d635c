package dev.spinet.simulator.scenario;

import dev.spinet.simulator.espat.EspAtModule;
import dev.spinet.simulator.espat.Radio;
import dev.spinet.simulator.espat.SerialDirection;
import dev.spinet.simulator.espat.SerialFault;
import dev.spinet.simulator.net.gateway.UserNetwork;
import java.util.function.LongFunction;

/** What goes wrong with a module or around it. */
public sealed interface ModuleFault {

  /**
   * What it happens to.
   *
   * @param module the module
   * @param radio what it hears
   * @param gateway the gateway of its network
   */
  record Target(EspAtModule module, Radio radio, UserNetwork gateway) {

    /** Does something later, in the simulation's time. */
    void later(long nanos, Runnable task) {
      module.clock().schedule(nanos, task);
    }
  }

  /** Something happens. */
  @FunctionalInterface
  interface Action {
    /**
     * Makes it happen now.
     *
     * @param target what to
     */
    void happen(Target target);
  }

  /**
   * Something that can happen at any moment.
   *
   * @param action what
   */
  record Now(Action action) implements ModuleFault {}

  /**
   * Something that happens to bytes.
   *
   * @param direction which way they go
   * @param at makes the fault of a byte: 0 is the next one
   */
  record Bytes(SerialDirection direction, LongFunction<SerialFault> at) implements ModuleFault {}
}

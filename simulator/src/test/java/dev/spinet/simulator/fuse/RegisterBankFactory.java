package dev.spinet.simulator.fuse;

/** Puts the {@link RegisterBank} behind the virtual devices. */
public final class RegisterBankFactory implements ChipFactory {

  /** Called by the service loader. */
  public RegisterBankFactory() {}

  @Override
  public String name() {
    return "register-bank";
  }

  @Override
  public SimulatedChip create() {
    return new RegisterBank();
  }
}

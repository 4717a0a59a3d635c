package dev.spinet.examples.board;

import java.io.IOException;

/** Whose sockets a client runs on: every test does the same on both. */
public enum Sockets {
  /** The JDK's own, which say what is to be expected. */
  JDK {
    @Override
    public Network open() {
      return new JdkNetwork();
    }
  },
  /** Those of a W5500, simulated in this process, that is wired to a simulated network. */
  CHIP {
    @Override
    public Network open() throws IOException {
      return ChipNetwork.open();
    }
  };

  /**
   * Sets up the network.
   *
   * @return the network, which the caller closes
   * @throws IOException if that fails
   */
  public abstract Network open() throws IOException;
}

package dev.spinet.cli.option;

import picocli.CommandLine.Option;

/** The option of commands whose help describes the JSON object that they can print. */
public final class JsonOption {

  @Option(
      names = "--json",
      description =
          "Print exactly one JSON object on standard output and nothing else there; its members are"
              + " described below.")
  private boolean json;

  /** For picocli. */
  public JsonOption() {}

  /**
   * Whether the object is to be printed.
   *
   * @return whether it takes the place of all that is written for people
   */
  public boolean isWanted() {
    return json;
  }
}

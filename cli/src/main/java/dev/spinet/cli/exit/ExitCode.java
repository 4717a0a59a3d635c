package dev.spinet.cli.exit;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a command tells the shell. The numbers are part of the interface and do not change. */
public enum ExitCode {
  /** Everything was done and verified. */
  OK(0, "success"),
  /** An error that has no code of its own. */
  FAILURE(1, "failure that has no code of its own"),
  /** The command line is wrong: an option, an argument, a device URI. */
  USAGE(2, "wrong command line: an option, an argument or a device URI"),
  /** The device or the chip on it cannot be used. */
  DEVICE(3, "device or chip: not found, no permission, wrong chip, bus error"),
  /** The network does not give what was asked for. */
  NETWORK(4, "network: no link, unreachable, refused, reset, timed out"),
  /** Bytes arrived, and they are not the right ones. */
  MISMATCH(5, "data arrived that is not what was sent"),
  /** A benchmark counts more than in the run that it is compared with, or less is counted. */
  REGRESSION(6, "a benchmark's exact count is worse than in the baseline, or missing"),
  /** Interrupted, usually by Ctrl-C: 128 plus the number of SIGINT. */
  INTERRUPTED(130, "interrupted, for example by Ctrl-C");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /**
   * The number.
   *
   * @return 0 to 255
   */
  public int number() {
    return number;
  }

  /**
   * All codes as the help text shows them.
   *
   * @return number to meaning, in ascending order
   */
  public static Map<String, String> helpList() {
    var list = new LinkedHashMap<String, String>();
    for (ExitCode code : values()) {
      list.put(Integer.toString(code.number), code.meaning);
    }
    return list;
  }
}

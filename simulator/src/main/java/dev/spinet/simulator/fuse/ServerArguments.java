package dev.spinet.simulator.fuse;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link VirtualDeviceServer} was asked to do.
 *
 * @param directory where to mount
 * @param chip name of the chip
 * @param board how the chip is wired
 * @param untilEndOfInput whether to end with the standard input
 */
record ServerArguments(Path directory, String chip, VirtualBoard board, boolean untilEndOfInput) {

  static final String USAGE =
      """
      usage: VirtualDeviceServer [OPTION]... CHIP DIRECTORY
      Serves DIRECTORY/spidev0.0 and DIRECTORY/gpiochip0 with a simulated CHIP behind them,
      until it gets SIGTERM or SIGINT or the directory is unmounted.
        --interrupt LINE   GPIO line of the chip's interrupt (25)
        --reset LINE       GPIO line of the chip's reset (24)
        --bufsiz BYTES     spidev's limit for one message (4096)
        --alignment BYTES  what transfers are rounded up to: 128 as on arm64, 8 as on x86 (128)
        --permissions MODE access rights of the files, octal (666)
        --until-eof        also end when the standard input ends, and answer its requests: lines
                           "forward PORT" (of the chip, for TCP; answered by "ok ADDRESS PORT")
                           and "resolver ADDRESS PORT" (whom the chip's name server asks)
      """;

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if it is wrong; the message says how
   */
  static ServerArguments parse(List<String> arguments) {
    var board = VirtualBoard.defaults();
    boolean untilEndOfInput = false;
    @Nullable String chip = null;
    @Nullable String directory = null;
    for (var rest = arguments.iterator(); rest.hasNext(); ) {
      String word = rest.next();
      if (word.equals("--until-eof")) {
        untilEndOfInput = true;
      } else if (word.startsWith("-")) {
        if (!rest.hasNext()) {
          throw new IllegalArgumentException("option " + word + " is unknown or lacks its value");
        }
        board = apply(board, word, rest.next());
      } else if (chip == null) {
        chip = word;
      } else if (directory == null) {
        directory = word;
      } else {
        throw new IllegalArgumentException("one directory is enough: " + word);
      }
    }
    if (chip == null || directory == null) {
      throw new IllegalArgumentException("a chip and a directory are needed");
    }
    return new ServerArguments(Path.of(directory), chip, board, untilEndOfInput);
  }

  private static VirtualBoard apply(VirtualBoard board, String option, String value) {
    var controller = board.controller();
    return switch (option) {
      case "--interrupt" -> board.withLines(number(option, value, 10), board.resetLine());
      case "--reset" -> board.withLines(board.interruptLine(), number(option, value, 10));
      case "--bufsiz" -> board.withController(controller.withBufsiz(number(option, value, 10)));
      case "--alignment" ->
          board.withController(controller.withAlignment(number(option, value, 10)));
      case "--permissions" -> board.withPermissions(number(option, value, 8));
      default -> throw new IllegalArgumentException("there is no option " + option);
    };
  }

  private static int number(String option, String value, int radix) {
    try {
      return Integer.parseInt(value, radix);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " takes a number, not " + value, e);
    }
  }
}

package dev.spinet.simulator.fuse;

import dev.spinet.bindings.linux.NativeAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * A program that serves virtual devices until it is told to end. It prints where they are and then
 * the line {@code ready}. However it ends, the directory is unmounted: on SIGTERM and SIGINT by
 * itself, and by a small process that watches it when it is killed.
 */
public final class VirtualDeviceServer {

  private static final int FAILURE = 1;
  private static final int WRONG_USE = 2;

  private VirtualDeviceServer() {}

  /**
   * Runs the program. The exit status is 0 when the directory was unmounted by somebody else or the
   * standard input ended, 1 if the devices could not be served and 2 for a wrong command line.
   *
   * @param arguments options, the name of a chip, a directory; without any it prints how to use it
   */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> words) {
    ServerArguments arguments;
    ChipFactory factory;
    try {
      NativeAccess.require();
      arguments = ServerArguments.parse(words);
      factory = factory(arguments.chip());
    } catch (IllegalCallerException e) {
      System.err.println(e.getMessage());
      return FAILURE;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(ServerArguments.USAGE);
      return WRONG_USE;
    }
    try (var devices = VirtualDevices.mount(arguments.directory(), factory, arguments.board())) {
      var hook = new Thread(() -> closeAtExit(devices), "spinet-close-devices");
      Runtime.getRuntime().addShutdownHook(hook);
      System.out.println("spidev " + devices.spidevPath());
      System.out.println("gpiochip " + devices.gpioChipPath());
      System.out.println("ready");
      System.out.flush();
      if (arguments.untilEndOfInput()) {
        // Answers come behind "ready".
        var _ =
            Thread.ofPlatform()
                .daemon()
                .name("spinet-input")
                .start(() -> answerUntilEndOfInput(devices));
      }
      var _ = devices.awaitEnd();
      return 0;
    } catch (IOException e) {
      System.err.println(e.getMessage());
      return FAILURE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILURE;
    }
  }

  private static ChipFactory factory(String name) {
    var factories = ServiceLoader.load(ChipFactory.class);
    for (var factory : factories) {
      if (factory.name().equals(name)) {
        return factory;
      }
    }
    var known = factories.stream().map(ServiceLoader.Provider::get).map(ChipFactory::name);
    throw new IllegalArgumentException(
        "there is no simulated chip "
            + name
            + "; there are: "
            + known.collect(Collectors.joining(", ")));
  }

  private static void answerUntilEndOfInput(VirtualDevices devices) {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      new ServerRequests(devices.network()).serve(input, System.out);
    } catch (IOException e) {
      // An input that cannot be read has ended too.
    }
    closeAtExit(devices);
  }

  private static void closeAtExit(VirtualDevices devices) {
    try {
      devices.close();
    } catch (IOException e) {
      System.err.println(e.getMessage());
    }
  }
}

package dev.spinet.simulator.fuse;

import dev.spinet.simulator.fuse.spi.SpidevCounters;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A {@link VirtualDeviceServer} in a process of its own, for tests and programs that want devices
 * for as long as they run. It ends with this process, however that ends.
 */
public final class VirtualDeviceProcess implements AutoCloseable {

  private static final long END_LIMIT_SECONDS = 10;

  private final Process process;
  private final Path spidev;
  private final Path gpioChip;

  // Guards the conversation on the process's standard input and output.
  private final ReentrantLock asking = new ReentrantLock();
  private final BufferedReader answers;

  private VirtualDeviceProcess(
      Process process, BufferedReader answers, Path spidev, Path gpioChip) {
    this.process = process;
    this.answers = answers;
    this.spidev = spidev;
    this.gpioChip = gpioChip;
  }

  /**
   * Starts a server and waits until it is ready. What it says on its standard error appears on
   * ours.
   *
   * @param directory where to mount
   * @param chip name of the chip
   * @param options options of {@link VirtualDeviceServer}
   * @param classPath where classes are beside those that this Java has been started with
   * @param jvmOptions options for the server's Java
   * @return the server
   * @throws IOException if it does not start; what it said on standard error tells why
   */
  public static VirtualDeviceProcess start(
      Path directory,
      String chip,
      List<String> options,
      List<Path> classPath,
      List<String> jvmOptions)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseSerialGC");
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(classPath(classPath));
    command.add(VirtualDeviceServer.class.getName());
    command.add("--until-eof");
    command.addAll(options);
    command.add(chip);
    command.add(directory.toString());
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      return started(process);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static VirtualDeviceProcess started(Process process) throws IOException {
    Map<String, Path> places = new HashMap<>();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    while (true) {
      var line = reader.readLine();
      if (line == null) {
        throw new IOException("the server of virtual devices did not start");
      }
      if (line.equals("ready")) {
        break;
      }
      int space = line.indexOf(' ');
      if (space > 0) {
        places.put(line.substring(0, space), Path.of(line.substring(space + 1)));
      }
    }
    var spidev = places.get("spidev");
    var gpioChip = places.get("gpiochip");
    if (spidev == null || gpioChip == null) {
      throw new IOException("the server of virtual devices did not say where they are");
    }
    return new VirtualDeviceProcess(process, reader, spidev, gpioChip);
  }

  /** Modules and classes of this Java, as one class path: the server may need both. */
  private static String classPath(List<Path> more) {
    var entries = new LinkedHashSet<String>();
    for (var path : more) {
      entries.add(path.toString());
    }
    for (var property : List.of("jdk.module.path", "java.class.path")) {
      for (var entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
        if (!entry.isEmpty()) {
          entries.add(entry);
        }
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  /**
   * The SPI device's file.
   *
   * @return its absolute path
   */
  public Path spidev() {
    return spidev;
  }

  /**
   * The GPIO chip's file.
   *
   * @return its absolute path
   */
  public Path gpioChip() {
    return gpioChip;
  }

  /**
   * The process.
   *
   * @return a handle on it
   */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * The counts of the SPI device.
   *
   * @return what it has seen so far
   * @throws IOException if the server does not answer
   */
  public SpidevCounters counters() throws IOException {
    return StatisticsFile.parse(Files.readString(spidev.resolveSibling(StatisticsFile.NAME)));
  }

  /**
   * Lets programs of this machine connect to a TCP port of the chip, for as long as the server
   * runs. A port that is forwarded already stays where it is.
   *
   * @param port the chip's port, 1 to 65535
   * @return where on this machine it is found
   * @throws IOException if that is not possible; the message is the server's
   */
  public InetSocketAddress forwardTcp(int port) throws IOException {
    var words = ask(ServerRequests.FORWARD + " " + port).split(" ", -1);
    return new InetSocketAddress(InetAddress.ofLiteral(words[0]), Integer.parseInt(words[1]));
  }

  /**
   * Chooses the name server that the name server of the chip's network passes questions on to.
   *
   * @param server address and port
   * @throws IOException if that is not possible; the message is the server's
   */
  public void resolveAt(InetSocketAddress server) throws IOException {
    ask(
        "%s %s %d"
            .formatted(
                ServerRequests.RESOLVER, server.getAddress().getHostAddress(), server.getPort()));
  }

  /** The answer to a request, behind the word that says that it is granted. */
  private String ask(String request) throws IOException {
    asking.lock();
    try {
      var output = process.getOutputStream();
      output.write((request + "\n").getBytes(StandardCharsets.UTF_8));
      output.flush();
      var answer = answers.readLine();
      if (answer == null) {
        throw new IOException("the server of virtual devices has ended");
      }
      if (!answer.startsWith(ServerRequests.OK)) {
        throw new IOException("the server of virtual devices: " + answer);
      }
      return answer.substring(ServerRequests.OK.length()).strip();
    } finally {
      asking.unlock();
    }
  }

  /**
   * Ends the server, which unmounts the devices, and waits for it. Closing twice has no effect.
   *
   * @throws IOException if it had to be killed
   */
  @Override
  public void close() throws IOException {
    try {
      process.getOutputStream().close();
      if (process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new IOException("the server of virtual devices did not end by itself and was killed");
  }
}

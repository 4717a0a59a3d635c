package dev.spinet.bench.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/** Command lines of Java processes that have the classes of this one. */
public final class JavaCommand {

  private JavaCommand() {}

  /**
   * Where the classes of this process are: its class path and its module path, whose folders of
   * modules are taken apart.
   *
   * @return folders of classes and archives
   * @throws IOException if a folder cannot be read
   */
  public static List<Path> classPath() throws IOException {
    var entries = new LinkedHashSet<Path>();
    for (var property : List.of("jdk.module.path", "java.class.path")) {
      for (var entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
        if (!entry.isEmpty()) {
          entries.addAll(archives(Path.of(entry)));
        }
      }
    }
    return List.copyOf(entries);
  }

  private static List<Path> archives(Path entry) throws IOException {
    if (!Files.isDirectory(entry)) {
      return List.of(entry);
    }
    try (var files = Files.newDirectoryStream(entry, "*.jar")) {
      var archives = new ArrayList<Path>();
      files.forEach(archives::add);
      // A folder without archives is one of classes.
      return archives.isEmpty() ? List.of(entry) : archives;
    }
  }

  /**
   * A command line, with everything on the class path.
   *
   * @param main the class to run
   * @param options options of the virtual machine
   * @param arguments arguments of the program
   * @return the words
   * @throws IOException if a folder of the class path cannot be read
   */
  public static List<String> of(String main, List<String> options, List<String> arguments)
      throws IOException {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("--enable-native-access=ALL-UNNAMED");
    words.addAll(options);
    words.add("-cp");
    words.add(
        classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    words.add(main);
    words.addAll(arguments);
    return words;
  }
}

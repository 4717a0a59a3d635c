package dev.spinet.docs;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes classes of the pages' Java: each block is the body of a method, or members of a class. */
final class JavaBlocks {

  /** The package of the classes that are made. */
  static final String PACKAGE = "dev.spinet.docs.blocks";

  /** What a reader would have imported. */
  private static final String IMPORTS =
      """
      import static dev.spinet.socket.SocketConstants.*;
      import dev.spinet.bindings.w5500.*;
      import dev.spinet.docs.stage.Given;
      import dev.spinet.drivers.esp32.*;
      import dev.spinet.drivers.w5500.*;
      import dev.spinet.simulator.bus.*;
      import dev.spinet.simulator.scenario.*;
      import dev.spinet.simulator.w5500.*;
      import dev.spinet.socket.*;
      import dev.spinet.socket.channels.*;
      import dev.spinet.socket.driver.*;
      import dev.spinet.socket.net.*;
      import dev.spinet.socket.tls.*;
      import java.io.*;
      import java.lang.foreign.*;
      import java.net.InetAddress;
      import java.net.InetSocketAddress;
      import java.nio.ByteBuffer;
      import java.nio.charset.StandardCharsets;
      import java.nio.file.*;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      import org.eclipse.paho.client.mqttv3.*;
      """;

  /** What a block may take for granted: resources that are closed behind it, and variables. */
  private static final Map<String, String> RESOURCES =
      Map.of(
          "eth", "var eth = Given.eth()",
          "driver", "NetworkDriver driver = Given.eth()",
          "wifi", "var wifi = Given.wifi()",
          "arena", "var arena = Arena.ofConfined()");

  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("request", "var request = Given.timeRequest();"),
          Map.entry("header", "var header = ByteBuffer.allocateDirect(4);"),
          Map.entry("body", "var body = ByteBuffer.allocateDirect(60);"),
          Map.entry("answer", "var answer = ByteBuffer.allocateDirect(2048);"),
          Map.entry("password", "var password = \"change-me-please\".toCharArray();"),
          Map.entry("mqttOptions", "var mqttOptions = new MqttConnectOptions();"),
          Map.entry("client", "var client = Given.mqttClient();"),
          Map.entry("registry", "var registry = new Given.Registry();"),
          Map.entry("chip", "var chip = Given.chip();"),
          Map.entry("gateway", "var gateway = Given.gateway();"));

  private JavaBlocks() {}

  static String className(Block block) {
    return PACKAGE + "." + block.id();
  }

  static String source(Block block) {
    var imports = new StringBuilder(IMPORTS);
    var body = new StringBuilder();
    for (var line : block.text().lines().toList()) {
      (line.startsWith("import ") ? imports : body).append(line).append('\n');
    }
    var given = Objects.requireNonNullElse(block.directive("given"), "");
    var resources = new ArrayList<String>();
    var variables = new StringBuilder();
    for (var name : given.split("[ ,]+", 0)) {
      if (RESOURCES.containsKey(name)) {
        resources.add(RESOURCES.get(name));
      } else if (VARIABLES.containsKey(name)) {
        variables.append(VARIABLES.get(name)).append('\n');
      } else if (!name.isEmpty()) {
        throw new IllegalArgumentException(block.place() + ": nobody can give it " + name);
      }
    }
    var open =
        resources.isEmpty() ? "{\n" : "try (" + String.join(";\n    ", resources) + ") {\n";
    return "package %s;\n%spublic final class %s {\npublic static void run() throws Exception {\n%s%s{\n%s}\n}\n}\n}\n"
        .formatted(PACKAGE, imports, block.id(), open, variables, body);
  }

  /** Compiles blocks; gives what the compiler says, each with the place of its block. */
  static List<String> compile(List<Block> blocks, Path classes) throws IOException {
    var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "needs a JDK");
    var said = new DiagnosticCollector<JavaFileObject>();
    var places =
        blocks.stream().collect(Collectors.toMap(block -> block.id() + ".java", Block::place));
    try (var files = compiler.getStandardFileManager(said, null, null)) {
      var units = blocks.stream().map(Unit::new).toList();
      var options =
          List.of(
              "-proc:none",
              "-nowarn",
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path") + File.pathSeparator + classes);
      compiler.getTask(null, files, said, options, null, units).call();
    }
    return said.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .map(
            diagnostic ->
                "%s: %s"
                    .formatted(
                        diagnostic.getSource() == null
                            ? "?"
                            : places.get(
                                Path.of(diagnostic.getSource().getName()).getFileName().toString()),
                        diagnostic.getMessage(null)))
        .toList();
  }

  private static final class Unit extends SimpleJavaFileObject {

    private final String source;

    Unit(Block block) {
      super(URI.create("string:///" + block.id() + ".java"), Kind.SOURCE);
      source = source(block);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}

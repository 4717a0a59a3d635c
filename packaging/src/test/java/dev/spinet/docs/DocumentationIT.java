package dev.spinet.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.spinet.cli.json.JsonReader;
import dev.spinet.simulator.scenario.ModuleScenario;
import dev.spinet.simulator.scenario.Scenario;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the documentation. How a block is tested is decided by its language, and by a comment above
 * it:
 *
 * <ul>
 *   <li>{@code java} is compiled and run, with the variables that {@code given} names.
 *   <li>{@code sh} is run by bash and has to succeed. With {@code until "TEXT"} it goes on until
 *       the end of the page, once it has said the text, and with {@code serves} without saying
 *       anything; with {@code exit N} it ends with that code. A block {@code text} below it is what
 *       it says.
 *   <li>{@code console} has commands behind {@code $} and what they say.
 *   <li>{@code python} is run; {@code json}, {@code scenario} are read, the latter with {@code
 *       module} as one of an ESP-AT module; with {@code file NAME} a block of any language becomes
 *       a file for those below it.
 * </ul>
 *
 * Everything else has to be on the list in docs/not-run.md.
 */
@Tag("fuse")
@Tag("slow")
class DocumentationIT {

  /** Which pages are to be run, while one works on them: a regular expression of their paths. */
  private static final Pattern ONLY = Pattern.compile(System.getProperty("spinet.docs.only", ""));

  private static final String CLIENTS = "docs/clients.md";
  private static final long LIMIT_MINUTES = 20;

  /** What commands end with that were ended at the end of the page. */
  private static final Set<String> ENDED = Set.of("0", "130", "143");

  private record Output(String code, String out, String err) {}

  @TempDir Path folder = Path.of("");
  private final List<DynamicTest> tests = new ArrayList<>();
  private final StringBuilder play = new StringBuilder();
  private final List<Block> javas = new ArrayList<>();
  private final NotRun notRun;

  DocumentationIT() throws IOException {
    notRun = NotRun.read();
  }

  @TestFactory
  List<DynamicTest> everyBlockDoesWhatThePageSays() throws Exception {
    Files.createDirectories(folder.resolve("results"));
    var compiled = new ArrayList<Block>();
    for (var page : Pages.all()) {
      @Nullable Block shown = null;
      for (var block : Pages.blocks(page)) {
        var reason = notRun.reason(block);
        // Those are code of tests in examples, where ClientDocsTest looks them up.
        boolean elsewhere = page.equals(CLIENTS) && block.language().equals("java");
        if (block.language().equals("java") && !elsewhere && block.directive("file") == null) {
          compiled.add(block);
        }
        if (reason.isEmpty() && !elsewhere && ONLY.matcher(page).find()) {
          plan(block, shown);
        }
        shown = reason.isEmpty() && block.language().equals("sh") ? block : null;
      }
      play.append("page_end\n");
    }
    tests.add(
        dynamicTest(
            "docs/not-run.md lists nothing that is not there",
            () -> assertEquals(List.of(), notRun.stale())));
    var classes = Files.createDirectories(folder.resolve("classes"));
    var said = JavaBlocks.compile(compiled, classes);
    tests.add(dynamicTest("the Java compiles", () -> assertEquals(List.of(), said)));
    if (said.isEmpty() && !javas.isEmpty()) {
      play.append("STAGE_LINES=8 timeout 600 java --enable-native-access=ALL-UNNAMED")
          .append(" --illegal-native-access=deny -cp \"$STAGE_CLASSES\"")
          .append(" dev.spinet.docs.stage.RunBlocks \"$results\"");
      javas.forEach(block -> play.append(' ').append(JavaBlocks.className(block)));
      play.append(" >\"$folder/blocks.log\" 2>&1 || cat \"$folder/blocks.log\" >&2\n");
    }
    perform(classes);
    return tests;
  }

  private void plan(Block block, @Nullable Block before) throws IOException {
    var name = block.place() + " " + block.language();
    var file = block.directive("file");
    if (file != null) {
      script(block, "cat >'%s' <<'END OF BLOCK'\n%sEND OF BLOCK\n".formatted(file, block.text()));
      play.append("run ").append(block.id()).append('\n');
      tests.add(dynamicTest(name, () -> succeeded(block, "0")));
      return;
    }
    switch (block.language()) {
      case "java" -> {
        javas.add(block);
        tests.add(dynamicTest(name, () -> succeeded(block, "0")));
      }
      case "sh" -> shell(block, name);
      case "python" -> {
        script(block, "python3 - <<'END OF BLOCK'\n%sEND OF BLOCK\n".formatted(block.text()));
        play.append("run ").append(block.id()).append('\n');
        tests.add(dynamicTest(name, () -> succeeded(block, "0")));
      }
      case "console" -> console(block, name);
      case "text" -> {
        if (before == null) {
          tests.add(dynamicTest(name, () -> fail(block.place() + ": the output of what?")));
        } else {
          // What goes on may say more than it takes to be ready.
          var expected = before.directive("until") == null ? block.text() : block.text() + "…\n";
          tests.add(dynamicTest(name, () -> says(expected, result(before.id()), block)));
        }
      }
      case "json" -> tests.add(dynamicTest(name, () -> JsonReader.read(block.text())));
      case "scenario" ->
          tests.add(
              dynamicTest(
                  name,
                  () -> {
                    if (block.directive("module") == null) {
                      Scenario.parse(block.text());
                    } else {
                      ModuleScenario.parse(block.text());
                    }
                  }));
      default ->
          tests.add(
              dynamicTest(
                  name,
                  () ->
                      fail(
                          "%s cannot be run: '%s'; say how, or put it on the list in %s"
                              .formatted(block.place(), block.begin(), NotRun.PAGE))));
    }
  }

  private void shell(Block block, String name) throws IOException {
    script(block, block.text());
    var until = block.directive("serves") == null ? block.directive("until") : "''";
    if (until != null) {
      play.append("start %s %s%n".formatted(block.id(), until));
      tests.add(
          dynamicTest(
              name,
              () -> {
                var result = result(block.id());
                assertTrue(ENDED.contains(result.code()), () -> block.place() + ": " + result);
              }));
    } else {
      play.append("run ").append(block.id()).append('\n');
      var code = Objects.requireNonNullElse(block.directive("exit"), "0");
      tests.add(dynamicTest(name, () -> succeeded(block, code)));
    }
  }

  /** Each command with what is expected of it, up to the next one. */
  private void console(Block block, String name) throws IOException {
    int number = 0;
    for (var part : ("\n" + block.text()).split("\n\\$ ", -1)) {
      if (part.isBlank()) {
        continue;
      }
      number++;
      var lines = part.split("\n", 2);
      var step = new Block(block.page(), block.line() * 100 + number, "sh", lines[0] + "\n", null);
      var expected = lines.length > 1 ? lines[1] : "";
      script(step, step.text());
      play.append("run ").append(step.id()).append('\n');
      tests.add(
          dynamicTest(
              name + " $ " + lines[0],
              () -> {
                succeeded(step, "0");
                says(expected, result(step.id()), block);
              }));
    }
  }

  private void script(Block block, String text) throws IOException {
    Files.writeString(folder.resolve("results").resolve(block.id() + ".sh"), text);
  }

  private Output result(String id) throws IOException {
    var results = folder.resolve("results");
    var code = results.resolve(id + ".code");
    if (!Files.exists(code)) {
      return new Output("it was not run", "", "");
    }
    return new Output(
        text(code).strip(), text(results.resolve(id + ".out")), text(results.resolve(id + ".err")));
  }

  /** What a command has said; a serial line may have said anything. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private void succeeded(Block block, String code) throws IOException {
    var result = result(block.id());
    assertEquals(
        code,
        result.code(),
        () ->
            "%s: %s%n--- it said:%n%s%s"
                .formatted(block.place(), block.begin(), result.out(), result.err()));
  }

  private static void says(String expected, Output result, Block block) {
    assertTrue(
        Expected.matches(expected, result.out()),
        () ->
            "%s shows:%n%s%n--- and it says:%n%s%s"
                .formatted(block.place(), expected, result.out(), result.err()));
  }

  /** Everything at once, in namespaces that end with it. */
  private void perform(Path classes) throws Exception {
    Files.writeString(folder.resolve("play.sh"), play);
    var stage = folder.resolve("stage.sh");
    try (var text = DocumentationIT.class.getResourceAsStream("stage.sh")) {
      Files.copy(Objects.requireNonNull(text), stage);
    }
    var log = folder.resolve("stage.log");
    var builder =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--net",
                "--pid",
                "--fork",
                "--kill-child",
                "bash",
                stage.toString(),
                Pages.ROOT.toString(),
                folder.toString(),
                System.getProperty("java.home"))
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .put("STAGE_CLASSES", System.getProperty("java.class.path") + File.pathSeparator + classes);
    var process = builder.start();
    try {
      assertTrue(
          process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES),
          () -> "it does not end: " + textOf(log));
      assertTrue(Files.exists(folder.resolve("results/done")), () -> textOf(log));
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

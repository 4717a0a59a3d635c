package dev.spinet.bindings.generated;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The generated sources are what the recorded inputs gave, untouched, and they work. */
class GeneratedTest {
  private static final Path PROJECT = Path.of("..");
  private static final String RECORD = "GENERATED.properties";
  private static final String REMEDY =
      ": generate the bindings anew (profile jextract of the module bindings)";

  @Test
  void inputsAreTheRecordedOnes() throws IOException {
    compare("input.", PROJECT);
  }

  @Test
  void outputsAreTheRecordedOnes() throws IOException {
    compare("output.", GeneratedClasses.SOURCES);
  }

  @Test
  void nothingIsUnrecorded() throws IOException {
    var recorded = new TreeSet<String>();
    for (var key : record().stringPropertyNames()) {
      if (key.startsWith("output.")) {
        recorded.add(key.substring("output.".length()));
      }
    }
    var present = new TreeSet<String>();
    try (var files = Files.walk(GeneratedClasses.SOURCES)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> GeneratedClasses.SOURCES.relativize(file).toString())
          .filter(name -> !name.equals(RECORD))
          .forEach(present::add);
    }
    assertEquals(recorded, present, "files in " + GeneratedClasses.SOURCES + REMEDY);
  }

  @Test
  void sourcesNameNoPlaceOfAMachine() throws IOException {
    try (var files = Files.walk(GeneratedClasses.SOURCES)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var text = Files.readString(file);
        assertFalse(text.contains("/usr/"), file + " holds a path of the machine that made it");
        assertFalse(text.contains("/home/"), file + " holds a path of the machine that made it");
      }
    }
  }

  /** A layout that does not match its accessors shows only when the class is initialised. */
  @Test
  void everyAccessorOfEveryClassWorks() throws Exception {
    int called = 0;
    for (var generated : GeneratedClasses.ALL) {
      for (var type : generated.classes()) {
        for (var method : type.getDeclaredMethods()) {
          if (Modifier.isPublic(method.getModifiers())
              && Modifier.isStatic(method.getModifiers())
              && method.getParameterCount() == 0) {
            method.invoke(null);
            called++;
          }
        }
      }
    }
    assertFalse(called == 0, "no accessor was found");
  }

  private static void compare(String kind, Path base) throws IOException {
    var record = record();
    var checks = new ArrayList<Executable>();
    for (var key : new TreeSet<>(record.stringPropertyNames())) {
      if (key.startsWith(kind)) {
        var name = key.substring(kind.length());
        checks.add(() ->
            assertEquals(
                record.getProperty(key),
                sha256(base.resolve(name)),
                name + " is not the file the bindings belong to" + REMEDY));
      }
    }
    assertFalse(checks.isEmpty(), "nothing is recorded about " + kind);
    assertAll(checks);
  }

  private static Properties record() throws IOException {
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(GeneratedClasses.SOURCES.resolve(RECORD))) {
      properties.load(reader);
    }
    return properties;
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}

package dev.spinet.bindings.generated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What the generated sources of one C header declare, found by reflection. */
record GeneratedClasses(String header, String packageName, String constantsClass) {
  static final Path SOURCES = Path.of("src/main/gen");
  static final Path INCLUDE = Path.of("../native/include");

  static final GeneratedClasses W5500 =
      new GeneratedClasses("w5500.h", "dev.spinet.bindings.gen.w5500", "W5500Constants");
  static final GeneratedClasses LINUX =
      new GeneratedClasses("linux_io.h", "dev.spinet.bindings.gen.linux", "LinuxConstants");
  static final GeneratedClasses ESP_AT =
      new GeneratedClasses("esp_at.h", "dev.spinet.bindings.gen.espat", "EspAtConstants");
  static final List<GeneratedClasses> ALL = List.of(W5500, LINUX, ESP_AT);

  /** All classes of the package, initialised. */
  List<Class<?>> classes() throws IOException, ClassNotFoundException {
    var folder = SOURCES.resolve(packageName.replace('.', '/'));
    var classes = new ArrayList<Class<?>>();
    try (var files = Files.list(folder)) {
      for (var file : files.sorted().toList()) {
        var name = file.getFileName().toString().replaceFirst("\\.java$", "");
        classes.add(Class.forName(packageName + "." + name));
      }
    }
    assertFalse(classes.isEmpty(), "no generated class in " + folder);
    return classes;
  }

  /** The layouts by the tags of the C structs; a protocol of text has none. */
  TreeMap<String, GroupLayout> structs() throws ReflectiveOperationException, IOException {
    var structs = new TreeMap<String, GroupLayout>();
    for (var type : classes()) {
      if (!type.getSimpleName().startsWith(constantsClass)) {
        structs.put(type.getSimpleName(), (GroupLayout) type.getMethod("layout").invoke(null));
      }
    }
    assertEquals(equals(ESP_AT), structs.isEmpty(), "structs in " + packageName);
    return structs;
  }

  /** The values by the names of the C macros and enumerators: {@code Integer} or {@code Long}. */
  TreeMap<String, Number> constants() throws ReflectiveOperationException {
    var constants = new TreeMap<String, Number>();
    for (var method : constantMethods()) {
      constants.put(method.getName(), (Number) method.invoke(null));
    }
    assertFalse(constants.isEmpty(), "no constant in " + packageName);
    return constants;
  }

  private List<Method> constantMethods() throws ClassNotFoundException {
    var methods = new ArrayList<Method>();
    // Long lists are split over a chain of superclasses.
    for (Class<?> type = Class.forName(packageName + "." + constantsClass);
        type != null && type.getPackageName().equals(packageName);
        type = type.getSuperclass()) {
      for (var method : type.getDeclaredMethods()) {
        int modifiers = method.getModifiers();
        if (Modifier.isPublic(modifiers)
            && Modifier.isStatic(modifiers)
            && method.getParameterCount() == 0
            && method.getReturnType().isPrimitive()) {
          methods.add(method);
        }
      }
    }
    methods.sort(Comparator.comparing(Method::getName));
    return methods;
  }
}

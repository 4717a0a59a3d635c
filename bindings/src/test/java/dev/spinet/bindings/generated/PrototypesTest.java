package dev.spinet.bindings.generated;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The system calls that are linked by hand have the prototypes that the descriptors assume. */
class PrototypesTest {
  @ParameterizedTest
  @EnumSource(Compiler.class)
  void prototypesAreThoseOfTheCLibrary(Compiler compiler) throws Exception {
    compiler.run("-std=gnu11", "-Wall", "-Werror", "-fsyntax-only", "src/test/c/prototypes.c");
  }
}

package dev.spinet.bindings.generated;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.ControlByte;
import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lets C compilers judge the generated bindings: every size, alignment, offset and value becomes an
 * assertion about the C headers. Nothing is executed, so a cross compiler checks ARM here.
 */
class AbiTest {
  // Newer kernels carve new members out of these; their names and sizes are no promise.
  private static final Pattern FILLER = Pattern.compile("(unused|padding|pad|dummy|spare)\\d*");

  /** Members that were carved out of filler later, and when the headers have them. */
  private static final Map<String, String> SINCE =
      Map.of("fuse_in_header.total_extlen", "FUSE_KERNEL_MINOR_VERSION >= 38");

  /** Flags in the top bit of a 32-bit word: Java has no unsigned int, so they are negative. */
  private static final Set<String> TOP_BIT = Set.of("CRTSCTS");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Compiler.class)
  void layoutsAndConstantsAreThoseOfTheHeaders(Compiler compiler) throws Exception {
    for (var generated : GeneratedClasses.ALL) {
      var program = new Assertions(generated.header());
      for (var struct : generated.structs().entrySet()) {
        program.struct(struct.getKey(), struct.getValue());
      }
      generated.constants().forEach(program::constant);
      compile(compiler, program);
    }
  }

  /**
   * Where jextract cannot map a member it writes padding. None of our structs has padding in C, so
   * with the sizes checked above, none may have it in Java.
   */
  @Test
  void layoutsLeaveNoMemberOut() throws Exception {
    for (var generated : GeneratedClasses.ALL) {
      generated.structs().forEach(AbiTest::assertNoPadding);
    }
  }

  private static void assertNoPadding(String name, GroupLayout group) {
    for (var member : group.memberLayouts()) {
      assertFalse(member instanceof PaddingLayout, "struct " + name + " has lost a member");
      if (member instanceof GroupLayout inner) {
        assertNoPadding(name, inner);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Compiler.class)
  void functionLikeMacrosHaveEqualJavaTwins(Compiler compiler) throws Exception {
    var program = new Assertions(GeneratedClasses.W5500.header());
    for (int n = 0; n < ChipLimits.SOCKET_COUNT; n++) {
      program.constant("W5500_BSB_SOCKET_REGISTER(" + n + ")", Block.socketRegister(n).code());
      program.constant("W5500_BSB_SOCKET_TX(" + n + ")", Block.txBuffer(n).code());
      program.constant("W5500_BSB_SOCKET_RX(" + n + ")", Block.rxBuffer(n).code());
    }
    program.constant(
        "W5500_CONTROL(W5500_BSB_SOCKET_TX(5), W5500_CONTROL_WRITE, W5500_CONTROL_VDM)",
        ControlByte.write(Block.txBuffer(5)));
    program.constant(
        "W5500_CONTROL(W5500_BSB_COMMON, W5500_CONTROL_READ, W5500_CONTROL_FDM4)",
        ControlByte.read(Block.common(), ControlByte.Mode.FIXED_4));
    compile(compiler, program);
  }

  private void compile(Compiler compiler, Assertions program)
      throws IOException, InterruptedException {
    var file = folder.resolve("abi.c");
    Files.writeString(file, program.text);
    compiler.run("-std=gnu11", "-fsyntax-only", file.toString());
    assertTrue(program.count > 0, "nothing was checked");
  }

  /** A C file that compiles only if everything in it is true. */
  private static final class Assertions {
    private final StringBuilder text = new StringBuilder();
    private int count;

    Assertions(String header) {
      text.append("#include <spinet/").append(header).append(">\n#include <stddef.h>\n");
    }

    void constant(String name, Number value) {
      long number =
          TOP_BIT.contains(name) ? Integer.toUnsignedLong(value.intValue()) : value.longValue();
      String literal =
          number == Long.MIN_VALUE ? "(-" + Long.MAX_VALUE + "LL - 1)" : "(" + number + "LL)";
      // Comparing alone would take 0xFFFFFFFFu and -1 for equal.
      check("(%s) == %s && ((%s) > 0) == (%s > 0)".formatted(name, literal, name, literal));
    }

    void struct(String name, GroupLayout layout) {
      check("sizeof(struct %s) == %d".formatted(name, layout.byteSize()));
      check("_Alignof(struct %s) == %d".formatted(name, layout.byteAlignment()));
      members(name, layout, 0);
    }

    private void members(String struct, GroupLayout group, long base) {
      eachMember(
          group,
          (member, offset) -> {
            var name = member.name().orElse("");
            if (name.startsWith("$anon")) {
              // C takes the members of an anonymous struct or union for members of the outer one.
              members(struct, (GroupLayout) member, base + offset);
            } else if (member.byteSize() > 0 && !FILLER.matcher(name).matches()) {
              var since = SINCE.get(struct + "." + name);
              text.append(since == null ? "" : "#if " + since + "\n");
              check("offsetof(struct %s, %s) == %d".formatted(struct, name, base + offset));
              check(
                  "sizeof(((struct %s *)0)->%s) == %d".formatted(struct, name, member.byteSize()));
              text.append(since == null ? "" : "#endif\n");
            }
          });
    }

    private void check(String condition) {
      count++;
      text.append(
          "_Static_assert(%s, \"%s\");\n".formatted(condition, condition.replace("\"", "")));
    }

    private static void eachMember(GroupLayout group, Visitor visitor) {
      long offset = 0;
      for (var member : group.memberLayouts()) {
        visitor.visit(member, offset);
        if (group instanceof StructLayout) {
          offset += member.byteSize();
        }
      }
    }

    private interface Visitor {
      void visit(MemoryLayout member, long offset);
    }
  }
}

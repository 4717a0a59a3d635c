package dev.spinet.bindings.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.gen.w5500.W5500Constants;
import dev.spinet.bindings.gen.w5500.w5500_common_block;
import dev.spinet.bindings.gen.w5500.w5500_rx_pointers;
import dev.spinet.bindings.gen.w5500.w5500_socket_block;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegisterTest {
  private static final String ACCESS = "_ACCESS";

  @Test
  void enumsHaveEveryRegisterOfTheHeaderAndNoOther() {
    var declared =
        Arrays.stream(W5500Constants.class.getMethods())
            .map(Method::getName)
            .filter(name -> name.startsWith("W5500_") && name.endsWith(ACCESS))
            .map(name -> name.substring("W5500_".length(), name.length() - ACCESS.length()))
            .collect(Collectors.toCollection(TreeSet::new));
    var typed = new TreeSet<String>();
    Arrays.stream(CommonRegister.values()).map(Enum::name).forEach(typed::add);
    Arrays.stream(SocketRegister.values()).map(name -> "Sn_" + name).forEach(typed::add);
    assertEquals(declared, typed);
  }

  @ParameterizedTest
  @EnumSource
  void commonRegistersHaveTheNumbersOfTheHeader(CommonRegister register) throws Exception {
    compare(register, "W5500_" + register);
  }

  @ParameterizedTest
  @EnumSource
  void socketRegistersHaveTheNumbersOfTheHeader(SocketRegister register) throws Exception {
    compare(register, "W5500_Sn_" + register);
  }

  private static void compare(Register register, String macro) throws Exception {
    assertEquals(constant(macro), register.address());
    assertEquals(constant(macro + "_SIZE"), register.size());
    assertEquals(constant(macro + "_RESET"), register.resetValue());
    assertEquals(
        Access.of((int) constant(macro + ACCESS)), register.access(), "access of " + register);
  }

  private static long constant(String name) throws Exception {
    return ((Number) W5500Constants.class.getMethod(name).invoke(null)).longValue();
  }

  /** Written down here from the datasheet, so that the header itself is checked somewhere. */
  @Test
  void someRegistersAsTheDatasheetHasThem() {
    assertEquals(0x0019, CommonRegister.RTR.address());
    assertEquals(2000, CommonRegister.RTR.resetValue());
    assertEquals(0x0039, CommonRegister.VERSIONR.address());
    assertEquals(4, CommonRegister.VERSIONR.resetValue());
    assertEquals(Access.READ_ONLY, CommonRegister.VERSIONR.access());
    assertEquals(Access.WRITE_ONE_TO_CLEAR, SocketRegister.IR.access());
    assertEquals(Access.WRITE_SELF_CLEARING, SocketRegister.CR.access());
    assertEquals(0x0026, SocketRegister.RX_RSR.address());
    assertEquals(0xFFFF_FFFF_FFFFL, SocketRegister.DHAR.resetValue());
    assertEquals(0x0030, SocketRegister.KPALVTR.end());
  }

  @Test
  void registersDoNotOverlap() {
    for (var registers : Set.of(CommonRegister.values(), SocketRegister.values())) {
      var used = new TreeSet<Integer>();
      for (Register register : registers) {
        for (int address = register.address(); address < register.end(); address++) {
          assertTrue(used.add(address), register + " overlaps another register");
        }
        assertTrue(
            Long.numberOfLeadingZeros(register.resetValue()) >= 64 - 8 * register.size(),
            "the reset value of " + register + " does not fit");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void commonBlockHasEachRegisterInItsPlace(CommonRegister register) {
    compare(RegisterBurst.COMMON_BLOCK, w5500_common_block.layout(), register);
  }

  @ParameterizedTest
  @EnumSource
  void socketBlockHasEachRegisterInItsPlace(SocketRegister register) {
    compare(RegisterBurst.SOCKET_BLOCK, w5500_socket_block.layout(), register);
  }

  @Test
  void burstsKnowWhatTheyContain() {
    var burst = RegisterBurst.RX_POINTERS;
    assertEquals(w5500_rx_pointers.sizeof(), burst.length());
    assertEquals(SocketRegister.RX_RSR, burst.first());
    compare(burst, w5500_rx_pointers.layout(), SocketRegister.RX_WR);
    assertThrows(IllegalArgumentException.class, () -> burst.offset(SocketRegister.TX_WR));
    assertThrows(IllegalArgumentException.class, () -> burst.offset(SocketRegister.IMR));
    // The same address in the other block is another register.
    assertThrows(IllegalArgumentException.class, () -> burst.offset(CommonRegister.UIPR));
  }

  private static <R extends Enum<R> & Register> void compare(
      RegisterBurst burst, GroupLayout layout, R register) {
    var member = PathElement.groupElement(register.name().toLowerCase(Locale.ROOT));
    assertEquals(layout.byteOffset(member), burst.offset(register));
    assertEquals(layout.select(member).byteSize(), register.size());
  }
}

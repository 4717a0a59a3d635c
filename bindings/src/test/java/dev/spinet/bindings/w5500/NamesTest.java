package dev.spinet.bindings.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.gen.w5500.W5500Constants;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  /** Holders of constants, and the prefix of the macros that belong to each. */
  @ParameterizedTest
  @CsvSource({
    "SocketCommand, W5500_Sn_CR_",
    "SocketStatus, W5500_SOCK_",
    "SocketInterrupt, W5500_Sn_IR_",
    "SocketMode, W5500_Sn_MR_",
    "ModeBits, W5500_MR_",
    "CommonInterrupt, W5500_IR_",
    "PhyConfiguration, W5500_PHYCFGR_",
  })
  void holdersHaveEveryValueOfTheHeader(String holder, String prefix) throws Exception {
    var declared = new ArrayList<Integer>();
    for (var method : W5500Constants.class.getMethods()) {
      var name = method.getName();
      if (name.startsWith(prefix) && !isAttribute(name.substring(prefix.length()))) {
        declared.add((Integer) method.invoke(null));
      }
    }
    assertFalse(declared.isEmpty(), "no macro starts with " + prefix);
    assertEquals(sorted(declared), sorted(values(holder)));
  }

  private static boolean isAttribute(String name) {
    return List.of("SIZE", "RESET", "ACCESS").contains(name);
  }

  private static List<Integer> values(String holder) throws Exception {
    var values = new ArrayList<Integer>();
    var type = Class.forName(NamesTest.class.getPackageName() + "." + holder);
    for (var field : type.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
        values.add(field.getInt(null));
      }
    }
    return values;
  }

  private static List<Integer> sorted(List<Integer> values) {
    Collections.sort(values);
    return values;
  }

  @Test
  void codesHaveNames() {
    assertEquals("ESTABLISHED", SocketStatus.name(0x17));
    assertEquals("CLOSED", SocketStatus.name(0));
    assertEquals("0x11", SocketStatus.name(0x11));
    assertEquals("SEND_KEEP", SocketCommand.name(0x22));
    assertEquals("0x00", SocketCommand.name(0));
  }

  @Test
  void everyCodeHasItsOwnName() throws Exception {
    var statuses = values("SocketStatus").stream().map(SocketStatus::name).distinct().toList();
    assertEquals(values("SocketStatus").size(), statuses.size());
    assertTrue(statuses.stream().noneMatch(name -> name.startsWith("0x")), statuses.toString());
    var commands = values("SocketCommand").stream().map(SocketCommand::name).distinct().toList();
    assertEquals(values("SocketCommand").size(), commands.size());
    assertTrue(commands.stream().noneMatch(name -> name.startsWith("0x")), commands.toString());
  }

  @Test
  void bitsHaveNames() {
    assertEquals("0", SocketInterrupt.name(0));
    assertEquals("RECV|CON", SocketInterrupt.name(0x05));
    assertEquals("SENDOK|0x40", SocketInterrupt.name(0x50));
    assertEquals("RST", ModeBits.name(0x80));
    assertEquals("CONFLICT|UNREACH", CommonInterrupt.name(0xC0));
  }

  @Test
  void optionsAreNamedByTheirProtocol() {
    assertEquals("TCP|ND", SocketMode.name(0x21));
    assertEquals("UDP|MULTI|MC", SocketMode.name(0xA2));
    assertEquals("MACRAW|MFEN|MMB|MIP6B", SocketMode.name(0xB4));
    assertEquals("IPRAW", SocketMode.name(0x03));
    assertEquals("CLOSED|0x80", SocketMode.name(0x80));
    assertEquals("0x0F", SocketMode.name(0x0F));
  }

  @Test
  void phyIsDescribed() {
    assertEquals("link up, 100 Mbit/s, full duplex", PhyConfiguration.name(0xBF));
    assertEquals("link up, 10 Mbit/s, half duplex", PhyConfiguration.name(0xB9));
    assertEquals("link down", PhyConfiguration.name(0xB8));
    assertEquals("powered down", PhyConfiguration.name(0xF0));
    assertEquals("in reset", PhyConfiguration.name(0x00));
  }

  @Test
  void legalBufferSizesAreThoseOfTheDatasheet() {
    var legal = new ArrayList<Integer>();
    for (int units = -1; units <= 32; units++) {
      if (ChipLimits.isBufferSize(units)) {
        legal.add(units);
      }
    }
    assertEquals(Arrays.asList(0, 1, 2, 4, 8, 16), legal);
    assertEquals(16 * ChipLimits.BUFFER_UNIT, ChipLimits.RX_MEMORY_SIZE);
  }
}

package dev.spinet.examples.clients.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ghgande.j2mod.modbus.ModbusException;
import com.ghgande.j2mod.modbus.facade.AbstractModbusMaster;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleDigitalOut;
import com.ghgande.j2mod.modbus.procimg.SimpleInputRegister;
import com.ghgande.j2mod.modbus.procimg.SimpleProcessImage;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import java.util.stream.IntStream;

/** What a master and a slave have to do with each other in the tests. */
final class ModbusWork {

  static final int UNIT = 1;
  static final int REGISTERS = 500;
  private static final int COILS = 64;

  private ModbusWork() {}

  /** The slave's registers and coils. */
  static SimpleProcessImage image() {
    var image = new SimpleProcessImage(UNIT);
    for (int i = 0; i < REGISTERS; i++) {
      image.addRegister(new SimpleRegister(0));
      image.addInputRegister(new SimpleInputRegister(i * 7));
    }
    for (int i = 0; i < COILS; i++) {
      image.addDigitalOut(new SimpleDigitalOut(false));
    }
    return image;
  }

  /** What the master does with them. */
  static void work(AbstractModbusMaster master) throws ModbusException {
    for (int first = 0; first + 100 <= REGISTERS; first += 100) {
      int offset = first;
      var values =
          IntStream.range(0, 100)
              .mapToObj(i -> (Register) new SimpleRegister((offset + i) * 131 & 0xFFFF))
              .toArray(Register[]::new);
      assertEquals(100, master.writeMultipleRegisters(UNIT, first, values));
    }
    for (int round = 0; round < 40; round++) {
      int first = round * 9;
      var registers = master.readMultipleRegisters(UNIT, first, 120);
      var inputs = master.readInputRegisters(UNIT, first, 120);
      for (int i = 0; i < 120; i++) {
        assertEquals((first + i) * 131 & 0xFFFF, registers[i].getValue());
        assertEquals((first + i) * 7, inputs[i].getValue());
      }
    }
    assertTrue(master.writeCoil(UNIT, 5, true));
    assertTrue(master.readCoils(UNIT, 0, COILS).getBit(5));
  }
}

package dev.spinet.cli.doctor.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Writes patterns to registers and reads them back. The registers are those of PPPoE, PTIMER to
 * PMRU (datasheet, section 4.1): twelve bytes in a row that can be written and have no effect as
 * long as PPPoE is off.
 */
final class PatternTest {

  static final int LENGTH =
      CommonRegister.PMRU.address() + CommonRegister.PMRU.size() - CommonRegister.PTIMER.address();

  private static final int[] FIXED = {0x00, 0xFF, 0xAA, 0x55, 0xA5, 0x5A, 0x0F, 0xF0, 0x01, 0x80};

  private final Registers registers;
  private final Supply supply;
  private final SplittableRandom random = new SplittableRandom(0x5350_494E);
  private final byte[] afterReset = afterReset();

  PatternTest(Registers registers, Supply supply) {
    this.registers = registers;
    this.supply = supply;
  }

  /**
   * What came of it.
   *
   * @param rounds patterns written
   * @param misread patterns that were read wrong once, and right when they were read again
   * @param miswritten patterns that did not arrive
   */
  record Result(int rounds, int misread, int miswritten) {

    boolean isClean() {
      return misread + miswritten == 0;
    }
  }

  private static byte[] afterReset() {
    var bytes = ByteBuffer.allocate(LENGTH);
    for (var register : CommonRegister.values()) {
      int at = register.address() - CommonRegister.PTIMER.address();
      for (int i = 0; i < register.size() && at >= 0; i++) {
        if (at + i < LENGTH) {
          int shift = Byte.SIZE * (register.size() - 1 - i);
          bytes.put(at + i, (byte) (register.resetValue() >>> shift));
        }
      }
    }
    return bytes.array();
  }

  Result run(int rounds) throws IOException {
    int misread = 0;
    int miswritten = 0;
    for (int round = 0; round < rounds; round++) {
      byte[] pattern = pattern(round);
      registers.write(Block.common(), CommonRegister.PTIMER.address(), pattern);
      if (isRead(pattern)) {
        continue;
      }
      // Bits that flip on the way back do so once; what was written wrong stays wrong.
      if (isRead(pattern)) {
        misread++;
      } else if (!isLost()) {
        miswritten++;
      }
    }
    return new Result(rounds, misread, miswritten);
  }

  private boolean isRead(byte[] pattern) throws IOException {
    var answer = read();
    return answer.isEchoed() && Arrays.equals(pattern, answer.data());
  }

  private Registers.Answer read() throws IOException {
    return registers.ask(Block.common(), CommonRegister.PTIMER.address(), LENGTH);
  }

  /** Whether the chip has lost its registers, which says nothing about the wires. */
  private boolean isLost() throws IOException {
    var answer = read();
    if (answer.isEchoed() && Arrays.equals(afterReset, answer.data())) {
      supply.reset();
      return true;
    }
    if (answer.isAll(0)) {
      supply.silence();
      awaitAnswer();
      return true;
    }
    return false;
  }

  private void awaitAnswer() throws IOException {
    for (int i = 0; i < 100 && !read().isEchoed(); i++) {
      Registers.pause(1);
    }
  }

  private byte[] pattern(int round) {
    var pattern = new byte[LENGTH];
    if (round < FIXED.length) {
      Arrays.fill(pattern, (byte) FIXED[round]);
    } else if (round < 2 * FIXED.length) {
      for (int i = 0; i < LENGTH; i++) {
        pattern[i] = (byte) (FIXED[round - FIXED.length] ^ (i % 2 == 0 ? 0 : 0xFF));
      }
    } else {
      random.nextBytes(pattern);
    }
    return pattern;
  }
}

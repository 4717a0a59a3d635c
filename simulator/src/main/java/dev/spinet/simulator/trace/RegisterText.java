package dev.spinet.simulator.trace;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonInterrupt;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Names and values of the registers that one access covers. */
final class RegisterText {

  /** Bytes that are kept: more than the registers of any block. */
  private static final int KEPT = 64;

  /** A burst over more registers than this is named by the first and the last one. */
  private static final int NAMED = 6;

  private static final Register[] COMMON = byAddress(CommonRegister.values());
  private static final Register[] SOCKET = byAddress(SocketRegister.values());

  private final byte[] kept = new byte[KEPT];
  private Block block = Block.common();
  private int address;
  private int length;

  private static Register[] byAddress(Register... registers) {
    int end = 0;
    for (var register : registers) {
      end = Math.max(end, register.end());
    }
    var map = new Register[end];
    for (var register : registers) {
      for (int at = register.address(); at < register.end(); at++) {
        map[at] = register;
      }
    }
    return map;
  }

  void begin(Block newBlock, int newAddress) {
    block = newBlock;
    address = newAddress;
    length = 0;
  }

  /** Adds bytes of the access; zeros if there is no memory to take them from. */
  void add(@Nullable MemorySegment from, long offset, int count) {
    int keep = Math.min(count, KEPT - Math.min(length, KEPT));
    for (int i = 0; i < keep; i++) {
      kept[length + i] = from == null ? 0 : from.get(JAVA_BYTE, offset + i);
    }
    length += count;
  }

  void describe(StringBuilder text, String arrow) {
    var names = new StringJoiner("/");
    var values = new StringJoiner("/");
    String prefix = block.kind() == Block.Kind.COMMON ? "" : "S" + block.socket() + "_";
    int count = 0;
    String first = "";
    String last = "";
    for (int done = 0; done < Math.min(length, KEPT); ) {
      Register register = at(address + done);
      int size = size(register, done);
      last = name(register, done, size);
      first = count == 0 ? last : first;
      names.add(last);
      values.add(value(register, done, size));
      count++;
      done += size;
    }
    text.append(prefix);
    if (count > NAMED || length > KEPT) {
      text.append(first).append("…");
      text.append(length > KEPT ? "" : prefix + last).append(arrow).append(length);
      text.append(" bytes");
    } else {
      text.append(names).append(arrow).append(values);
    }
  }

  private @Nullable Register at(int where) {
    var map = block.kind() == Block.Kind.COMMON ? COMMON : SOCKET;
    return where < map.length ? map[where] : null;
  }

  /** How many bytes of the access, from one on, belong to the register. */
  private int size(@Nullable Register register, int done) {
    if (register != null) {
      return Math.min(register.end() - (address + done), length - done);
    }
    int size = 1;
    while (done + size < Math.min(length, KEPT) && at(address + done + size) == null) {
      size++;
    }
    return size;
  }

  private String name(@Nullable Register register, int done, int size) {
    if (register == null) {
      return hexadecimal(address + done, 4);
    }
    int from = address + done - register.address();
    String name = register.toString();
    if (size == register.size()) {
      return name;
    }
    return name + "[" + from + (size == 1 ? "" : ".." + (from + size - 1)) + "]";
  }

  private String value(@Nullable Register register, int done, int size) {
    if (register == null || size != register.size()) {
      return bytes(done, size, " ");
    }
    if (size > Integer.BYTES) {
      return bytes(done, size, ":");
    }
    int value = 0;
    for (int i = 0; i < size; i++) {
      value = (value << Byte.SIZE) | (kept[done + i] & 0xFF);
    }
    return switch (register) {
      case CommonRegister common -> value(common, value);
      case SocketRegister socket -> value(socket, value);
    };
  }

  private static String value(CommonRegister register, int value) {
    return switch (register) {
      case MR -> ModeBits.name(value);
      case IR, IMR -> CommonInterrupt.name(value);
      case PHYCFGR -> hexadecimal(value, 2) + " (" + PhyConfiguration.name(value) + ")";
      case GAR, SUBR, SIPR, UIPR -> address(value);
      case RTR, RCR, INTLEVEL, PTIMER, PMRU, UPORTR -> Integer.toString(value);
      default -> hexadecimal(value, 2 * register.size());
    };
  }

  private static String value(SocketRegister register, int value) {
    return switch (register) {
      case MR -> SocketMode.name(value);
      // What a socket shows when it has taken the command.
      case CR -> value == 0 ? "0" : SocketCommand.name(value);
      case IR, IMR -> SocketInterrupt.name(value);
      case SR -> SocketStatus.name(value);
      case DIPR -> address(value);
      case PORT, DPORT, MSSR, PROTO, TTL, RXBUF_SIZE, TXBUF_SIZE, TX_FSR, RX_RSR, KPALVTR ->
          Integer.toString(value);
      default -> hexadecimal(value, 2 * register.size());
    };
  }

  private static String address(int value) {
    return (value >>> 24)
        + "."
        + (value >>> 16 & 0xFF)
        + "."
        + (value >>> 8 & 0xFF)
        + "."
        + (value & 0xFF);
  }

  private String bytes(int from, int size, String separator) {
    var joiner = new StringJoiner(separator);
    for (int i = from; i < from + size; i++) {
      joiner.add(String.format(Locale.ROOT, "%02X", kept[i]));
    }
    return joiner.toString();
  }

  static String hexadecimal(int value, int digits) {
    return String.format(Locale.ROOT, "0x%0" + digits + "X", value);
  }
}

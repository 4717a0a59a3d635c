package dev.spinet.cli.trace;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.cli.exit.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether an access is to a register.
 *
 * @param socket of which socket; {@link #COMMON} for the chip's common registers, {@link #ANY} for
 *     any socket
 * @param register which one
 */
record RegisterFilter(int socket, Register register) {

  static final int COMMON = -1;
  static final int ANY = -2;

  private static final Pattern OF_SOCKET = Pattern.compile("S([0-7N])_(.+)");

  /** A burst that is named by its first and its last register. */
  private static final Pattern BURST = Pattern.compile("(?:S[0-7]_)?([^…]*)…(?:S[0-7]_)?([^…]*)");

  /**
   * Reads what a user means by a register: {@code VERSIONR}, {@code S1_CR}, or {@code Sn_CR} for
   * that of any socket.
   *
   * @throws UsageException if there is no such register
   */
  static RegisterFilter parse(String text) throws UsageException {
    String name = text.toUpperCase(Locale.ROOT);
    var matcher = OF_SOCKET.matcher(name);
    boolean ofSocket = matcher.matches();
    String bare = ofSocket ? matcher.group(2) : name;
    Register[] all = ofSocket ? SocketRegister.values() : CommonRegister.values();
    Register found = find(all, bare);
    if (found == null) {
      throw new UsageException(
          "there is no register '%s'; there are %s%s"
              .formatted(
                  text,
                  ofSocket ? "Sn_" : "",
                  Stream.of(all)
                      .map(Object::toString)
                      .collect(Collectors.joining(ofSocket ? ", Sn_" : ", "))));
    }
    int socket =
        !ofSocket
            ? COMMON
            : matcher.group(1).equals("N") ? ANY : Integer.parseInt(matcher.group(1));
    return new RegisterFilter(socket, found);
  }

  private static @Nullable Register find(Register[] all, String name) {
    return Arrays.stream(all)
        .filter(register -> register.toString().equals(name))
        .findFirst()
        .orElse(null);
  }

  boolean matches(Access access) {
    if (access.name().contains(" ")) {
      return false;
    }
    boolean place =
        switch (socket) {
          case ANY -> access.socket() >= 0;
          default -> access.socket() == socket;
        };
    return place && names(access.name());
  }

  private boolean names(String name) {
    var burst = BURST.matcher(name);
    if (burst.matches()) {
      Register first = register(burst.group(1));
      Register last = register(burst.group(2));
      return first != null
          && first.address() <= register.address()
          && (last == null || register.address() <= last.address());
    }
    String bare = name.replaceFirst("^S[0-7]_", "");
    return Arrays.stream(bare.split("/"))
        .map(part -> part.replaceFirst("\\[.*", ""))
        .anyMatch(register.toString()::equals);
  }

  private @Nullable Register register(String name) {
    return find(
        socket == COMMON ? CommonRegister.values() : SocketRegister.values(),
        name.replaceFirst("\\[.*", ""));
  }
}

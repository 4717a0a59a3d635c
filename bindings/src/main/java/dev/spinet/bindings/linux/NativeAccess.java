package dev.spinet.bindings.linux;

import java.lang.foreign.MemorySegment;

/** Whether this module may call native functions, and what to do if not. */
public final class NativeAccess {
  private NativeAccess() {}

  /**
   * Checks that native calls are allowed. Where Java only warns about them, this check makes Java
   * print its warning and passes.
   *
   * @throws IllegalCallerException if Java was started so that it refuses native calls; the message
   *     names the flag to add
   */
  @SuppressWarnings("restricted")
  public static void require() {
    try {
      // Any restricted method asks for the permission; this one does nothing else.
      var _ = MemorySegment.NULL.reinterpret(0);
    } catch (IllegalCallerException e) {
      throw new IllegalCallerException(
          "Java refuses native calls to Spinet: start it with " + flag(), e);
    }
  }

  /**
   * The command line flag that allows native calls to this module.
   *
   * @return the flag, such as {@code --enable-native-access=dev.spinet.bindings}
   */
  public static String flag() {
    var module = NativeAccess.class.getModule();
    return "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
  }
}

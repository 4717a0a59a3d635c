package dev.spinet.bindings.linux.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.spinet.bindings.linux.NativeAccess;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Objects;

/** Links functions of the C library and reads the error number they leave. */
final class SystemLibrary {
  private static final Linker LINKER = Linker.nativeLinker();

  /** C's {@code long}: 4 bytes on 32-bit machines. */
  static final MemoryLayout LONG = canonical("long");

  /** C's {@code size_t} and {@code ssize_t}. */
  static final MemoryLayout SIZE = canonical("size_t");

  /** Keeps the error number of the call. */
  static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  private static final StructLayout STATE_LAYOUT = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      STATE_LAYOUT.byteOffset(PathElement.groupElement("errno"));

  static {
    NativeAccess.require();
  }

  private SystemLibrary() {}

  static StructLayout stateLayout() {
    return STATE_LAYOUT;
  }

  /**
   * Links a function. In Java every {@code long} and {@code size_t} is a {@code long}, whatever its
   * width in C, so that one {@code invokeExact} fits all machines.
   */
  @SuppressWarnings("restricted")
  static MethodHandle link(String name, FunctionDescriptor descriptor, Linker.Option... options) {
    var symbol =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() ->
                new UnsupportedOperationException(
                    "the C library of this system has no function " + name));
    var handle = LINKER.downcallHandle(symbol, descriptor, options);
    var type = handle.type();
    var arguments = descriptor.argumentLayouts();
    // The memory for the error number, if any, comes before the arguments of the function.
    int first = type.parameterCount() - arguments.size();
    for (int i = 0; i < arguments.size(); i++) {
      if (isWide(arguments.get(i))) {
        type = type.changeParameterType(first + i, long.class);
      }
    }
    if (descriptor.returnLayout().filter(SystemLibrary::isWide).isPresent()) {
      type = type.changeReturnType(long.class);
    }
    return handle.type().equals(type) ? handle : MethodHandles.explicitCastArguments(handle, type);
  }

  private static boolean isWide(MemoryLayout layout) {
    return layout.equals(LONG) || layout.equals(SIZE);
  }

  private static MemoryLayout canonical(String type) {
    return Objects.requireNonNull(LINKER.canonicalLayouts().get(type), type);
  }

  /** The result, or the negative error number if the call failed. */
  static int resultOrErrno(int result, MemorySegment state) {
    // After a success the number is whatever an earlier call left.
    return result < 0 ? -state.get(JAVA_INT, ERRNO_OFFSET) : result;
  }

  /** The result, or the negative error number if the call failed. */
  static long resultOrErrno(long result, MemorySegment state) {
    return result < 0 ? -state.get(JAVA_INT, ERRNO_OFFSET) : result;
  }

  /**
   * Passes on what the linker threw about an argument, such as a closed arena. A C function itself
   * throws nothing.
   */
  static AssertionError rethrow(Throwable thrown) {
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(thrown);
    }
  }

  /** Checks a count that the kernel would trust: a wrong one lets it overwrite foreign memory. */
  static void checkCount(MemorySegment array, long count, long elementSize) {
    if (count < 0 || count > array.byteSize() / elementSize) {
      throw new IndexOutOfBoundsException(
          count + " elements do not fit a buffer of " + array.byteSize() + " bytes");
    }
  }
}

package dev.spinet.bench.endtoend;

import dev.spinet.bench.process.ProcessReading;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What this process holds at one moment, after a garbage collection.
 *
 * @param heapKib live objects, KiB
 * @param machineKib what the virtual machine keeps besides, KiB: classes and compiled code
 * @param nativeKib arenas and direct buffers, KiB; empty if they are not counted
 * @param residentKib resident memory, KiB
 * @param descriptors open files
 * @param threads platform threads
 */
record Footprint(
    long heapKib,
    long machineKib,
    OptionalLong nativeKib,
    long residentKib,
    long descriptors,
    int threads) {

  private static final int KIB = 1024;

  /** Looks at this process. */
  static Footprint now() throws IOException {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    var heap = memory.getHeapMemoryUsage();
    long resident = ProcessReading.of(ProcessHandle.current().pid()).residentKib();
    return new Footprint(
        heap.getUsed() / KIB,
        memory.getNonHeapMemoryUsage().getUsed() / KIB,
        NativeMemory.usedKib(),
        resident,
        descriptorCount(),
        ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private static long descriptorCount() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  /** For programs. */
  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("heap_kib", heapKib);
    tree.put("non_heap_kib", machineKib);
    nativeKib.ifPresent(kib -> tree.put("native_kib", kib));
    tree.put("resident_kib", residentKib);
    tree.put("descriptors", descriptors);
    tree.put("threads", threads);
    return tree;
  }
}

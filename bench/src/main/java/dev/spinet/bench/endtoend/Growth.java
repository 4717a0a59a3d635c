package dev.spinet.bench.endtoend;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * How much more a process holds at the end of a run than at its beginning: the least that it held
 * after any cycle of the last third, less the least of the first. What comes and goes does not
 * count, what stays does.
 *
 * @param heapKib live objects, KiB
 * @param nativeKib arenas and direct buffers, KiB; empty if they are not counted
 * @param residentKib resident memory, KiB
 * @param descriptors open files
 * @param threads platform threads
 */
record Growth(
    long heapKib, OptionalLong nativeKib, long residentKib, long descriptors, long threads) {

  private static final int THIRDS = 3;

  /**
   * Compares.
   *
   * @param footprints what the process held after the warm-up, which does not count, and after each
   *     cycle, of which there is at least one
   */
  static Growth of(List<Footprint> footprints) {
    var cycles = footprints.subList(1, footprints.size());
    int third = Math.max(1, cycles.size() / THIRDS);
    var first = cycles.subList(0, third);
    var last = cycles.subList(cycles.size() - third, cycles.size());
    boolean counted = cycles.stream().allMatch(footprint -> footprint.nativeKib().isPresent());
    return new Growth(
        difference(first, last, Footprint::heapKib),
        counted
            ? OptionalLong.of(
                difference(first, last, footprint -> footprint.nativeKib().orElseThrow()))
            : OptionalLong.empty(),
        difference(first, last, Footprint::residentKib),
        difference(first, last, Footprint::descriptors),
        difference(first, last, Footprint::threads));
  }

  private static long difference(
      List<Footprint> first, List<Footprint> last, ToLongFunction<Footprint> value) {
    return least(last, value) - least(first, value);
  }

  private static long least(List<Footprint> footprints, ToLongFunction<Footprint> value) {
    return footprints.stream().mapToLong(value).min().orElseThrow();
  }

  /** For programs. */
  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("heap_kib", heapKib);
    nativeKib.ifPresent(kib -> tree.put("native_kib", kib));
    tree.put("resident_kib", residentKib);
    tree.put("descriptors", descriptors);
    tree.put("threads", threads);
    return tree;
  }
}

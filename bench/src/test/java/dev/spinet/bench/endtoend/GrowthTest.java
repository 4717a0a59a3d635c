package dev.spinet.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GrowthTest {

  @Test
  void whatComesAndGoesIsNoGrowthAndWhatStaysIs() {
    var footprints = new ArrayList<Footprint>();
    footprints.add(footprint(1, 1));
    for (long heap : new long[] {300, 200, 900, 100, 250, 260}) {
      footprints.add(footprint(heap, 40));
    }

    var growth = Growth.of(footprints);

    assertEquals(50, growth.heapKib());
    assertEquals(OptionalLong.of(0), growth.nativeKib());
    assertEquals(50L, growth.tree().get("heap_kib"));
  }

  @Test
  void oneCycleHasNotGrown() {
    var growth = Growth.of(List.of(footprint(1, 1), footprint(7, 8)));

    assertEquals(0, growth.heapKib());
    assertEquals(0, growth.residentKib());
  }

  @Test
  void readsTheSummaryOfHotSpot() {
    assertEquals(
        OptionalLong.of(146),
        NativeMemory.parse(
            "-  Internal (reserved=1KB, committed=1KB)\n-    Other (reserved=150KB, committed=146KB)\n"));
    assertEquals(OptionalLong.empty(), NativeMemory.parse("Native memory tracking is not enabled"));
  }

  private static Footprint footprint(long heap, long arenas) {
    return new Footprint(heap, 5, OptionalLong.of(arenas), heap, 9, 3);
  }
}

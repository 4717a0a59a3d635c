package dev.spinet.simulator.fuse;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much memory the calling thread has taken from the Java heap. */
final class AllocationMeter {

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  AllocationMeter() {
    if (!threads.isThreadAllocatedMemorySupported()) {
      throw new AssertionError("this Java cannot tell what a thread allocates");
    }
  }

  long bytes() {
    return threads.getCurrentThreadAllocatedBytes();
  }
}

package dev.spinet.simulator.fuse.session;

import java.lang.foreign.MemorySegment;

/**
 * One ioctl of a program. The object is used again for the next one.
 *
 * <p>What the request number declares as input has been copied from the program already, and what
 * it declares as output is copied back if the call succeeds (fs/fuse/ioctl.c, "restricted" ioctls).
 */
public final class IoctlCall {

  private int request;
  private long argument;
  private int callerThread;
  private MemorySegment input = MemorySegment.NULL;
  private MemorySegment output = MemorySegment.NULL;

  IoctlCall() {}

  void set(
      int request, long argument, int callerThread, MemorySegment input, MemorySegment output) {
    this.request = request;
    this.argument = argument;
    this.callerThread = callerThread;
    this.input = input;
    this.output = output;
  }

  /**
   * Number of the request.
   *
   * @return the number; compare it with the low 32 bits of a request constant
   */
  public int request() {
    return request;
  }

  /**
   * The third argument as the program gave it, mostly an address in its memory.
   *
   * @return the raw value
   */
  public long argument() {
    return argument;
  }

  /**
   * The thread that calls.
   *
   * @return its number as this process sees it; 0 if it is out of sight
   */
  public int callerThread() {
    return callerThread;
  }

  /**
   * Bytes the program hands over.
   *
   * @return as many as the request number declares; empty for none
   */
  public MemorySegment input() {
    return input;
  }

  /**
   * Bytes the program gets back.
   *
   * @return as many zeros as the request number declares; empty for none
   */
  public MemorySegment output() {
    return output;
  }
}

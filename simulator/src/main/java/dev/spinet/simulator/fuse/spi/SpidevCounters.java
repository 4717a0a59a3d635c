package dev.spinet.simulator.fuse.spi;

/**
 * What a virtual SPI device has seen at one moment.
 *
 * @param systemCalls ioctl, read and write calls of programs, failed ones included
 * @param messages messages clocked: {@code SPI_IOC_MESSAGE}, reads and writes that succeeded
 * @param frames assertions of chip select
 * @param bytes bytes clocked
 */
public record SpidevCounters(long systemCalls, long messages, long frames, long bytes) {

  /**
   * What was added since an earlier moment.
   *
   * @param earlier the earlier counts
   * @return the differences
   */
  public SpidevCounters since(SpidevCounters earlier) {
    return new SpidevCounters(
        systemCalls - earlier.systemCalls,
        messages - earlier.messages,
        frames - earlier.frames,
        bytes - earlier.bytes);
  }
}

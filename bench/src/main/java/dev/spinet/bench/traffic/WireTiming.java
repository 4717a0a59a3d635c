package dev.spinet.bench.traffic;

/**
 * How long a sequence takes on a board, by a simple model: the bytes at the clock of the bus, a
 * price for each submission, and a price for each release of chip select between two frames of one
 * submission. Linux takes 10 µs for the latter (drivers/spi/spi.c, the default delay of {@code
 * cs_change}); between submissions that is part of the price of the submission.
 *
 * <p>It is a model of the bus alone. The chip's own time, the network and the program are left out.
 *
 * @param clockHz clock of the bus
 * @param submissionMicros µs for each ioctl
 * @param selectMicros µs for each release of chip select within one
 */
public record WireTiming(double clockHz, double submissionMicros, double selectMicros) {

  private static final double MICROS = 1e6;

  /**
   * The time of a sequence.
   *
   * @param sequence what goes over the bus
   * @return µs
   */
  public double micros(BusSequence sequence) {
    return sequence.bytes() * Byte.SIZE * MICROS / clockHz
        + sequence.ioctls() * submissionMicros
        + (sequence.frames() - sequence.ioctls()) * selectMicros;
  }

  /**
   * What is left for the program's data.
   *
   * @param sequence what goes over the bus
   * @param payload bytes of data in it
   * @return Mbit/s
   */
  public double goodput(BusSequence sequence, long payload) {
    return payload * Byte.SIZE / micros(sequence);
  }

  /**
   * The wire limit: what could be left if every clock cycle of the bus carried the program's data.
   *
   * @return Mbit/s
   */
  public double limit() {
    return clockHz / MICROS;
  }
}

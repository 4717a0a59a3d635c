package dev.spinet.bench.traffic;

import java.util.List;
import java.util.stream.Stream;

/**
 * What went over the bus, in order: submissions, each of one or several frames.
 *
 * @param submissions for each submission, which is one ioctl of spidev, the bytes of its frames
 *     with their headers; a frame is one assertion of chip select
 */
public record BusSequence(List<List<Integer>> submissions) {

  /** Copies the lists. */
  public BusSequence {
    submissions = submissions.stream().map(List::copyOf).toList();
  }

  /**
   * System calls.
   *
   * @return the number of submissions
   */
  public long ioctls() {
    return submissions.size();
  }

  /**
   * Assertions of chip select.
   *
   * @return the number of frames
   */
  public long frames() {
    return submissions.stream().mapToLong(List::size).sum();
  }

  /**
   * Bytes on the wires.
   *
   * @return the number, headers included
   */
  public long bytes() {
    return submissions.stream().flatMap(List::stream).mapToLong(Integer::longValue).sum();
  }

  /**
   * This and then another.
   *
   * @param next what follows
   * @return both, in order
   */
  public BusSequence and(BusSequence next) {
    return new BusSequence(Stream.concat(submissions.stream(), next.submissions.stream()).toList());
  }

  /**
   * A sequence in which each frame is a submission of its own, as drivers send it that know one
   * frame at a time.
   *
   * @param frames bytes of each frame, with its header
   * @return the sequence
   */
  public static BusSequence oneByOne(List<Integer> frames) {
    return new BusSequence(frames.stream().map(List::of).toList());
  }
}

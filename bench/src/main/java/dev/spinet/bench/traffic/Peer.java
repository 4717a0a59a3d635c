package dev.spinet.bench.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Another driver of the same chip: what it sends over the bus for a job, each frame in a submission
 * of its own.
 *
 * @param name its name
 * @param frames the bytes of the frames of each job, with their headers, in the order in which they
 *     are sent; {@link #PAYLOAD} stands for a frame of three bytes of header and the payload
 */
public record Peer(String name, Map<Job, List<Integer>> frames) {

  /** Stands for the frame with the payload. */
  public static final int PAYLOAD = 0;

  private static final int HEADER = 3;

  /** Copies the frames. */
  public Peer {
    frames = Map.copyOf(frames);
  }

  /**
   * What it sends for one call.
   *
   * @param job what it does
   * @param n bytes of payload
   * @return the sequence
   */
  public BusSequence sequence(Job job, int n) {
    var lengths = new ArrayList<Integer>();
    for (int frame : frames.getOrDefault(job, List.of())) {
      lengths.add(frame == PAYLOAD ? HEADER + n : frame);
    }
    return BusSequence.oneByOne(lengths);
  }
}

package dev.spinet.bench.ledger;

import dev.spinet.bench.traffic.BusSequence;
import dev.spinet.simulator.bus.SpiSlave;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A chip whose pins are watched: what goes over them is written down, frame by frame. */
final class RecordedChip implements SpiSlave {

  private final SpiSlave chip;
  private final Wires wires;
  private final List<List<Integer>> submissions = new ArrayList<>();
  private boolean recording;
  private int length;

  RecordedChip(SpiSlave chip, Wires wires) {
    this.chip = chip;
    this.wires = wires;
  }

  /** Forgets what was written down, and goes on. */
  void start() {
    wires.beginFrame();
    try {
      submissions.clear();
      recording = true;
    } finally {
      wires.endFrame();
    }
  }

  /** What was written down since the start. */
  BusSequence sequence() {
    wires.beginFrame();
    try {
      return new BusSequence(submissions);
    } finally {
      wires.endFrame();
    }
  }

  @Override
  public void submission() {
    chip.submission();
    wires.beginFrame();
    try {
      if (recording) {
        submissions.add(new ArrayList<>());
      }
    } finally {
      wires.endFrame();
    }
  }

  @Override
  public void select() {
    wires.beginFrame();
    length = 0;
    chip.select();
  }

  @Override
  public void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int count) {
    length += count;
    chip.exchange(mosi, mosiOffset, miso, misoOffset, count);
  }

  @Override
  public void read(MemorySegment miso, long misoOffset, int count) {
    length += count;
    chip.read(miso, misoOffset, count);
  }

  @Override
  public void write(MemorySegment mosi, long mosiOffset, int count) {
    length += count;
    chip.write(mosi, mosiOffset, count);
  }

  @Override
  public void deselect() {
    chip.deselect();
    // A recording may have begun between a submission and its frames only if nobody knew of them.
    if (recording && !submissions.isEmpty()) {
      submissions.getLast().add(length);
    }
    wires.endFrame();
  }
}

package dev.spinet.simulator.scenario;

import dev.spinet.simulator.bus.SpiFault;
import java.util.ArrayList;
import java.util.List;

/** The SPI wires of a run: tells it about every byte, and damages what it is told to damage. */
final class FaultyWires implements SpiFault {

  private static final int ALL_BITS = 0xFF;

  private final ScenarioRun run;
  private final WireDecoder decoder = new WireDecoder();
  private final List<Injection> due = new ArrayList<>();

  // What the byte under way gets.
  private int mosiMask;
  private int misoMask;
  private boolean stuck;
  private boolean stuckHigh;

  // What the next byte gets, from whatever thread.
  private int nextMosiMask;
  private int nextMisoMask;
  private long stuckBytes;
  private boolean nextStuckHigh;

  FaultyWires(ScenarioRun run) {
    this.run = run;
  }

  /** Flips bits of the next byte. */
  synchronized void flip(Fault.Flip flip) {
    switch (flip.line()) {
      case MOSI -> nextMosiMask ^= flip.mask();
      case MISO -> nextMisoMask ^= flip.mask();
    }
  }

  /** Holds MISO from the next byte on. */
  synchronized void stick(Fault.Stick stick) {
    stuckBytes = stick.bytes();
    nextStuckHigh = stick.high();
  }

  @Override
  public void before(long frame, int position, int mosi) {
    if (position == 0) {
      decoder.begin();
    }
    decoder.next(mosi);
    run.byteCrosses(frame, position, decoder, due);
    if (!due.isEmpty()) {
      due.forEach(run::execute);
      due.clear();
    }
    take();
  }

  private synchronized void take() {
    mosiMask = nextMosiMask;
    misoMask = nextMisoMask;
    nextMosiMask = 0;
    nextMisoMask = 0;
    stuck = stuckBytes > 0;
    stuckHigh = nextStuckHigh;
    if (stuck) {
      stuckBytes--;
    }
  }

  @Override
  public int flipMosi(long frame, int position) {
    return mosiMask;
  }

  @Override
  public int flipMiso(long frame, int position) {
    return misoMask;
  }

  @Override
  public int miso(long frame, int position, int value) {
    if (stuck) {
      return stuckHigh ? ALL_BITS : 0;
    }
    return value ^ misoMask;
  }
}

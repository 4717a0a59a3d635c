package dev.spinet.simulator.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VirtualLanTest {
  private static final Duration LATENCY = Duration.ofMillis(1);
  private static final MacAddress A = new MacAddress(0x02_0000_0000_0AL);
  private static final MacAddress B = new MacAddress(0x02_0000_0000_0BL);

  private final VirtualClock clock = new VirtualClock();
  private final VirtualLan lan = new VirtualLan(clock, LATENCY);
  private final Recorder a = new Recorder("a");
  private final Recorder b = new Recorder("b");
  private final Recorder c = new Recorder("c");

  @Test
  void aFrameArrivesAfterTheLatencyAndNotBefore() {
    byte[] frame = frame(A, MacAddress.BROADCAST, 1);
    a.port.transmit(frame);
    clock.advance(LATENCY.minusNanos(1));
    assertTrue(b.frames.isEmpty());
    clock.advance(Duration.ofNanos(1));
    assertSame(frame, b.frames.getFirst());
    assertSame(frame, c.frames.getFirst());
    assertTrue(a.frames.isEmpty(), "nobody hears himself");
  }

  @Test
  void whereAStationIsGetsLearned() {
    a.port.transmit(frame(A, B, 1));
    settle();
    assertEquals(1, b.frames.size());
    assertEquals(1, c.frames.size(), "an unknown address goes everywhere");
    b.port.transmit(frame(B, A, 2));
    settle();
    assertEquals(1, a.frames.size());
    assertEquals(1, c.frames.size(), "a known one does not");
    c.port.transmit(frame(A, B, 3));
    b.port.transmit(frame(B, A, 4));
    settle();
    assertEquals(1, a.frames.size());
    assertEquals(2, c.frames.size(), "a station that has moved is found at its new place");
  }

  @Test
  void framesOfOnePortKeepTheirOrder() {
    for (int i = 0; i < 100; i++) {
      a.port.transmit(frame(A, B, i));
    }
    settle();
    assertEquals(100, b.frames.size());
    for (int i = 0; i < 100; i++) {
      assertEquals(i, b.frames.get(i)[14]);
    }
  }

  @Test
  void aPulledCableLosesFramesAndIsHeardOf() {
    a.port.transmit(frame(A, MacAddress.BROADCAST, 1));
    b.port.setPluggedIn(false);
    assertFalse(b.port.isLinkUp());
    settle();
    assertTrue(b.frames.isEmpty(), "it was still on its way");
    assertEquals(List.of(false), b.links);
    b.port.transmit(frame(B, MacAddress.BROADCAST, 2));
    settle();
    assertTrue(a.frames.isEmpty());
    b.port.setPluggedIn(true);
    b.port.setPluggedIn(true);
    a.port.transmit(frame(A, B, 3));
    settle();
    assertEquals(List.of(false, true), b.links);
    assertEquals(1, b.frames.size());
  }

  @Test
  void aStationThatAnswersAtOnceDoesNotStopTime() {
    var instant = new VirtualLan(clock);
    var left = instant.newPort("left");
    var right = instant.newPort("right");
    var bounces = new AtomicInteger();
    left.attach(new Bouncer(left, bounces));
    right.attach(new Bouncer(right, bounces));
    boolean[] ran = {false};
    left.transmit(frame(A, MacAddress.BROADCAST, 1));
    clock.schedule(0, () -> ran[0] = true);
    assertTrue(clock.runUntil(() -> ran[0], Duration.ZERO));
    assertTrue(bounces.get() < 10);
  }

  @Test
  void aBadNetworkLosesDoublesAndDelays() {
    lan.setImpairment((from, frame) ->
        switch (frame[14]) {
          case 1 -> Impairment.Fate.LOST;
          case 2 -> Impairment.Fate.DUPLICATED;
          case 3 -> new Impairment.Fate(1, Duration.ofMillis(10));
          default -> Impairment.Fate.DELIVERED;
        });
    for (int i = 1; i <= 4; i++) {
      a.port.transmit(frame(A, B, i));
    }
    clock.advance(Duration.ofMillis(20));
    assertEquals(List.of(2, 2, 4, 3), b.frames.stream().map(frame -> (int) frame[14]).toList());
    var counters = lan.counters();
    assertEquals(4, counters.transmitted());
    assertEquals(1, counters.impaired());
    assertEquals(8, counters.delivered(), "B is unknown: four frames to two ports");
  }

  @Test
  void badLuckCanBeRepeated() {
    assertEquals(fates(1), fates(1));
    assertFalse(fates(1).equals(fates(2)));
    long lost = fates(1).stream().filter(fate -> fate.copies() == 0).count();
    assertTrue(lost > 50 && lost < 150, () -> lost + " of 1000 lost, not about 100");
  }

  private List<Impairment.Fate> fates(long seed) {
    var impairment = Impairment.random(seed, 0.1, 0.1, 0.1, Duration.ofMillis(3));
    List<Impairment.Fate> fates = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      fates.add(impairment.judge(a.port, new byte[14]));
    }
    return fates;
  }

  @Test
  void whatIsNoFrameIsCountedAndDropped() {
    a.port.transmit(new byte[13]);
    a.port.transmit(new byte[1515]);
    settle();
    assertEquals(2, lan.counters().invalid());
    assertEquals(0, lan.counters().delivered());
  }

  @Test
  void aClosedPortIsGone() {
    b.port.close();
    b.port.close();
    a.port.transmit(frame(A, MacAddress.BROADCAST, 1));
    settle();
    assertTrue(b.frames.isEmpty());
    assertEquals(1, c.frames.size());
  }

  @Test
  void aFailingStationDoesNotKeepFramesFromOthers() {
    b.fail = true;
    a.port.transmit(frame(A, MacAddress.BROADCAST, 1));
    b.port.transmit(frame(B, A, 2));
    assertThrows(IllegalStateException.class, this::settle);
    settle();
    assertEquals(1, a.frames.size());
  }

  @Test
  void timeDoesNotRunBackwards() {
    assertThrows(IllegalArgumentException.class, () -> new VirtualLan(clock, Duration.ofNanos(-1)));
  }

  private void settle() {
    clock.advance(LATENCY);
  }

  private static byte[] frame(MacAddress from, MacAddress to, int mark) {
    byte[] frame = EthernetFrame.begin(to, from, 0x88B5, 46);
    frame[14] = (byte) mark;
    return frame;
  }

  private record Bouncer(LanPort port, AtomicInteger bounces) implements EthernetPort.Station {
    @Override
    public void receive(byte[] frame) {
      bounces.incrementAndGet();
      port.transmit(frame);
    }

    @Override
    public void linkChanged(boolean up) {}
  }

  private final class Recorder implements EthernetPort.Station {
    final LanPort port;
    final List<byte[]> frames = new ArrayList<>();
    final List<Boolean> links = new ArrayList<>();
    boolean fail;

    Recorder(String name) {
      port = lan.newPort(name);
      port.attach(this);
    }

    @Override
    public void receive(byte[] frame) {
      if (fail) {
        throw new IllegalStateException("a bug in a station");
      }
      frames.add(frame);
    }

    @Override
    public void linkChanged(boolean up) {
      links.add(up);
    }
  }
}

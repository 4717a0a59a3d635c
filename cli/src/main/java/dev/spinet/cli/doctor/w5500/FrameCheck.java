package dev.spinet.cli.doctor.w5500;

import static dev.spinet.socket.SocketConstants.AF_PACKET;
import static dev.spinet.socket.SocketConstants.SOCK_RAW;

import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.Findings;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Asks the gateway by ARP (RFC 826), in Ethernet frames that this program makes itself. */
final class FrameCheck {

  private static final int QUESTIONS = 4;
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int FRAME = 60;
  private static final int LONGEST = 1514;
  private static final short ARP = 0x0806;
  private static final short REQUEST = 1;
  private static final short REPLY = 2;
  private static final int TYPE_AT = 12;
  private static final int OPERATION_AT = 20;
  private static final int SENDER_AT = 28;

  private final W5500 driver;
  private final Findings findings;

  FrameCheck(W5500 driver, Findings findings) {
    this.driver = driver;
    this.findings = findings;
  }

  void run(LinkInfo info) throws IOException {
    if (info.gateway().isAnyLocalAddress()) {
      findings.notChecked(Check.NETWORK_FRAMES, "there is no gateway to ask", "");
      return;
    }
    findings.doing("sending Ethernet frames");
    long droppedBefore = dropped();
    int answered = 0;
    try (var endpoint = driver.openDatagram(AF_PACKET, SOCK_RAW, 0);
        var arena = Arena.ofShared()) {
      var any = (Inet4Address) Inet4Address.getByAddress(new byte[Integer.BYTES]);
      endpoint.bind(any, 0);
      for (int i = 0; i < QUESTIONS; i++) {
        byte[] question = question(info);
        var out = arena.allocate(question.length);
        out.copyFrom(MemorySegment.ofArray(question));
        endpoint.send(out, 0, question.length, 0, 0, WAIT_NANOS);
        answered += isAnswered(endpoint, arena.allocate(LONGEST), info.gateway()) ? 1 : 0;
      }
    } catch (InterruptedIOException e) {
      if (!(e instanceof SocketTimeoutException)) {
        throw e;
      }
      findings.problem(Check.NETWORK_FRAMES, e, "see the other findings");
      return;
    } catch (IOException e) {
      findings.problem(Check.NETWORK_FRAMES, e, "see the other findings");
      return;
    }
    report(answered, dropped() - droppedBefore);
  }

  private long dropped() {
    return driver.statistics().sockets().stream()
        .mapToLong(socket -> socket.packetsDropped())
        .sum();
  }

  private void report(int answered, long dropped) {
    if (answered == QUESTIONS && dropped == 0) {
      findings.ok(
          Check.NETWORK_FRAMES,
          "the gateway answers %d of %d frames".formatted(answered, answered));
      return;
    }
    String found =
        "the gateway answers %d of %d frames".formatted(answered, QUESTIONS)
            + (dropped == 0
                ? ""
                : "; %d times the chip gave a length that cannot be".formatted(dropped));
    if (answered == 0) {
      findings.problem(
          Check.NETWORK_FRAMES,
          found,
          "sockets for Ethernet frames do not work; TCP and UDP may all the same: try a lower speed");
    } else {
      findings.warning(
          Check.NETWORK_FRAMES, found, "frames get lost: try a lower speed of the bus");
    }
  }

  private static byte[] question(LinkInfo info) {
    var frame = ByteBuffer.allocate(FRAME);
    byte[] mac = info.mac().octets();
    frame.putInt(-1).putShort((short) -1).put(mac).putShort(ARP);
    // Ethernet, IPv4, the lengths of their addresses.
    frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
    frame.putShort(REQUEST).put(mac).put(info.ip().getAddress());
    frame.put(new byte[6]).put(info.gateway().getAddress());
    return frame.array();
  }

  private static boolean isAnswered(
      DatagramEndpoint endpoint, MemorySegment memory, Inet4Address gateway) throws IOException {
    long start = System.nanoTime();
    var from = new DatagramSource();
    var frame = memory.asByteBuffer();
    while (true) {
      long left = WAIT_NANOS - (System.nanoTime() - start);
      if (left <= 0 || endpoint.receive(memory, 0, LONGEST, from, left) < 0) {
        return false;
      }
      byte[] sender = new byte[Integer.BYTES];
      frame.get(SENDER_AT, sender);
      if (frame.getShort(TYPE_AT) == ARP
          && frame.getShort(OPERATION_AT) == REPLY
          && Arrays.equals(sender, gateway.getAddress())) {
        return true;
      }
    }
  }
}

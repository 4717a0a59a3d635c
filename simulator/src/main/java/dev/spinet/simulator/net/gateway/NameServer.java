package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.UdpDatagram;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** What is wrong with the name server, if anything is. */
final class NameServer {

  /** Longest answer that means nothing; longer than any header of DNS. */
  private static final int MAXIMUM_GARBAGE = 64;

  private final LanSide lan;
  private final UserNetworkConfig config;
  private final Tally tally;
  private final SplittableRandom random;
  private DnsMode mode = DnsMode.NORMAL;

  NameServer(UserNetworkConfig config, LanSide lan, Tally tally) {
    this.lan = lan;
    this.config = config;
    this.tally = tally;
    this.random = new SplittableRandom(config.seed());
  }

  void setMode(DnsMode newMode) {
    mode = newMode;
  }

  /**
   * A question has come in.
   *
   * @return whether that was all; if not, the question is to be passed on
   */
  boolean swallow(UdpDatagram question) {
    boolean asked =
        question.ip().destination().equals(config.nameServer())
            && question.destinationPort() == Resolvers.PORT;
    if (!asked || mode == DnsMode.NORMAL || mode == DnsMode.WRONG_ID) {
      return false;
    }
    if (mode == DnsMode.GARBAGE) {
      byte[] garbage = new byte[1 + random.nextInt(MAXIMUM_GARBAGE)];
      random.nextBytes(garbage);
      lan.transmitDatagram(
          lan.answer(question.ip()),
          Resolvers.PORT,
          question.sourcePort(),
          ByteBuffer.wrap(garbage),
          tally);
    }
    return true;
  }

  /** Does to an answer what is to be done to it, in place. */
  void mark(FlowKey flow, ByteBuffer answer) {
    if (mode == DnsMode.WRONG_ID
        && flow.remote().equals(config.nameServer())
        && answer.remaining() >= Short.BYTES) {
      // The identification is what a message begins with (RFC 1035, section 4.1.1).
      int at = answer.position();
      answer.putShort(at, (short) ~answer.getShort(at));
    }
  }
}

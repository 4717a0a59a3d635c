package dev.spinet.drivers.esp32;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** A real name server on this machine's loopback that knows one name. */
final class TestNames implements AutoCloseable {

  static final String HOST = "board.example.org";

  private final DatagramSocket socket;

  TestNames() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    var _ = Thread.ofPlatform().daemon().start(this::serve);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  private void serve() {
    var packet = new DatagramPacket(new byte[1500], 1500);
    while (!socket.isClosed()) {
      try {
        socket.receive(packet);
        byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        packet.setLength(1500);
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new AssertionError("the name server has failed", e);
        }
      }
    }
  }

  private static byte[] answer(byte... octets) throws IOException {
    var question = new Message(octets);
    var answer = new Message(question.getHeader().getID());
    var asked = Objects.requireNonNull(question.getQuestion());
    answer.addRecord(asked, Section.QUESTION);
    answer.getHeader().setFlag(Flags.QR);
    if (asked.getName().toString(true).equals(HOST)) {
      var address = InetAddress.ofLiteral("10.0.2.2");
      answer.addRecord(new ARecord(asked.getName(), DClass.IN, 60, address), Section.ANSWER);
    } else {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    return answer.toWire();
  }

  @Override
  public void close() {
    socket.close();
  }
}

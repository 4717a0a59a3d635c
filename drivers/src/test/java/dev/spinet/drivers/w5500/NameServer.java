package dev.spinet.drivers.w5500;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** A real name server on this machine's loopback, over UDP and TCP, with a few names. */
final class NameServer implements AutoCloseable {

  static final String HOST = "board.example.org";
  static final String ALIAS = "www.example.org";
  static final String LARGE = "large.example.org";

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final AtomicInteger datagrams = new AtomicInteger();
  private final List<Exception> failures = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  NameServer() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    tcp = new ServerSocket(0, 10, loopback);
    udp = new DatagramSocket(tcp.getLocalPort(), loopback);
    start(this::serveDatagrams);
    start(this::serveStreams);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) udp.getLocalSocketAddress();
  }

  int datagrams() {
    return datagrams.get();
  }

  private interface Task {
    void run() throws Exception;
  }

  private void start(Task task) {
    var _ =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                task.run();
              } catch (Exception e) {
                if (!closed) {
                  failures.add(e);
                }
              }
            });
  }

  private void serveDatagrams() throws Exception {
    var packet = new DatagramPacket(new byte[1500], 1500);
    while (true) {
      udp.receive(packet);
      datagrams.incrementAndGet();
      byte[] question = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
      byte[] answer = answer(question, true);
      udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      packet.setLength(1500);
    }
  }

  private void serveStreams() throws Exception {
    while (true) {
      try (var connection = tcp.accept()) {
        var in = new DataInputStream(connection.getInputStream());
        byte[] question = new byte[in.readUnsignedShort()];
        in.readFully(question);
        byte[] answer = answer(question, false);
        var out = new DataOutputStream(connection.getOutputStream());
        out.writeShort(answer.length);
        out.write(answer);
        out.flush();
      }
    }
  }

  private static byte[] answer(byte[] octets, boolean datagram) throws IOException {
    var question = new Message(octets);
    var answer = new Message(question.getHeader().getID());
    var asked = Objects.requireNonNull(question.getQuestion());
    answer.addRecord(asked, Section.QUESTION);
    answer.getHeader().setFlag(Flags.QR);
    switch (asked.getName().toString(true)) {
      case HOST -> answer.addRecord(address(asked.getName(), "10.0.2.2"), Section.ANSWER);
      case ALIAS -> {
        var target = Name.fromString(HOST + ".");
        answer.addRecord(new CNAMERecord(asked.getName(), DClass.IN, 60, target), Section.ANSWER);
        answer.addRecord(address(target, "10.0.2.2"), Section.ANSWER);
      }
      case LARGE -> {
        if (datagram) {
          answer.getHeader().setFlag(Flags.TC);
        }
        for (int i = 1; i < 200 && !datagram; i++) {
          answer.addRecord(address(asked.getName(), "192.0.2." + i), Section.ANSWER);
        }
      }
      default -> answer.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    return answer.toWire();
  }

  private static Record address(Name name, String address) throws IOException {
    return new ARecord(name, DClass.IN, 60, InetAddress.getByName(address));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    udp.close();
    tcp.close();
    for (var failure : failures) {
      throw new AssertionError("the name server has failed", failure);
    }
  }
}

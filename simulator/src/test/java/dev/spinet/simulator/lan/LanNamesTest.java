package dev.spinet.simulator.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LanNamesTest {

  private LanNames names;
  private DatagramSocket client;

  @BeforeEach
  void serve() throws IOException {
    names = LanNames.serve(W5500Lan.addresses());
    client = new DatagramSocket();
    client.setSoTimeout(10_000);
    client.connect(names.address());
  }

  @AfterEach
  void end() {
    client.close();
    names.close();
    names.close();
  }

  private String ask(String hex) throws IOException {
    send(HexFormat.of().parseHex(hex.replace(" ", "")));
    var answer = new DatagramPacket(new byte[600], 600);
    client.receive(answer);
    return HexFormat.of().formatHex(Arrays.copyOf(answer.getData(), answer.getLength()));
  }

  private void send(byte... bytes) throws IOException {
    client.send(new DatagramPacket(bytes, bytes.length));
  }

  private static String name(String text) {
    var hex = new StringBuilder();
    for (var label : text.split("\\.", -1)) {
      hex.append(String.format("%02x", label.length()));
      hex.append(HexFormat.of().formatHex(label.getBytes(StandardCharsets.US_ASCII)));
    }
    return hex + "00";
  }

  @Test
  void knowsTheGatewayAndNothingOfOtherKinds() throws IOException {
    String question = name("Gateway.LAN");
    assertEquals(
        "beef85000001000100000000" + question + "00010001c00c000100010000000000040a000202",
        ask("beef 0100 0001 0000 0000 0000" + question + "0001 0001"));
    // An AAAA record: the name exists, without one.
    assertEquals(
        "beef84000001000000000000" + question + "001c0001",
        ask("beef 0000 0001 0000 0000 0000" + question + "001c 0001"));
    // With an OPT record behind the question, as resolvers send it.
    assertEquals(
        "beef85000001000100000000" + question + "00010001c00c000100010000000000040a000202",
        ask("beef 0100 0001 0000 0000 0001" + question + "0001 0001 00 0029 0200 00000000 0000"));
  }

  @Test
  void saysThatOthersDoNotExist() throws IOException {
    String question = name("example.com");
    assertEquals(
        "000185030001000000000000" + question + "00010001",
        ask("0001 0100 0001 0000 0000 0000" + question + "0001 0001"));
  }

  @Test
  void refusesBrokenQuestions() throws IOException {
    var error = "000185010000000000000000";
    assertEquals(error, ask("0001 0100 0002 0000 0000 0000"));
    assertEquals(error, ask("0001 0100 0001 0000 0000 0000"));
    assertEquals(error, ask("0001 0100 0001 0000 0000 0000 05 61"));
    assertEquals(error, ask("0001 0100 0001 0000 0000 0000 c00c 0001 0001"));
    assertEquals(error, ask("0001 0100 0001 0000 0000 0000 01 61 00 0001"));
  }

  @Test
  void survivesGarbage() throws IOException {
    long descriptors;
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      descriptors = entries.count();
    }
    var random = new Random(11);
    for (int i = 0; i < 5_000; i++) {
      var bytes = new byte[random.nextInt(600)];
      random.nextBytes(bytes);
      if (bytes.length > 12 && random.nextBoolean()) {
        Arrays.fill(bytes, 2, 12, (byte) 0);
        bytes[5] = 1;
      }
      send(bytes);
    }
    // The garbage may have filled the buffers on the way, and the answers to it those back.
    client.close();
    boolean answered = false;
    for (int attempt = 0; attempt < 20 && !answered; attempt++) {
      client = new DatagramSocket();
      client.setSoTimeout(1_000);
      client.connect(names.address());
      try {
        var answer = ask("7777 0100 0001 0000 0000 0000" + name("dns.lan") + "0001 0001");
        answered = answer.endsWith("0a000203");
      } catch (SocketTimeoutException e) {
        client.close();
      }
    }
    assertTrue(answered);
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      assertEquals(descriptors, entries.count());
    }
  }
}

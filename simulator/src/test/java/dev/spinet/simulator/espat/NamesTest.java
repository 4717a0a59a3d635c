package dev.spinet.simulator.espat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.espat.stack.UdpSocket;
import dev.spinet.simulator.packet.UdpDatagram;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names of hosts, looked up at a server on the PC. */
class NamesTest {
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final byte[] NAME = WireText.bytes("\u0003iot\u0007example\0");

  private final ModuleBench bench = ModuleBench.joined(EspAtOptions.DEFAULT);
  private final Terminal terminal = bench.terminal();
  private final AtomicInteger questions = new AtomicInteger();

  @AfterEach
  void close() {
    bench.close();
  }

  /** Answers for one name, from a certain question on. */
  private void serve(int firstAnswered) {
    var server = new AtomicReference<UdpSocket>();
    server.set(
        bench
            .pc()
            .openUdp(
                53,
                question -> {
                  if (questions.incrementAndGet() >= firstAnswered) {
                    byte[] answer = answer(question);
                    server
                        .get()
                        .send(
                            question.ip().source(),
                            question.sourcePort(),
                            answer,
                            0,
                            answer.length);
                  }
                })
            .orElseThrow());
    terminal.expectOk("AT+CIPDNS=1,\"192.168.3.102\"");
  }

  private static byte[] answer(UdpDatagram question) {
    var bytes = question.ip().ethernet().bytes();
    int at = question.payloadOffset();
    boolean known = Arrays.equals(bytes, at + 12, at + 12 + NAME.length, NAME, 0, NAME.length);
    var message = new ByteArrayOutputStream();
    message.write(bytes, at, question.payloadLength());
    if (known) {
      message.writeBytes(
          ByteBuffer.allocate(16)
              .putShort((short) 0xC00C)
              .putShort((short) 1)
              .putShort((short) 1)
              .putInt(60)
              .putShort((short) 4)
              .putInt(ModuleBench.PC.value())
              .array());
    }
    var answer = message.toByteArray();
    answer[2] = (byte) 0x81;
    answer[3] = (byte) (known ? 0x80 : 0x83);
    answer[7] = (byte) (known ? 1 : 0);
    return answer;
  }

  @Test
  void namesAreFoundOrNot() {
    serve(1);
    assertEquals(
        "+CIPDOMAIN:\"192.168.3.102\"\r\n\r\nOK\r\n",
        terminal.ask("AT+CIPDOMAIN=\"iot.example\"", LONG));
    assertEquals("\r\nERROR\r\n", terminal.ask("AT+CIPDOMAIN=\"no.example\"", LONG));
    assertEquals("\r\nERROR\r\n", terminal.ask("AT+CIPDOMAIN=\"a..b\"", LONG));
    assertEquals(
        "+CIPDOMAIN:\"10.1.2.3\"\r\n\r\nOK\r\n", terminal.ask("AT+CIPDOMAIN=\"10.1.2.3\""));
  }

  @Test
  void aLostQuestionIsAskedAgain() {
    serve(3);
    terminal.ask("AT+CIPDOMAIN=\"iot.example\"", LONG);
    assertTrue(terminal.ask("AT+GMR").contains("busy p..."));
    terminal.listen(Duration.ofSeconds(4));
    assertEquals("+CIPDOMAIN:\"192.168.3.102\"\r\n\r\nOK\r\n", terminal.heard());
  }

  @Test
  void aSearchEndsInTime() {
    serve(100);
    terminal.ask("AT+CIPDOMAIN=\"iot.example\",1,2500", Duration.ofMillis(2490));
    assertEquals("", terminal.heard());
    terminal.listen(Duration.ofMillis(20));
    assertEquals("\r\nERROR\r\n", terminal.heard());
    terminal.listen(Duration.ofSeconds(10));
    assertEquals("", terminal.heard());
    assertEquals("", terminal.ask("AT+CIPDOMAIN=\"iot.example\"", Duration.ofSeconds(6)));
    terminal.listen(Duration.ofSeconds(2));
    assertEquals("\r\nERROR\r\n", terminal.heard());
  }

  @Test
  void linksAreMadeByName() {
    serve(1);
    var server = PcServer.listen(bench.pc(), 80);
    assertEquals(
        "CONNECT\r\n\r\nOK\r\n", terminal.ask("AT+CIPSTART=\"TCP\",\"iot.example\",80", LONG));
    assertEquals(1, server.count());
    assertEquals("+CIPDNS:1,\"192.168.3.102\"\r\n\r\nOK\r\n", terminal.ask("AT+CIPDNS?"));
    terminal.expectOk("AT+CIPDNS=0");
  }
}

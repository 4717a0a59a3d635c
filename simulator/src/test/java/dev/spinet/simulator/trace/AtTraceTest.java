package dev.spinet.simulator.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.spinet.simulator.espat.SerialDirection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is written of a conversation, and what is not. */
final class AtTraceTest {

  private static final String SECRET = "S3cret-pw";
  private static final String CONFIGURING =
      "AT+CIPSTA?\r\nAT+CIPSTART=0,\"TCP\",\"10.0.2.2\",80\r\nAT+CWSAP=\"mine\",\"%1$s\",1,3\r\nAT+CWJAP=\"home\",\"%1$s\"\r\nAT+CIPDOMAIN=\"x\"\r\n"
          .formatted(SECRET);
  private static final String ANSWERING =
      "+CIPSTA:ip:\"10.0.2.15\"\r\n\r\nOK\r\nAT+CWJAP=\"home\",\"%1$s\"\r\nWIFI GOT IP\r\n\r\nOK\r\n+CWSAP:\"mine\",\"%1$s\",1,3,4,0\r\n\r\nOK\r\n"
          .formatted(SECRET);

  private final List<String> lines = new ArrayList<>();
  private final AtomicLong time = new AtomicLong();

  private AtTrace trace() {
    return new AtTrace(lines::add, time::get);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aConversationIsWrittenLineByLine() {
    var trace = trace();
    trace.arrived(SerialDirection.TO_MODULE, bytes("AT+CIPSTART=0,\"TCP\",\"10.0.2.2\",80\r\n"));
    time.set(1_500_000_000L);
    trace.arrived(SerialDirection.TO_HOST, bytes("0,CONNECT\r\n\r\nOK\r\n"));
    trace.arrived(SerialDirection.TO_MODULE, bytes("AT+CIPSEND=0,5\r\n"));
    trace.arrived(SerialDirection.TO_HOST, bytes("\r\nOK\r\n\r\n>"));
    trace.arrived(SerialDirection.TO_MODULE, bytes("AT\r\n\0"));
    trace.arrived(
        SerialDirection.TO_HOST, bytes("\r\nRecv 5 bytes\r\n+CIPRECVDATA:4,OK\r\n\r\nOK\r\n"));
    trace.arrived(
        SerialDirection.TO_HOST, bytes("+IPD,1,3,\"10.0.2.2\",53:a\r\n\u00ffgarbage\r\n"));
    assertEquals(
        List.of(
            "    0.000000 >> AT+CIPSTART=0,\"TCP\",\"10.0.2.2\",80",
            "    1.500000 << 0,CONNECT",
            "    1.500000 << OK",
            "    1.500000 >> AT+CIPSEND=0,5",
            "    1.500000 << OK",
            "    1.500000 << >",
            "    1.500000 >> (5 bytes)",
            "    1.500000 << Recv 5 bytes",
            "    1.500000 << +CIPRECVDATA:4 (4 bytes)",
            "    1.500000 << OK",
            "    1.500000 << +IPD,1,3,\"10.0.2.2\",53 (3 bytes)",
            "    1.500000 << (8 bytes that are not understood)"),
        lines);
  }

  @Test
  void secretsAreHidden() {
    var trace = trace();
    trace.arrived(SerialDirection.TO_MODULE, bytes(CONFIGURING));
    trace.arrived(SerialDirection.TO_HOST, bytes(ANSWERING));
    assertFalse(String.join("\n", lines).contains(SECRET), () -> String.join("\n", lines));
    assertEquals("    0.000000 >> AT+CWJAP=\"***\",\"***\"", lines.get(3));
  }

  /** Whatever is lost, what is left of a secret's command is not taken for something else. */
  @Test
  void damagedCommandsTellNoSecretsEither() {
    for (String text : List.of(CONFIGURING, ANSWERING)) {
      var direction =
          text.equals(CONFIGURING) ? SerialDirection.TO_MODULE : SerialDirection.TO_HOST;
      for (int at = 0; at < text.length(); at++) {
        for (int count = 1; count < 80 && at + count <= text.length(); count++) {
          lines.clear();
          trace()
              .arrived(direction, bytes(text.substring(0, at) + text.substring(at + count) + "\n"));
          String written = String.join("\n", lines);
          int from = at;
          int lost = count;
          assertFalse(written.contains(SECRET), () -> from + "+" + lost + ":\n" + written);
        }
      }
    }
  }
}

package dev.spinet.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ProtocolException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseHeadTest {

  @Test
  void readsTheLength() throws Exception {
    assertEquals(
        8388608,
        ResponseHead.parse("HTTP/1.1 200 OK\r\nDate: now\r\ncontent-LENGTH:  8388608 ")
            .contentLength());
    assertEquals(0, ResponseHead.parse("HTTP/1.0 200\r\nContent-Length:0").contentLength());
    assertEquals(
        7,
        ResponseHead.parse("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Length: 7")
            .contentLength());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SSH-2.0-x                                       | does not speak HTTP/1
          HTTP/2 200                                      | does not speak HTTP/1
          ''                                              | does not speak HTTP/1
          HTTP/1.1 404 Not Found                          | answered 'HTTP/1.1 404 Not Found'
          HTTP/1.1 200 OK                                 | does not say how long
          HTTP/1.1 200 OK;Content-Length: -1              | is not a length
          HTTP/1.1 200 OK;Content-Length: 0x10            | is not a length
          HTTP/1.1 200 OK;Content-Length: 9999999999999999999 | is not a length
          HTTP/1.1 200 OK;Content-Length                  | is not a length
          HTTP/1.1 200 OK;Content-Length: 1;Content-Length: 2 | two lengths: 1 and 2
          HTTP/1.1 200 OK;Transfer-Encoding: chunked      | encoding 'chunked'
          """)
  void refusesOthers(String head, String sentence) {
    var refusal =
        assertThrows(ProtocolException.class, () -> ResponseHead.parse(head.replace(";", "\r\n")));
    assertTrue(String.valueOf(refusal.getMessage()).contains(sentence), refusal.toString());
  }

  @Test
  void survivesGarbage() {
    var random = new Random(1);
    String valid = "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 12";
    for (int i = 0; i < 20_000; i++) {
      var head = new StringBuilder(valid);
      for (int j = random.nextInt(1, 6); j > 0; j--) {
        int at = random.nextInt(head.length());
        switch (random.nextInt(3)) {
          case 0 -> head.setCharAt(at, (char) random.nextInt(256));
          case 1 -> head.deleteCharAt(at);
          default -> head.insert(at, "\r\n: 0".charAt(random.nextInt(5)));
        }
      }
      try {
        assertTrue(ResponseHead.parse(head.toString()).contentLength() >= 0);
      } catch (ProtocolException e) {
        assertTrue(e.getMessage() != null && e.getMessage().contains(" "), head.toString());
      }
    }
  }
}

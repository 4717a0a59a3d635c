package dev.spinet.cli.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

  private static JsonNode read(Object value) throws Exception {
    return new ObjectMapper().readTree(Json.write(value));
  }

  @Test
  void everyCharacterComesBack() throws Exception {
    var all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      // Halves of pairs do not travel alone in any encoding; they have a test of their own.
      if (!Character.isSurrogate((char) c)) {
        all.append((char) c);
      }
    }
    all.append("\uD83D\uDE80");
    assertEquals(all.toString(), read(all.toString()).asText());
  }

  @Test
  void isPlainAscii() {
    String text = Json.write("Grüße 🚀 \u2028 \uD83D \u007f");
    assertTrue(text.chars().allMatch(c -> c >= 0x20 && c < 0x7f), text);
  }

  @Test
  void nestsAndKeepsTheOrder() throws Exception {
    var object = Json.object();
    object.put("z", List.of(1, 2L, 3.5, true, "x"));
    object.put("a", Json.object());
    object.put("quoted \"name\"", false);
    assertEquals(
        "{\"z\":[1,2,3.5,true,\"x\"],\"a\":{},\"quoted \\\"name\\\"\":false}", Json.write(object));
    assertEquals(3.5, read(object).at("/z/2").asDouble());
  }

  @Test
  void numbersComeBack() throws Exception {
    for (long number : new long[] {0, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertEquals(number, read(number).asLong());
    }
    for (double number : new double[] {0.1, -2.5, 1e300, 1e-300, Double.MIN_VALUE}) {
      assertEquals(number, read(number).asDouble());
    }
  }

  @Test
  void refusesWhatJsonCannotSay() {
    for (Object value : new Object[] {Double.NaN, Double.POSITIVE_INFINITY, 'c', new Object()}) {
      assertThrows(IllegalArgumentException.class, () -> Json.write(value));
    }
  }
}

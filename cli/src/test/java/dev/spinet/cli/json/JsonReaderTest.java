package dev.spinet.cli.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @Test
  void readsWhatIsWritten() {
    var value = Json.object();
    value.put("list", List.of(1L, -2L, 3.5, 1e300, true, false, "x\"\\\n\u0000ü\uD83D\uDE80"));
    value.put("empty", Map.of());
    value.put("", List.of());
    assertEquals(value, JsonReader.read(Json.write(value)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "12e3",
        "1E-2",
        "[ ]",
        " { \"a\" : [ 1 , 2 ] } ",
        "\"\\u00e9\\/\\b\\f\"",
        "[[[[1]]]]",
        "{\"a\":{\"b\":null}}",
        "9223372036854775807"
      })
  void agreesWithAnotherReader(String text) throws Exception {
    var mapper = new ObjectMapper();
    assertEquals(
        mapper.readTree(text).toString().replace("-0", "0"),
        mapper.readTree(mapper.writeValueAsString(JsonReader.read(text))).toString(),
        text);
  }

  @Test
  void whatIsTooLongForALongIsADouble() {
    assertEquals(Long.MAX_VALUE, JsonReader.read("9223372036854775807"));
    assertEquals(1e29, JsonReader.read("100000000000000000000000000000"));
  }

  @Test
  void nullIsNull() {
    assertNull(JsonReader.read("null"));
    assertEquals(Arrays.asList(1L, null), JsonReader.read("[1,null]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1,",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "01",
        "1.",
        ".5",
        "+1",
        "-",
        "1e",
        "tru",
        "nul",
        "\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\n\"",
        "[1]]",
        "{\"a\":1,}",
        "[,]",
        "'a'",
        "NaN",
        "{\"a\":1,\"a\":2}"
      })
  void refusesWhatIsNoJson(String text) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> JsonReader.read(text));
    assertTrue(String.valueOf(thrown.getMessage()).contains(", line "), thrown.getMessage());
  }

  @Test
  void refusesDepthWithoutAStackOverflow() {
    assertThrows(IllegalArgumentException.class, () -> JsonReader.read("[".repeat(100_000)));
  }

  @Test
  void saysWhere() {
    var thrown =
        assertThrows(IllegalArgumentException.class, () -> JsonReader.read("{\n  \"a\": ?\n}"));
    assertEquals("a value was expected, line 2, column 8", thrown.getMessage());
  }
}

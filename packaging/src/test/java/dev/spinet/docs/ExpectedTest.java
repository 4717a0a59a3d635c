package dev.spinet.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up, address 10.0.2.15/24 | up,   address 10.0.2.16/24 | true",
        "sent 12 bytes            | sent 12 octets             | false",
        "sum 0123456789abcdef     | sum fedcba9876543210       | true",
        "said …                   | said something else        | true",
        "said … bytes             | said something else        | false",
        "a\\n…\\nz                | a\\nb\\nc\\nz              | true",
        "a\\n…\\nz                | a\\nb\\nc                  | false",
        "a                        | a\\nb                      | false",
        "took 488 ms, 16.4 MiB/s  | took 2.9 s, 960.1 KiB/s    | true",
      })
  void comparesWhatDoesNotVary(String expected, String actual, boolean same) {
    assertEquals(
        same, Expected.matches(expected.replace("\\n", "\n"), actual.replace("\\n", "\n")));
  }
}

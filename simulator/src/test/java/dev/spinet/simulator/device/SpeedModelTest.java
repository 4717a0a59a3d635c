package dev.spinet.simulator.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeedModelTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          25MHz               | 25 MHz, 20 us for each call, 10 us for each chip select
          31.25MHz,50us       | 31.25 MHz, 50 us for each call, 10 us for each chip select
          8mhz,0,0            | 8 MHz, 0 us for each call, 0 us for each chip select
          500kHz,1.5ms,250ns  | 0.5 MHz, 1500 us for each call, 0.25 us for each chip select
          33MHz,0.02ms,1s     | 33 MHz, 20 us for each call, 1000000 us for each chip select
          """)
  void readsAndSays(String text, String description) {
    assertEquals(description, SpeedModel.describe(SpeedModel.parse(text).orElseThrow()));
  }

  @Test
  void knowsABusThatTakesNoTime() {
    assertTrue(SpeedModel.parse("none").isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fast                | 'fast' is not a speed
          ''                  | '' is not a speed
          25MHz,              | '' is not a time
          25MHz,20            | '20' is not a time
          25MHz,-1us          | '-1us' is not a time
          25MHz,2s            | '2s' is too long
          25MHz,1us,1us,1us   | has more than a clock
          """)
  void refusesOthers(String text, String sentence) {
    var failure = assertThrows(IllegalArgumentException.class, () -> SpeedModel.parse(text));
    var message = Objects.requireNonNull(failure.getMessage());
    assertTrue(message.contains(sentence), message);
  }
}

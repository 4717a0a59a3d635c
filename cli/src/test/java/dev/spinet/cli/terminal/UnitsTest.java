package dev.spinet.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "0,0 B",
    "1023,1023 B",
    "1024,1.0 KiB",
    "1048524,1023.9 KiB",
    "1048575,1.0 MiB",
    "8388608,8.0 MiB",
    "9223372036854775807,8.0 EiB"
  })
  void bytes(long bytes, String text) {
    assertEquals(text, Units.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0.0 ms",
    "850000,0.9 ms",
    "12000000,12 ms",
    "999999999,999 ms",
    "2140000000,2.1 s",
    "185000000000,3 min 05 s"
  })
  void time(long nanos, String text) {
    assertEquals(text, Units.time(nanos));
  }

  @Test
  void ratesAndShares() {
    assertEquals("2.0 MiB/s", Units.rate(1 << 20, 500_000_000));
    assertEquals("- B/s", Units.rate(5, 0));
    assertEquals("98.6 %", Units.share(986, 1000));
    assertEquals("-", Units.share(0, 0));
  }

  @Test
  void areTheSameEverywhere() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals("8.0 MiB", Units.bytes(8 << 20));
      assertEquals("1,234,567", Units.count(1_234_567));
      assertEquals("50.0 %", Units.share(1, 2));
    } finally {
      Locale.setDefault(before);
    }
  }
}

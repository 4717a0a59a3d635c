package dev.spinet.bindings.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrnoTest {
  @ParameterizedTest
  @EnumSource
  void everyErrorIsFoundByItsNumber(Errno errno) {
    assertEquals(Optional.of(errno), Errno.of(errno.number()));
    assertFalse(errno.text().isBlank());
  }

  @Test
  void numbersAreThoseOfLinux() {
    assertEquals(2, Errno.ENOENT.number());
    assertEquals(25, Errno.ENOTTY.number());
    assertEquals(90, Errno.EMSGSIZE.number());
  }

  @Test
  void otherNumbersHaveNoName() {
    assertEquals(Optional.empty(), Errno.of(0));
    assertEquals(Optional.empty(), Errno.of(-2));
    assertEquals(Optional.empty(), Errno.of(4096));
    assertEquals(Optional.empty(), Errno.of(Integer.MAX_VALUE));
  }

  @Test
  void descriptionHasTextAndName() {
    assertEquals(Errno.EACCES.text() + " (EACCES)", Errno.describe(Errno.EACCES.number()));
    var unknown = Errno.describe(4096);
    assertEquals(" (errno 4096)", unknown.substring(unknown.indexOf(" (")));
  }
}

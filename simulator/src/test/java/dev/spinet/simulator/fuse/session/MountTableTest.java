package dev.spinet.simulator.fuse.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountTableTest {

  @Test
  void readsLinesWithAndWithoutOptionalFields() {
    assertEquals(
        new MountTable.Entry("/proc", "proc"),
        MountTable.parse("22 26 0:20 / /proc rw,relatime shared:5 master:2 - proc proc rw"));
    assertEquals(
        new MountTable.Entry("/mnt/a b\\c", "fuse.spinet"),
        MountTable.parse(
            "77 26 0:51 / /mnt/a\\040b\\134c rw,nosuid - fuse.spinet spinet rw,user_id=0"));
  }

  @Test
  void toleratesLinesItDoesNotKnow() {
    var nothing = new MountTable.Entry("", "");
    assertEquals(nothing, MountTable.parse(""));
    assertEquals(nothing, MountTable.parse("- x"));
    assertEquals(nothing, MountTable.parse("1 2 3:4 / /mnt rw -"));
  }

  @Test
  void findsWhatIsMounted() throws IOException {
    assertEquals("proc", MountTable.on(Path.of("/proc")).getLast().type());
    assertTrue(MountTable.on(Path.of("/proc/no/such/directory")).isEmpty());
  }
}

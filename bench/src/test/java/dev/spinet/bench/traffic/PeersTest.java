package dev.spinet.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sequences of the other drivers add up to what was counted of them. */
class PeersTest {

  private static Peer peer(String name) {
    return Peers.all().stream().filter(peer -> peer.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "ioLibrary,     TCP_RECV, 14,  55",
    "ioLibrary,     TCP_SEND, 17,  67",
    "ioLibrary,     UDP_RECV, 20,  86",
    "ioLibrary,     UDP_SEND, 24, 101",
    "CircuitPython, TCP_RECV, 22,  87",
    "CircuitPython, TCP_SEND, 16,  63",
    "CircuitPython, UDP_RECV, 36, 150",
    "CircuitPython, UDP_SEND, 34, 135",
    "Arduino,       TCP_RECV,  6,  26",
    "Arduino,       TCP_SEND, 10,  43",
    "Arduino,       UDP_RECV,  7,  37",
    "Arduino,       UDP_SEND, 11,  51",
    "w5500-hl,      TCP_RECV,  5,  22",
    "w5500-hl,      TCP_SEND,  5,  22",
    "w5500-hl,      UDP_RECV,  6,  33",
    "w5500-hl,      UDP_SEND,  6,  31",
  })
  void addUp(String name, Job job, int frames, int overhead) {
    for (int n : new int[] {1, 100, 1460}) {
      var sequence = peer(name).sequence(job, n);
      assertEquals(frames, sequence.frames());
      assertEquals(frames, sequence.ioctls());
      assertEquals(n + overhead, sequence.bytes());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TCP_RECV, 2, 12, 1",
    "TCP_SEND, 3, 12, 1",
    "UDP_RECV, 4, 29, 2",
    "UDP_SEND, 3, 12, 1"
  })
  void theFloor(Job job, int frames, int overhead, int ioctls) {
    var sequence = Peers.floor(job, 100);
    assertEquals(frames, sequence.frames());
    assertEquals(100 + overhead, sequence.bytes());
    assertEquals(ioctls, sequence.ioctls());
  }
}

package dev.spinet.bench.nativec;

/** What both programs do, and how much of it. */
enum Job {
  /** The peer sends, as fast as it can. */
  BULK_RECV("bulk_recv", "bulk receive", "recv", 16 << 20, 256 << 20),
  /** The peer gets, as fast as it can. */
  BULK_SEND("bulk_send", "bulk send", "send", 16 << 20, 256 << 20),
  /** 64 bytes there and 64 back, one after the other. */
  PINGPONG_64("pingpong_64", "64 bytes there and back", "pingpong", 10_000, 20_000);

  private final String key;
  private final String title;
  private final String word;
  private final long warmUp;
  private final long measured;

  Job(String key, String title, String word, long warmUp, long measured) {
    this.key = key;
    this.title = title;
    this.word = word;
    this.warmUp = warmUp;
    this.measured = measured;
  }

  /** Its name in results. */
  String key() {
    return key;
  }

  /** Its name for people. */
  String title() {
    return title;
  }

  /** How the programs are told to do it. */
  String word() {
    return word;
  }

  /** Bytes or times of each repetition before it is measured, and of what strace counts. */
  long warmUp() {
    return warmUp;
  }

  /** Bytes or times that are measured. */
  long measured(boolean quick) {
    return quick ? measured / 4 : measured;
  }

  /** Whether it counts bytes; if not, it counts repetitions. */
  boolean isBulk() {
    return this != PINGPONG_64;
  }
}

package dev.spinet.bench.nativec;

/** What both programs do, and how much of it. */
enum Job {
  /** The peer sends, as fast as it can. */
  BULK_RECV("bulk_recv", "bulk receive", "recv", 4 << 20, 64),
  /** The peer gets, as fast as it can. */
  BULK_SEND("bulk_send", "bulk send", "send", 4 << 20, 64),
  /** 64 bytes there and 64 back, one after the other. */
  PINGPONG_64("pingpong_64", "64 bytes there and back", "pingpong", 1_000, 60);

  private final String key;
  private final String title;
  private final String word;
  private final long count;
  private final int repetitions;

  Job(String key, String title, String word, long count, int repetitions) {
    this.key = key;
    this.title = title;
    this.word = word;
    this.count = count;
    this.repetitions = repetitions;
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

  /** Bytes or times of each repetition. */
  long count() {
    return count;
  }

  /** How often a warm program does it while it is measured. */
  int repetitions(boolean quick) {
    return quick ? repetitions / 2 : repetitions;
  }

  /** Whether it counts bytes; if not, it counts repetitions. */
  boolean isBulk() {
    return this != PINGPONG_64;
  }
}

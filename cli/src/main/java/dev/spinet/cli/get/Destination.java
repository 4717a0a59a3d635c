package dev.spinet.cli.get;

import java.io.IOException;
import java.io.InputStream;

/** Where a download goes. */
interface Destination extends AutoCloseable {

  /** Bytes that are there from an earlier attempt. */
  long offset();

  /** Those bytes. */
  InputStream earlier() throws IOException;

  /** Throws those bytes away, because the server has begun to send all of it. */
  void restart() throws IOException;

  /** Notes what the rest can be asked for with, before its first byte comes. */
  void describe(Version version) throws IOException;

  /**
   * Adds bytes.
   *
   * @throws IOException if they cannot be written; the message says where and why
   */
  void write(byte[] bytes, int length) throws IOException;

  /** All is there, and right. */
  void finish() throws IOException;

  /** It is not what was wanted, and is not kept. */
  void discard() throws IOException;

  /** What to tell somebody whose download was cut off. */
  String hint();

  /** For messages. */
  String name();

  @Override
  void close() throws IOException;
}

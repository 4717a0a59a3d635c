package dev.spinet.bench.endtoend;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/**
 * Bytes that cannot be mistaken for others, and their digest.
 *
 * @param bytes the bytes
 * @param sha256 their SHA-256 in hexadecimal
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record Content(byte[] bytes, String sha256) {

  private static final long SEED = 5500;

  /** Makes some bytes, the same ones each time. */
  static Content of(int length) {
    var bytes = new byte[length];
    new Random(SEED).nextBytes(bytes);
    return new Content(bytes, hex(digest(), bytes));
  }

  private static String hex(MessageDigest digest, byte[] bytes) {
    return HexFormat.of().formatHex(digest.digest(bytes));
  }

  /** A digest of the same kind. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}

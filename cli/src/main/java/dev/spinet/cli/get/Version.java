package dev.spinet.cli.get;

import java.net.ProtocolException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What tells a version of something on a server from others.
 *
 * @param url where it was had
 * @param validator what If-Range takes (RFC 9110, section 13.1.5): a strong entity tag or a date;
 *     empty if the server gave neither
 * @param length bytes of all of it; -1 if the server did not say
 */
record Version(String url, String validator, long length) {

  /** Within a second things may change and keep their date (RFC 9110, section 8.8.2.2). */
  private static final Duration STRONG_AFTER = Duration.ofSeconds(1);

  /** The version that a head announces. */
  static Version of(Url url, Head head, long length) throws ProtocolException {
    return new Version(url.toString(), validator(head), length);
  }

  private static String validator(Head head) throws ProtocolException {
    Optional<String> tag = head.field("ETag");
    if (tag.isPresent() && tag.get().matches("\"[!#-~]*\"")) {
      return tag.get();
    }
    Optional<String> modified = head.field("Last-Modified");
    Optional<String> date = head.field("Date");
    if (modified.isEmpty() || date.isEmpty()) {
      return "";
    }
    try {
      var changed = ZonedDateTime.parse(modified.get(), DateTimeFormatter.RFC_1123_DATE_TIME);
      var now = ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME);
      return changed.plus(STRONG_AFTER).isAfter(now) ? "" : modified.get();
    } catch (DateTimeException e) {
      return "";
    }
  }
}

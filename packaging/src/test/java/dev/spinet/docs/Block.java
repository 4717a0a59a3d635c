package dev.spinet.docs;

import org.jspecify.annotations.Nullable;

/**
 * A fenced block of a page.
 *
 * @param page the page's path from the project's folder
 * @param line the line of its fence, from 1
 * @param language what stands behind the fence; empty for none
 * @param text what is in it, each line with its end
 * @param directive what an HTML comment {@code <!-- test: … -->} right above it says
 */
record Block(String page, int line, String language, String text, @Nullable String directive) {

  /** A name for files and classes, different for each block. */
  String id() {
    return page.replaceFirst("\\.md$", "").replaceAll("[^A-Za-z0-9]", "_") + "_" + line;
  }

  /** Where it is, as editors and people read it. */
  String place() {
    return page + ":" + line;
  }

  /** What stands behind a word of the directive, or null if it does not begin with that word. */
  @Nullable String directive(String word) {
    return directive != null && (directive + " ").startsWith(word + " ")
        ? directive.substring(word.length()).strip()
        : null;
  }

  /** The first line. */
  String begin() {
    return text.lines().findFirst().orElse("").strip();
  }
}

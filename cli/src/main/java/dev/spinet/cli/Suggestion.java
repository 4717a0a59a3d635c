package dev.spinet.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant who mistyped a word. */
final class Suggestion {

  /** One slip for so many letters. */
  private static final int LETTERS_PER_SLIP = 3;

  private Suggestion() {}

  /**
   * The nearest of some words, if it is near.
   *
   * @param typed what was typed
   * @param known the words
   */
  static Optional<String> of(String typed, Collection<String> known) {
    int most = Math.max(1, typed.length() / LETTERS_PER_SLIP);
    return known.stream()
        .filter(word -> slips(typed, word) <= most)
        .min(
            Comparator.<String>comparingInt(word -> slips(typed, word))
                .thenComparing(word -> word));
  }

  /** How many letters are missing, superfluous, wrong, or swapped with the next one. */
  private static int slips(String typed, String word) {
    int[][] slips = new int[typed.length() + 1][word.length() + 1];
    for (int i = 0; i <= typed.length(); i++) {
      for (int j = 0; j <= word.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        int wrong = typed.charAt(i - 1) == word.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(slips[i - 1][j - 1] + wrong, Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && typed.charAt(i - 1) == word.charAt(j - 2)
                && typed.charAt(i - 2) == word.charAt(j - 1);
        slips[i][j] = swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
      }
    }
    return slips[typed.length()][word.length()];
  }
}

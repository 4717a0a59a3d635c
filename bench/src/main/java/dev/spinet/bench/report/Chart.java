package dev.spinet.bench.report;

import java.util.List;

/** What a chart shows, without how. */
public sealed interface Chart {

  /**
   * The heading.
   *
   * @return one line: what a reader should see in it
   */
  String title();

  /**
   * The name of the vertical axis.
   *
   * @return a name and a unit
   */
  String yTitle();

  /**
   * Groups of bars.
   *
   * @param title the heading
   * @param xTitle name of the horizontal axis; may be empty
   * @param yTitle name of the vertical axis, with its unit
   * @param groups names of the groups
   * @param series one bar of each in every group
   */
  record Bars(String title, String xTitle, String yTitle, List<String> groups, List<Series> series)
      implements Chart {

    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if a series has not one value for each group
     */
    public Bars {
      groups = List.copyOf(groups);
      series = List.copyOf(series);
      for (var one : series) {
        if (one.values().size() != groups.size()) {
          throw new IllegalArgumentException(
              "'%s' has %d bars for %d groups"
                  .formatted(one.name(), one.values().size(), groups.size()));
        }
      }
    }
  }

  /**
   * Curves.
   *
   * @param title the heading
   * @param xTitle name of the horizontal axis, with its unit
   * @param yTitle name of the vertical axis, with its unit
   * @param logarithmicX whether the horizontal axis is logarithmic
   * @param curves the curves
   */
  record Lines(String title, String xTitle, String yTitle, boolean logarithmicX, List<Curve> curves)
      implements Chart {

    /** Copies the list. */
    public Lines {
      curves = List.copyOf(curves);
    }
  }

  /**
   * Bars of one kind.
   *
   * @param name for the legend
   * @param values one for each group
   * @param errors half the length of the error bar of each; empty for none
   */
  record Series(String name, List<Double> values, List<Double> errors) {

    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if there are errors, but not one for each value
     */
    public Series {
      values = List.copyOf(values);
      errors = List.copyOf(errors);
      if (!errors.isEmpty() && errors.size() != values.size()) {
        throw new IllegalArgumentException("'%s' has not one error for each value".formatted(name));
      }
    }

    /**
     * Bars without error bars.
     *
     * @param name for the legend
     * @param values one for each group
     */
    public Series(String name, List<Double> values) {
      this(name, values, List.of());
    }
  }

  /**
   * One curve.
   *
   * @param name for the legend
   * @param x where its points are
   * @param y how high they are
   */
  record Curve(String name, List<Double> x, List<Double> y) {

    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if there is not one y for each x
     */
    public Curve {
      x = List.copyOf(x);
      y = List.copyOf(y);
      if (x.size() != y.size()) {
        throw new IllegalArgumentException("'%s' has not one y for each x".formatted(name));
      }
    }
  }
}

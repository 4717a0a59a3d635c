package dev.spinet.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SVGIDGenerator;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws charts as SVG, with XChart. */
final class SvgCharts {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 400;
  private static final int DECIMALS = 2;
  private static final int TEXT = 12;
  private static final int SMALL = 10;
  private static final int HEADING = 15;
  private static final int MARKER = 6;
  private static final double BAR_SHARE = 0.82;
  private static final double HEADROOM = 1.05;
  private static final double HIGHEST_ERROR = 2;
  private static final MathContext DIGITS = new MathContext(4);
  private static final int MOST_LABELS = 24;
  private static final float LINE_WIDTH = 2.5f;
  private static final float THIN = 1f;
  private static final String FAMILY = "SansSerif";

  private static final Color INK = new Color(0x24, 0x2b, 0x33);
  private static final Color GRID = new Color(0xe3, 0xe7, 0xeb);

  /** Told apart by lightness too, by those who do not see all colours. */
  private static final Color[] COLOURS = {
    new Color(0x00, 0x5f, 0xb8),
    new Color(0x9a, 0xa5, 0xb1),
    new Color(0xe6, 0x9f, 0x00),
    new Color(0x00, 0x9e, 0x73),
    new Color(0xcc, 0x79, 0xa7),
    new Color(0xd5, 0x5e, 0x00),
    new Color(0x56, 0xb4, 0xe9),
    new Color(0x5b, 0x4b, 0x8a),
  };

  private SvgCharts() {}

  /**
   * Makes sure that text can be drawn on this machine.
   *
   * @throws IOException if it cannot; the message says what to install
   */
  static void requireFonts() throws IOException {
    try {
      var graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
      try {
        requirePositive(graphics.getFontMetrics(font(TEXT)).stringWidth("0"));
      } finally {
        graphics.dispose();
      }
    } catch (LinkageError | InternalError | RuntimeException e) {
      // What the JDK throws without fontconfig or without a font is none of its documented errors.
      throw new IOException(
          "the charts of a report cannot be drawn, since there is no font on this machine; on"
              + " Debian and Ubuntu install the packages fontconfig and fonts-dejavu-core",
          e);
    }
  }

  private static void requirePositive(int width) {
    if (width <= 0) {
      throw new IllegalStateException("text has no width");
    }
  }

  /**
   * Draws a chart.
   *
   * @param name begins all identities in the drawing, so that several fit on one page
   * @return the text of an SVG element
   */
  static String draw(Chart chart, String name) {
    var drawn =
        switch (chart) {
          case Chart.Bars bars -> bars(bars);
          case Chart.Lines lines -> lines(lines);
        };
    try {
      var document =
          DocumentBuilderFactory.newDefaultNSInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument("http://www.w3.org/2000/svg", "svg", null);
      var context = SVGGeneratorContext.createDefault(document);
      context.setIDGenerator(new Names(name));
      context.setPrecision(DECIMALS);
      var graphics = new SVGGraphics2D(context, false);
      drawn.paint(graphics, WIDTH, HEIGHT);
      var text = new StringWriter();
      graphics.stream(text, true);
      return element(text.toString());
    } catch (ParserConfigurationException | SVGGraphics2DIOException e) {
      throw new IllegalStateException("the JDK cannot make an empty document", e);
    }
  }

  /** Without what may only stand at the beginning of a file, and as wide as the page. */
  private static String element(String file) {
    String svg = file.substring(file.indexOf("<svg")).strip();
    return svg.replaceFirst(
        "<svg ", "<svg viewBox=\"0 0 %d %d\" role=\"img\" ".formatted(WIDTH, HEIGHT));
  }

  /** Makes identities that no other drawing has. */
  private static final class Names extends SVGIDGenerator {

    private final String name;

    Names(String name) {
      this.name = name;
    }

    @Override
    public String generateID(String prefix) {
      return super.generateID(name + "-" + prefix);
    }
  }

  private static CategoryChart bars(Chart.Bars bars) {
    var chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(bars.title())
            .xAxisTitle(bars.xTitle())
            .yAxisTitle(bars.yTitle())
            .build();
    style(chart.getStyler());
    chart.getStyler().setAvailableSpaceFill(BAR_SHARE);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(HEADROOM * highest(bars));
    chart.getStyler().setPlotContentSize(1.0);
    boolean exact = bars.series().stream().allMatch(series -> series.errors().isEmpty());
    boolean labelled = exact && bars.groups().size() * bars.series().size() <= MOST_LABELS;
    chart.getStyler().setLabelsVisible(labelled).setLabelsPosition(1.0);
    chart.getStyler().setLabelsFont(font(SMALL)).setLabelsFontColorAutomaticEnabled(true);
    for (var series : bars.series()) {
      if (series.errors().isEmpty()) {
        chart.addSeries(series.name(), bars.groups(), readable(series.values()));
      } else {
        chart.addSeries(series.name(), bars.groups(), series.values(), series.errors());
      }
    }
    return chart;
  }

  /** As many digits as somebody wants to read on a bar. */
  private static List<Double> readable(List<Double> values) {
    return values.stream()
        .map(value -> BigDecimal.valueOf(value).round(DIGITS).doubleValue())
        .toList();
  }

  /**
   * The highest end of a bar or its error bar; 1 if there is none. An error that is a multiple of
   * what was measured would make all bars vanish; the tables have it.
   */
  private static double highest(Chart.Bars bars) {
    double highest = 0;
    double bar = 0;
    for (var series : bars.series()) {
      for (int i = 0; i < series.values().size(); i++) {
        double error = series.errors().isEmpty() ? 0 : series.errors().get(i);
        bar = Math.max(bar, series.values().get(i));
        highest = Math.max(highest, series.values().get(i) + error);
      }
    }
    return bar > 0 ? Math.min(highest, HIGHEST_ERROR * bar) : 1;
  }

  private static XYChart lines(Chart.Lines lines) {
    var chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(lines.title())
            .xAxisTitle(lines.xTitle())
            .yAxisTitle(lines.yTitle())
            .build();
    style(chart.getStyler());
    chart.getStyler().setXAxisLogarithmic(lines.logarithmicX());
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setMarkerSize(MARKER);
    for (var curve : lines.curves()) {
      chart
          .addSeries(curve.name(), curve.x(), curve.y())
          .setMarker(SeriesMarkers.CIRCLE)
          .setLineStyle(new BasicStroke(LINE_WIDTH));
    }
    return chart;
  }

  private static void style(AxesChartStyler style) {
    style
        .setSeriesColors(COLOURS)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setChartFontColor(INK)
        .setChartTitleBoxVisible(false)
        .setChartTitleFont(font(HEADING).deriveFont(Font.BOLD))
        .setLegendPosition(Styler.LegendPosition.OutsideE)
        .setLegendBorderColor(Color.WHITE)
        .setLegendFont(font(TEXT))
        .setLocale(Locale.ROOT);
    style
        .setPlotGridLinesColor(GRID)
        .setPlotGridLinesStroke(new BasicStroke(THIN))
        .setPlotGridVerticalLinesVisible(false)
        .setAxisTickMarksColor(GRID)
        .setAxisTickLabelsColor(INK)
        .setAxisTickLabelsFont(font(TEXT))
        .setAxisTitleFont(font(TEXT))
        .setYAxisDecimalPattern("#,###.##")
        .setXAxisDecimalPattern("#,###");
  }

  private static Font font(int size) {
    return new Font(FAMILY, Font.PLAIN, size);
  }
}

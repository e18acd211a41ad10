package dev.tidegate.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** One diagram of a chart: lines over named places on the x axis, as SVG. */
final class Panel {
  static final int WIDTH = 420;
  static final int HEIGHT = 300;

  private static final int LEFT = 52;
  private static final int RIGHT = 14;
  private static final int TOP = 34;
  private static final int BOTTOM = 46;
  private static final int MOST_GRID_LINES = 6;
  private static final double HEADROOM = 1.05;
  private static final double ROUNDING = 1e-9;

  private final String title;
  private final String unit;
  private final List<String> places;
  private final List<Line> lines = new ArrayList<>();
  private final List<Guide> guides = new ArrayList<>();
  private int shadedFrom = Integer.MAX_VALUE;
  private String shadedText = "";

  /** Values by place; NaN where there is none. */
  private record Line(String colour, boolean dashed, List<Double> values) {}

  private record Guide(double value, String text, boolean atLeft) {}

  Panel(String title, String unit, List<String> places) {
    this.title = title;
    this.unit = unit;
    this.places = places;
  }

  void line(String colour, boolean dashed, List<Double> values) {
    lines.add(new Line(colour, dashed, values));
  }

  /** A horizontal line at a value that was aimed at. */
  void guide(double value, String text, boolean atLeft) {
    guides.add(new Guide(value, text, atLeft));
  }

  /** Shades all places from that one on. */
  void shade(int fromPlace, String text) {
    shadedFrom = fromPlace;
    shadedText = text;
  }

  String svg(int x, int y) {
    StringBuilder svg = new StringBuilder();
    svg.append("<g transform=\"translate(%d %d)\">\n".formatted(x, y));
    svg.append("<text x=\"%d\" y=\"16\" class=\"title\">%s</text>\n".formatted(LEFT, title));
    double step = gridStep();
    double top = top(step);
    axes(svg, step, top);
    if (shadedFrom < places.size()) {
      double from = shadedFrom == 0 ? LEFT : (x(shadedFrom - 1) + x(shadedFrom)) / 2;
      svg.append(
          "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#f3e4e1\"/>\n"
              .formatted(from, TOP, WIDTH - RIGHT - from, HEIGHT - TOP - BOTTOM));
      svg.append(
          "<text x=\"%.1f\" y=\"%d\" class=\"note\" text-anchor=\"middle\">%s</text>\n"
              .formatted((from + WIDTH - RIGHT) / 2, TOP + 14, shadedText));
    }
    for (Guide guide : guides) {
      svg.append(
          "<path d=\"M%d %.1fH%d\" stroke=\"#777\" stroke-dasharray=\"2 3\"/>\n"
              .formatted(LEFT, y(guide.value(), top), WIDTH - RIGHT));
      svg.append(
          "<text x=\"%d\" y=\"%.1f\" class=\"note\" text-anchor=\"%s\">%s</text>\n"
              .formatted(
                  guide.atLeft() ? LEFT + 4 : WIDTH - RIGHT - 2,
                  y(guide.value(), top) - 3,
                  guide.atLeft() ? "start" : "end",
                  guide.text()));
    }
    for (Line line : lines) {
      draw(svg, line, top);
    }
    return svg.append("</g>\n").toString();
  }

  private void axes(StringBuilder svg, double step, double top) {
    for (double value = 0; value <= top * (1 + ROUNDING); value += step) {
      double height = y(value, top);
      svg.append(
          "<path d=\"M%d %.1fH%d\" stroke=\"%s\"/>\n"
              .formatted(LEFT, height, WIDTH - RIGHT, value == 0 ? "#444" : "#e0e0e0"));
      svg.append(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n"
              .formatted(LEFT - 6, height + 4, number(value, step)));
    }
    for (int place = 0; place < places.size(); place++) {
      svg.append(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
              .formatted(x(place), HEIGHT - BOTTOM + 17, places.get(place)));
    }
    svg.append(
        "<text x=\"%.1f\" y=\"%d\" class=\"unit\" text-anchor=\"middle\">%s</text>\n"
            .formatted((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - BOTTOM + 35, unit));
  }

  private void draw(StringBuilder svg, Line line, double top) {
    StringBuilder path = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    boolean drawing = false;
    for (int place = 0; place < line.values().size(); place++) {
      double value = line.values().get(place);
      if (Double.isNaN(value)) {
        drawing = false;
        continue;
      }
      path.append("%s%.1f %.1f".formatted(drawing ? "L" : "M", x(place), y(value, top)));
      dots.append(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1.5\"/>\n"
              .formatted(
                  x(place), y(value, top), line.dashed() ? "#fff" : line.colour(), line.colour()));
      drawing = true;
    }
    if (!path.isEmpty()) {
      svg.append(
          "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>\n"
              .formatted(path, line.colour(), line.dashed() ? " stroke-dasharray=\"5 4\"" : ""));
      svg.append(dots);
    }
  }

  private double x(int place) {
    double room = WIDTH - LEFT - RIGHT;
    return LEFT + room * (place + 0.5) / places.size();
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top;
  }

  /** The distance of the grid's lines, a short number of which at most so many make the height. */
  private double gridStep() {
    double most = guides.stream().mapToDouble(Guide::value).max().orElse(0);
    for (Line line : lines) {
      for (double value : line.values()) {
        most = Double.isNaN(value) ? most : Math.max(most, value);
      }
    }
    double least = most * HEADROOM / MOST_GRID_LINES;
    if (least <= 0) {
      return 1;
    }
    double unitOfStep = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * unitOfStep >= least) {
        return factor * unitOfStep;
      }
    }
    return 10 * unitOfStep;
  }

  /** The value at the upper end: the first of the grid's lines above all others. */
  private double top(double step) {
    double top = step;
    for (Line line : lines) {
      for (double value : line.values()) {
        while (value * HEADROOM > top) {
          top += step;
        }
      }
    }
    for (Guide guide : guides) {
      while (guide.value() * HEADROOM > top) {
        top += step;
      }
    }
    return top;
  }

  private static String number(double value, double step) {
    if (step == Math.rint(step)) {
      return "%.0f".formatted(value);
    }
    return (step * 10 == Math.rint(step * 10) ? "%.1f" : "%.2f").formatted(value);
  }
}

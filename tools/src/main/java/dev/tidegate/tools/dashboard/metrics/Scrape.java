package dev.tidegate.tools.dashboard.metrics;

import dev.tidegate.tools.dashboard.web.Inquiry;
import dev.tidegate.tools.dashboard.web.Reply;
import dev.tidegate.tools.dashboard.web.Route;
import dev.tidegate.tools.view.PoolPicture;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Answers Prometheus: in OpenMetrics to who asks for that, else in its older text. All comes from
 * the pictures that are there anyway, so a scrape costs the multiplexors nothing.
 */
public final class Scrape implements Route {
  private static final ExpositionFormatWriter OPEN_METRICS =
      OpenMetricsTextFormatWriter.builder().setCreatedTimestampsEnabled(true).build();
  private static final ExpositionFormatWriter TEXT = PrometheusTextFormatWriter.builder().build();

  private final Supplier<List<PoolPicture>> pictures;

  /**
   * @param pictures how the pools are now
   */
  public Scrape(Supplier<List<PoolPicture>> pictures) {
    this.pictures = pictures;
  }

  @Override
  public Reply answer(Inquiry inquiry) {
    String accepted = inquiry.header().apply("Accept").orElse("");
    ExpositionFormatWriter writer =
        accepted.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, snapshots(pictures.get()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Reply(200, writer.getContentType(), out.toByteArray(), Map.of("Vary", "Accept"));
  }

  static MetricSnapshots snapshots(List<PoolPicture> pictures) {
    Families families = new Families();
    pictures.forEach(picture -> PoolMetrics.add(families, picture));
    return families.snapshots();
  }
}

package org.xorcast.sim.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Where values lie along one side of a plot, and which of them are written there.
 *
 * @param title what the axis measures, with its unit
 * @param log whether equal ratios, not equal differences, have equal lengths
 * @param ticks the values that are written
 * @param words how a tick is written
 */
record Axis(
    String title,
    double min,
    double max,
    boolean log,
    List<Double> ticks,
    DoubleFunction<String> words) {
  private static final int TICKS_WANTED = 5;

  /** Logarithmic axes longer than this show powers of ten only. */
  private static final double LONG = 400;

  static Axis linear(String title, double min, double max, DoubleFunction<String> words) {
    double end = Math.max(max, min + 1e-9);
    return new Axis(title, min, end, false, linearTicks(min, end), words);
  }

  static Axis log(String title, double min, double max, DoubleFunction<String> words) {
    double end = Math.max(max, min * 2);
    return new Axis(title, min, end, true, logTicks(min, end), words);
  }

  /** One row for each name, the first at the far end, its middle at {@link #row}. */
  static Axis rows(List<String> names) {
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      ticks.add(row(i, names.size()));
    }
    return new Axis(
        "",
        0,
        names.size(),
        false,
        ticks,
        tick -> names.get((int) Math.round(names.size() - tick - 0.5)));
  }

  static double row(int index, int rows) {
    return rows - index - 0.5;
  }

  /** 0 at the beginning, 1 at the end; what is outside is put at the nearer end. */
  double position(double value) {
    double share =
        log
            ? (ln(Math.max(value, min)) - ln(min)) / (ln(max) - ln(min))
            : (value - min) / (max - min);
    return Math.clamp(share, 0, 1);
  }

  private static List<Double> linearTicks(double min, double max) {
    double rough = (max - min) / TICKS_WANTED;
    double decade = StrictMath.pow(10, Math.floor(StrictMath.log10(rough)));
    double step = decade;
    for (double factor : new double[] {2, 5, 10}) {
      if (step < rough) {
        step = decade * factor;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** The powers of ten, and on short axes their double and fivefold as well. */
  private static List<Double> logTicks(double min, double max) {
    double[] factors = max / min > LONG ? new double[] {1} : new double[] {1, 2, 5};
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(StrictMath.log10(min)); ; power++) {
      for (double factor : factors) {
        double tick = factor * StrictMath.pow(10, power);
        if (tick > max * (1 + 1e-9)) {
          return ticks;
        }
        if (tick >= min * (1 - 1e-9)) {
          ticks.add(tick);
        }
      }
    }
  }

  private static double ln(double value) {
    return StrictMath.log(value);
  }
}

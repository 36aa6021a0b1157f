package org.xorcast.sim.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Where values lie along one side of a plot, and which of them are written there.
 *
 * @param title what the axis measures, with its unit
 * @param log whether equal ratios, not equal differences, have equal lengths
 * @param words how a tick is written
 */
record Axis(String title, double min, double max, boolean log, DoubleFunction<String> words) {
  private static final int TICKS_WANTED = 5;
  private static final double TWO_DECADES = 100;

  Axis {
    if (!(max > min) || (log && min <= 0)) {
      throw new IllegalArgumentException("no axis from " + min + " to " + max);
    }
  }

  static Axis linear(String title, double min, double max, DoubleFunction<String> words) {
    return new Axis(title, min, Math.max(max, min + 1e-9), false, words);
  }

  static Axis log(String title, double min, double max, DoubleFunction<String> words) {
    return new Axis(title, min, Math.max(max, min * 2), true, words);
  }

  /** 0 at the beginning, 1 at the end; what is outside is put at the nearer end. */
  double position(double value) {
    double share =
        log
            ? (ln(Math.max(value, min)) - ln(min)) / (ln(max) - ln(min))
            : (value - min) / (max - min);
    return Math.clamp(share, 0, 1);
  }

  List<Double> ticks() {
    return log ? logTicks() : linearTicks();
  }

  private List<Double> linearTicks() {
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
  private List<Double> logTicks() {
    double[] factors = max / min > TWO_DECADES ? new double[] {1} : new double[] {1, 2, 5};
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

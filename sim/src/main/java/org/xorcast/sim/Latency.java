package org.xorcast.sim;

import java.time.Duration;
import org.xorcast.core.engine.Rng;

/** How long a frame travels between two nodes: always the same for the same two. */
public sealed interface Latency {
  /**
   * @param pair random, but fixed for the two nodes
   */
  long oneWayNanos(int from, int to, Rng pair);

  /** Each pair of nodes draws its latency once, uniformly between the two. */
  record Uniform(long minNanos, long maxNanos) implements Latency {
    public Uniform {
      if (minNanos < 0 || maxNanos < minNanos) {
        throw new IllegalArgumentException("latency must be 0 <= min <= max");
      }
    }

    /** In milliseconds. */
    public static Uniform millis(long min, long max) {
      return new Uniform(Duration.ofMillis(min).toNanos(), Duration.ofMillis(max).toNanos());
    }

    @Override
    public long oneWayNanos(int from, int to, Rng pair) {
      return pair.between(minNanos, maxNanos);
    }
  }

  /**
   * The nodes sit in 19 cities around the world, by their number. Light in fibre covers 200 km in a
   * millisecond, cables run half as far again as a great circle, and each end adds 1 to 5 ms.
   */
  record Regions() implements Latency {
    private static final double EARTH_RADIUS_KM = 6371;
    private static final double DETOUR = 1.5;
    private static final double KM_PER_MILLI = 200;
    private static final double NANOS_PER_MILLI = 1_000_000;

    /** Latitude and longitude in degrees. */
    private static final double[][] CITIES = {
      {52.4, 4.9}, // Amsterdam
      {39.0, -77.5}, // Ashburn
      {33.7, -84.4}, // Atlanta
      {-23.5, -46.6}, // Sao Paulo
      {41.9, -87.6}, // Chicago
      {32.8, -96.8}, // Dallas
      {40.7, -74.2}, // Secaucus
      {50.1, 8.7}, // Frankfurt
      {-26.2, 28.0}, // Johannesburg
      {34.1, -118.2}, // Los Angeles
      {51.5, -0.1}, // London
      {19.1, 72.9}, // Mumbai
      {35.7, 139.7}, // Tokyo
      {48.9, 2.4}, // Paris
      {-33.4, -70.7}, // Santiago
      {1.4, 103.8}, // Singapore
      {37.3, -121.9}, // San Jose
      {-33.9, 151.2}, // Sydney
      {43.7, -79.4}, // Toronto
    };

    @Override
    public long oneWayNanos(int from, int to, Rng pair) {
      double km = distanceKm(CITIES[from % CITIES.length], CITIES[to % CITIES.length]);
      double access = 2 + 8 * pair.nextDouble();
      return (long) ((km * DETOUR / KM_PER_MILLI + access) * NANOS_PER_MILLI);
    }

    private static double distanceKm(double[] a, double[] b) {
      double phi = StrictMath.toRadians(b[0] - a[0]) / 2;
      double lambda = StrictMath.toRadians(b[1] - a[1]) / 2;
      double cosines =
          StrictMath.cos(StrictMath.toRadians(a[0])) * StrictMath.cos(StrictMath.toRadians(b[0]));
      double haversine = square(StrictMath.sin(phi)) + cosines * square(StrictMath.sin(lambda));
      return 2 * EARTH_RADIUS_KM * StrictMath.asin(StrictMath.sqrt(haversine));
    }

    private static double square(double x) {
      return x * x;
    }
  }
}

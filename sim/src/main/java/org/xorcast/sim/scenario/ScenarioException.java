package org.xorcast.sim.scenario;

/** A scenario file that cannot be used. The message names file, line, key, cause and remedy. */
public final class ScenarioException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScenarioException(String message) {
    super(message);
  }
}

package org.xorcast.sim.report;

/** A point of a curve, in the units of the axes. */
public record Point(double x, double y) {}

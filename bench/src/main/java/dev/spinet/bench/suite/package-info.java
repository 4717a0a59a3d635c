/**
 * What the parts of the benchmark have in common: how they are asked to run, how they tell how far
 * they are, and what they hand back.
 */
package dev.spinet.bench.suite;

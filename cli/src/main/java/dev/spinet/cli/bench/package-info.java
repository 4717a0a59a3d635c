/** {@code spinet bench}: runs the benchmark, shows and compares its results. */
package dev.spinet.cli.bench;

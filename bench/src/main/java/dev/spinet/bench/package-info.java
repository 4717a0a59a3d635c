/** JMH benchmarks of the hot path, and a chip stand-in that costs as little as possible. */
package dev.spinet.bench;

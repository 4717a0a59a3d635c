/**
 * JMH benchmarks of what Java costs on the way between a program and the bus, and a stand-in for a
 * chip that costs as little as possible.
 */
package dev.spinet.bench.jmh;

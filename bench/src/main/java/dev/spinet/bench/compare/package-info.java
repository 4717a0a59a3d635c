/** What has changed between two runs of the benchmark. */
package dev.spinet.bench.compare;

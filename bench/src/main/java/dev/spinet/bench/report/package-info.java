/** What the benchmark found, for people: text, tables and charts, and one page made of them. */
package dev.spinet.bench.report;

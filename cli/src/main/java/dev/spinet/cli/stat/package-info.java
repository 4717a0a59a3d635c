/** Counters of programs that run: {@code spinet stat}. */
package dev.spinet.cli.stat;

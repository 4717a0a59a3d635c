/** What crosses a bus, decoded: {@code spinet trace}. */
package dev.spinet.cli.trace;

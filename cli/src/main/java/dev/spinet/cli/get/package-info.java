/** Downloads: {@code spinet get}. */
package dev.spinet.cli.get;

/** What a person sees: streams that may be terminals, progress, tables and units. */
package dev.spinet.cli.terminal;

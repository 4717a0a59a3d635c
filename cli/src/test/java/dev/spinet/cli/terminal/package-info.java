/** What a person sees. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.terminal;

/** Facts for programs, read back by another reader. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.json;

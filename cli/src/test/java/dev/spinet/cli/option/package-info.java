/** Values of options. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.option;

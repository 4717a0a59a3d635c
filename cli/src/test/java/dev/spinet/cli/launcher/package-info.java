/** The shell scripts that start the command, run by sh(1) in trees made for the purpose. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.launcher;

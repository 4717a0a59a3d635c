/** The demonstration, through the command line. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.demo;

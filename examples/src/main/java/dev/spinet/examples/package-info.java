/** Programs to copy from. */
@org.jspecify.annotations.NullMarked
package dev.spinet.examples;

/** Small gateways to copy: each is a program of its own. */
@org.jspecify.annotations.NullMarked
package dev.spinet.examples;

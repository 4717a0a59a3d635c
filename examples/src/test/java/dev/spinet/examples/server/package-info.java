/**
 * Real servers from the distribution's packages, as processes of the test: each on a loopback port
 * and in a directory of its own, never the system's service.
 */
@org.jspecify.annotations.NullMarked
package dev.spinet.examples.server;

/** Certificates for the servers of the tests, made when they are needed. */
@org.jspecify.annotations.NullMarked
package dev.spinet.examples.tls;

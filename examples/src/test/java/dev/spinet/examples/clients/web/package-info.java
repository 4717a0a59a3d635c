/** Web clients against nginx. */
@org.jspecify.annotations.NullMarked
package dev.spinet.examples.clients.web;

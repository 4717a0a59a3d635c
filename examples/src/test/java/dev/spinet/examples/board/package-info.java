/** What the clients' connections run on: the JDK's own sockets, or those of a simulated chip. */
@org.jspecify.annotations.NullMarked
package dev.spinet.examples.board;

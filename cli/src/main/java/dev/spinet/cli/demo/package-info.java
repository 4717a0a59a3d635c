/** The demonstration: real servers on this machine, and a conversation with them through a chip. */
package dev.spinet.cli.demo;

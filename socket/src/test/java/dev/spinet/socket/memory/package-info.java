/** A driver whose network is memory, for exact control over how bytes come and go. */
package dev.spinet.socket.memory;

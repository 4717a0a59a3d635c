/** BSD-style sockets on network chips. */
package dev.spinet.socket;

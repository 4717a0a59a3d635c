/** What the packages of this module share and programs do not see. */
package dev.spinet.socket.internal;

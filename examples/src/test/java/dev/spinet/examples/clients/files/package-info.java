/** FTP against ProFTPD. */
@org.jspecify.annotations.NullMarked
package dev.spinet.examples.clients.files;

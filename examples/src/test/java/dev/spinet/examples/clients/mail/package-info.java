/** SMTP against aiosmtpd. */
@org.jspecify.annotations.NullMarked
package dev.spinet.examples.clients.mail;

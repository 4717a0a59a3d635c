/** How commands end. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.exit;

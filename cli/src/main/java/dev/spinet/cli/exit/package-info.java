/** How a command ends: its exit code, and the one sentence that says why it failed. */
package dev.spinet.cli.exit;

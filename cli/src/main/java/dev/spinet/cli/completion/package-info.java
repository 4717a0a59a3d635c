/** What shells need to complete command lines. */
package dev.spinet.cli.completion;

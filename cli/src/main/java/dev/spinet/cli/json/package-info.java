/** Facts for programs. */
package dev.spinet.cli.json;

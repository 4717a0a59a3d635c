/** Values of options: what people write, and what it means. */
package dev.spinet.cli.option;

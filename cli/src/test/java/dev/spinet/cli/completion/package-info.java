@org.jspecify.annotations.NullMarked
package dev.spinet.cli.completion;

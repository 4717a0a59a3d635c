/**
 * The W5500 in Java types: registers, blocks, frame headers, commands, status codes and limits.
 * Every number comes from the C header {@code spinet/w5500.h} through the generated bindings.
 */
@NullMarked
package dev.spinet.bindings.w5500;

import org.jspecify.annotations.NullMarked;

@org.jspecify.annotations.NullMarked
package dev.spinet.cli.doctor;

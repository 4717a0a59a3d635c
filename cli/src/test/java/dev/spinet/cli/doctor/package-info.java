/** Devices that are ill in a known way, and what the doctor says of them. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.doctor;

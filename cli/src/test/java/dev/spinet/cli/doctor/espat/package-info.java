/** The doctor at a module in this process, whose line can be damaged to the byte. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.doctor.espat;

/** Java beside C: the same work by the driver and by a C program, on the same virtual devices. */
package dev.spinet.bench.nativec;

/** What can be wrong between a board and a module with ESP-AT firmware. */
package dev.spinet.cli.doctor.espat;

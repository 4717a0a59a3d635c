/** What can be wrong between a board and a W5500, looked for below the driver. */
package dev.spinet.cli.doctor.w5500;

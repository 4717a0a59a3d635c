/** {@code spinet doctor}: is a device wired right, and does its network work? */
package dev.spinet.cli.doctor;

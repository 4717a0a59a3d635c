/** The files that make a service of the command, and give it its devices. */
package dev.spinet.cli.service;

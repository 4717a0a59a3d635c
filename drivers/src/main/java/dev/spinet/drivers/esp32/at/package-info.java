/**
 * The language of ESP-AT on a byte channel: lines, counted payload, prompts, one command at a time.
 * Knows nothing of sockets.
 */
package dev.spinet.drivers.esp32.at;

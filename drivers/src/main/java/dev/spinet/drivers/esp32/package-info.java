/**
 * Driver of Espressif's ESP-AT firmware on a serial port: an ESP32 or one of its relatives as a
 * Wi-Fi chip with five TCP or UDP links.
 */
package dev.spinet.drivers.esp32;

/** {@code spinet sim esp-at}: a simulated Wi-Fi module on a serial port, for any program. */
package dev.spinet.cli.sim.espat;

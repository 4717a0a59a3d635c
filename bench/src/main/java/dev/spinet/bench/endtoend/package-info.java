/**
 * Whole transfers through everything there is on a board: a program's sockets, the driver, system
 * calls on device files, and a simulated chip in another process behind them.
 */
package dev.spinet.bench.endtoend;

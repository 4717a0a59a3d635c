/**
 * What a chip driver needs of the wires to its chip, without saying what is at the other end: the
 * same driver object runs on a Linux device file, on a virtual one and on a model in the same
 * process.
 */
package dev.spinet.bindings.bus;

/**
 * A virtual {@code /dev/gpiochipN} whose lines are wired to a simulated chip, with the rules of the
 * second version of Linux's GPIO character device (drivers/gpio/gpiolib-cdev.c).
 */
package dev.spinet.simulator.fuse.gpio;

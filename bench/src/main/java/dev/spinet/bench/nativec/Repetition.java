package dev.spinet.bench.nativec;

/**
 * One job, done once by a program that is warm.
 *
 * @param wallNanos how long it took
 * @param cpuNanos processor time of the program, all threads, user and system
 * @param compileNanos the part of it that Java spends on compiling
 * @param deviceCalls system calls on the SPI device, as the device has counted them
 */
record Repetition(long wallNanos, long cpuNanos, long compileNanos, long deviceCalls) {}

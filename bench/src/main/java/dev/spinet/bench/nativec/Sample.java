package dev.spinet.bench.nativec;

/**
 * One job, measured once.
 *
 * @param wallNanos how long it took
 * @param cpuNanos processor time of the program, all threads, user and system
 * @param compileNanos the part of it that Java spends on compiling
 * @param deviceCalls system calls on the SPI device, as the device has counted them
 * @param startCpuNanos processor time of the program before the job: start, connecting, warm-up
 * @param peakKib the most memory that was ever resident
 */
record Sample(
    long wallNanos,
    long cpuNanos,
    long compileNanos,
    long deviceCalls,
    long startCpuNanos,
    long peakKib) {}

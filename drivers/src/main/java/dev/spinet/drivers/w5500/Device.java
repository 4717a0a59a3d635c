package dev.spinet.drivers.w5500;

/**
 * The parts of a driver that all its sockets share.
 *
 * @param chip the bus and its lock
 * @param options what the user asked for
 * @param settings the chip's addresses
 * @param health tells whether the chip has lost its configuration
 * @param sockets which sockets are free
 * @param dispatcher waits for events and finishes closed connections
 * @param supervision what watches over the chip
 */
record Device(
    Chip chip,
    W5500Options options,
    NetworkSettings settings,
    HealthCheck health,
    HardwareSockets sockets,
    Dispatcher dispatcher,
    Supervision supervision) {}

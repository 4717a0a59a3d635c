package dev.spinet.drivers.esp32;

/**
 * What has happened on the way to a module, at one moment.
 *
 * @param bytesReceived bytes from the module
 * @param bytesSent bytes to the module
 * @param commands commands sent, repetitions included
 * @param unknownLines lines from the module that were not understood: bytes were lost or changed
 * @param busy how often the module was busy and threw a command away, which was sent again
 * @param resynchronisations how often both sides had to be brought into step again
 * @param restarts how often the module has restarted, by itself or because it was told to
 * @param rejoins how often a lost network was joined again
 * @param refusedPeers peers whose connection was closed at once, because nobody listened or all
 *     links were in use
 */
public record Esp32Statistics(
    long bytesReceived,
    long bytesSent,
    long commands,
    long unknownLines,
    long busy,
    long resynchronisations,
    long restarts,
    long rejoins,
    long refusedPeers) {}

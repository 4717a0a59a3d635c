package dev.spinet.drivers.esp32;

import dev.spinet.socket.driver.DriverStatistics;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has happened on the way to a module, at one moment.
 *
 * @param bytesReceived payload that callers were given
 * @param bytesSent payload that was taken from callers
 * @param lineBytesReceived all bytes from the module
 * @param lineBytesSent all bytes to the module
 * @param commands commands sent, repetitions included
 * @param unknownLines lines from the module that were not understood: bytes were lost or changed
 * @param busy how often the module was busy and threw a command away, which was sent again
 * @param resynchronisations how often both sides had to be brought into step again
 * @param restarts how often the module has restarted, by itself or because it was told to
 * @param linkChanges how often the way into the network was seen to come or to go
 * @param rejoins how often a lost network was joined again
 * @param refusedPeers peers whose connection was closed at once, because nobody listened, all links
 *     were in use, or a command for the link's connection before hit theirs
 */
public record Esp32Statistics(
    long bytesReceived,
    long bytesSent,
    long lineBytesReceived,
    long lineBytesSent,
    long commands,
    long unknownLines,
    long busy,
    long resynchronisations,
    long restarts,
    long linkChanges,
    long rejoins,
    long refusedPeers)
    implements DriverStatistics {

  @Override
  public SortedMap<String, Long> counters() {
    var all = new TreeMap<String, Long>();
    all.put("line.bytesReceived", lineBytesReceived);
    all.put("line.bytesSent", lineBytesSent);
    all.put("module.commands", commands);
    all.put("module.unknownLines", unknownLines);
    all.put("module.busy", busy);
    all.put("module.resynchronisations", resynchronisations);
    all.put("module.restarts", restarts);
    all.put("link.changes", linkChanges);
    all.put("wifi.rejoins", rejoins);
    all.put("sockets.bytesReceived", bytesReceived);
    all.put("sockets.bytesSent", bytesSent);
    all.put("sockets.refusedPeers", refusedPeers);
    return all;
  }
}

package dev.spinet.socket;

import dev.spinet.socket.driver.EndpointStatistics;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a socket does. Counting allocates nothing. */
final class Traffic {

  private final AtomicLong bytesReceived = new AtomicLong();
  private final AtomicLong bytesSent = new AtomicLong();
  private final AtomicLong datagramsReceived = new AtomicLong();
  private final AtomicLong datagramsSent = new AtomicLong();
  private final AtomicLong timeouts = new AtomicLong();

  void received(int bytes) {
    bytesReceived.addAndGet(bytes);
  }

  void sent(int bytes) {
    bytesSent.addAndGet(bytes);
  }

  void receivedDatagram(int bytes) {
    datagramsReceived.incrementAndGet();
    received(bytes);
  }

  void sentDatagram(int bytes) {
    datagramsSent.incrementAndGet();
    sent(bytes);
  }

  /** The time of a call is over; {@code limit} is the whole call's. */
  void timedOut(long limit) {
    if (limit != TimeLimit.NO_WAIT) {
      timeouts.incrementAndGet();
    }
  }

  SocketStatistics snapshot(EndpointStatistics driver) {
    return new SocketStatistics(
        bytesReceived.get(),
        bytesSent.get(),
        datagramsReceived.get(),
        datagramsSent.get(),
        timeouts.get(),
        driver);
  }
}

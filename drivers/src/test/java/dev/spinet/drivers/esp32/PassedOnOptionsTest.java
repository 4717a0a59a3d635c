package dev.spinet.drivers.esp32;

import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.TCP_NODELAY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An option of one connection is not set for the peer that was given its link by the module. */
@Timeout(60)
final class PassedOnOptionsTest extends ReusedLinks {

  @Test
  void anOptionOfAConnectionThatHasEndedIsSetForNobody() throws Exception {
    listen();
    var first = peer(1);
    var accepted = accept(1);
    var options = new CopyOnWriteArrayList<String>();
    wires()
        .before(text -> {
          if (text.startsWith("AT+CIPTCPOPT=")) {
            options.add(text);
          }
          return true;
        });
    accepted.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
    converse(accepted, first);
    // The module is told as soon as the driver has time, which may be after the conversation.
    long start = System.nanoTime();
    while (options.isEmpty() && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10)) {
      LockSupport.parkNanos(1_000_000);
    }
    assertEquals(1, options.size());
    wires().hold();
    var second = replace(first, 2);
    accepted.setsockopt(IPPROTO_TCP, TCP_NODELAY, 0);
    wires().release();
    converse(accept(2), second);
    assertEquals(1, options.size(), List.copyOf(options).toString());
  }
}

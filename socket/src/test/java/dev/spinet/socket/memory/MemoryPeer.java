package dev.spinet.socket.memory;

import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.contract.Peer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;

/** The other end of a connection in memory. */
record MemoryPeer(Pipe toSocket, Pipe fromSocket) implements Peer {

  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);

  @Override
  public byte[] read(int n) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.max(1, n));
      int done = 0;
      while (done < n) {
        int count = fromSocket.read(memory, done, n - done, PATIENCE_NANOS);
        if (count == 0) {
          throw new IOException("nothing came");
        }
        if (count < 0) {
          break;
        }
        done += count;
      }
      return memory.asSlice(0, done).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Override
  public void write(byte... data) throws IOException {
    MemorySegment memory = MemorySegment.ofArray(data);
    for (int done = 0; done < data.length; ) {
      int count = toSocket.write(memory, done, data.length - done, PATIENCE_NANOS);
      if (count == 0) {
        throw new IOException("nothing was taken");
      }
      done += count;
    }
  }

  @Override
  public void shutdownOutput() {
    toSocket.end();
  }

  @Override
  public void reset() {
    var reset = new ConnectionResetException("reset by the peer");
    toSocket.fail(reset);
    fromSocket.fail(reset);
  }

  @Override
  public void close() {
    toSocket.end();
  }
}

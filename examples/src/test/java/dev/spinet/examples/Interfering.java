package dev.spinet.examples;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Something to send, in whose middle something happens, once. */
public final class Interfering extends ByteArrayInputStream {

  // So that some of it is on its way.
  private static final int MOST = 4096;

  private final Runnable event;
  private boolean done;

  /**
   * Makes the stream.
   *
   * @param content what is to be sent
   * @param event what happens when half of it was read
   */
  public Interfering(byte[] content, Runnable event) {
    super(content);
    this.event = event;
  }

  @Override
  public synchronized int read() {
    interfere();
    return super.read();
  }

  @Override
  public synchronized int read(byte[] buffer, int offset, int length) {
    interfere();
    return super.read(buffer, offset, Math.min(length, MOST));
  }

  @Override
  public synchronized long transferTo(OutputStream out) throws IOException {
    long transferred = 0;
    var chunk = new byte[MOST];
    for (int n = read(chunk, 0, MOST); n >= 0; n = read(chunk, 0, MOST)) {
      out.write(chunk, 0, n);
      transferred += n;
    }
    return transferred;
  }

  private void interfere() {
    if (!done && pos >= count / 2) {
      done = true;
      event.run();
    }
  }
}

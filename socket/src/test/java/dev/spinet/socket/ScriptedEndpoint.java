package dev.spinet.socket;

import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A driver with one endpoint that does what a test says and writes down what it was asked. */
class ScriptedEndpoint implements NetworkDriver, StreamEndpoint {

  final List<String> calls = new ArrayList<>();

  @Override
  public String name() {
    return "scripted chip";
  }

  @Override
  public StreamEndpoint openStream() throws IOException {
    calls.add("open");
    return this;
  }

  @Override
  public boolean connect(Inet4Address address, int port, long timeoutNanos) throws IOException {
    calls.add("connect %s:%d".formatted(address.getHostAddress(), port));
    return true;
  }

  @Override
  public void cancelConnect() throws IOException {
    calls.add("cancel");
  }

  @Override
  public int receive(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    calls.add("receive " + length);
    return 0;
  }

  @Override
  public int send(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    calls.add("send " + length);
    return 0;
  }

  @Override
  public int available() {
    return 0;
  }

  @Override
  public void shutdownOutput() {
    calls.add("shutdown");
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return null;
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return null;
  }

  @Override
  public void close() throws IOException {
    calls.add("close");
  }
}

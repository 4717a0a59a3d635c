package dev.spinet.socket;

import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A driver of datagrams that writes down what it is asked and never receives any. */
final class ScriptedDatagrams implements NetworkDriver, DatagramEndpoint {

  static final int MAX_PAYLOAD = 100;

  final List<String> calls = new ArrayList<>();
  boolean sends = true;
  boolean resolvesSlowly;
  long lastTimeout = -1;

  @Override
  public String name() {
    return "scripted chip";
  }

  @Override
  public boolean supports(int family, int type, int protocol) {
    return true;
  }

  @Override
  public Inet4Address resolve(String host, long timeoutNanos) {
    calls.add("resolve " + host);
    long start = System.nanoTime();
    while (resolvesSlowly && System.nanoTime() - start < timeoutNanos) {
      Thread.onSpinWait();
    }
    return Inet4Address.ofLiteral("10.9.8.7");
  }

  @Override
  public StreamEndpoint openStream() throws IOException {
    throw new NoFreeSocketException("it has none");
  }

  @Override
  public DatagramEndpoint openDatagram(int family, int type, int protocol) {
    calls.add("open %d %d %d".formatted(family, type, protocol));
    return this;
  }

  @Override
  public int maxPayload() {
    return MAX_PAYLOAD;
  }

  @Override
  public void bind(Inet4Address address, int port) {
    calls.add("bind %s:%d".formatted(address.getHostAddress(), port));
  }

  @Override
  public void connect(Inet4Address address, int port) {
    calls.add("connect %s:%d".formatted(address.getHostAddress(), port));
  }

  @Override
  public void disconnect() {
    calls.add("disconnect");
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return null;
  }

  @Override
  public boolean send(
      MemorySegment source, long offset, int length, int address, int port, long timeoutNanos) {
    calls.add("send %d to %s:%d".formatted(length, Ipv4.of(address).getHostAddress(), port));
    lastTimeout = timeoutNanos;
    return sends;
  }

  @Override
  public int receive(
      MemorySegment target, long offset, int length, DatagramSource from, long timeoutNanos) {
    return -1;
  }

  @Override
  public int available() {
    return -1;
  }

  @Override
  public void join(Inet4Address group) {
    calls.add("join " + group.getHostAddress());
  }

  @Override
  public void leave(Inet4Address group) {
    calls.add("leave " + group.getHostAddress());
  }

  @Override
  public void setOption(int level, int option, int value) {
    calls.add("option %d %d %d".formatted(level, option, value));
  }

  @Override
  public int getOption(int level, int option) {
    calls.add("option? %d %d".formatted(level, option));
    return 7;
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return null;
  }

  @Override
  public void close() {
    calls.add("close");
  }
}

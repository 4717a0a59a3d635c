package dev.spinet.socket.contract;

import dev.spinet.socket.channels.SocketByteChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.SocketChannel;

/** What our channels of connections and the JDK's have in common, under the names both have. */
public interface StreamChannel extends ByteChannel, GatheringByteChannel, ScatteringByteChannel {

  void configureBlocking(boolean block) throws IOException;

  boolean connect(SocketAddress remote) throws IOException;

  boolean finishConnect() throws IOException;

  boolean isConnected();

  boolean isConnectionPending();

  void shutdownInput() throws IOException;

  void shutdownOutput() throws IOException;

  /** A channel of ours. */
  static StreamChannel of(SocketByteChannel channel) {
    return new Ours(channel);
  }

  /** A channel of the JDK, the oracle. */
  static StreamChannel of(SocketChannel channel) {
    return new Jdks(channel);
  }

  /** Reads and writes, which need no translation. */
  abstract class Forwarding<C extends ByteChannel & GatheringByteChannel & ScatteringByteChannel>
      implements StreamChannel {

    final C channel;

    Forwarding(C channel) {
      this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return channel.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets) throws IOException {
      return channel.read(targets);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
      return channel.read(targets, offset, length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return channel.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
      return channel.write(sources);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
      return channel.write(sources, offset, length);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Ours. */
  final class Ours extends Forwarding<SocketByteChannel> {

    Ours(SocketByteChannel channel) {
      super(channel);
    }

    @Override
    public void configureBlocking(boolean block) throws IOException {
      channel.configureBlocking(block);
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
      return channel.connect(remote);
    }

    @Override
    public boolean finishConnect() throws IOException {
      return channel.finishConnect();
    }

    @Override
    public boolean isConnected() {
      return channel.isConnected();
    }

    @Override
    public boolean isConnectionPending() {
      return channel.isConnectionPending();
    }

    @Override
    public void shutdownInput() throws IOException {
      channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
      channel.shutdownOutput();
    }
  }

  /** The JDK's. */
  final class Jdks extends Forwarding<SocketChannel> {

    Jdks(SocketChannel channel) {
      super(channel);
    }

    @Override
    public void configureBlocking(boolean block) throws IOException {
      channel.configureBlocking(block);
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
      return channel.connect(remote);
    }

    @Override
    public boolean finishConnect() throws IOException {
      return channel.finishConnect();
    }

    @Override
    public boolean isConnected() {
      return channel.isConnected();
    }

    @Override
    public boolean isConnectionPending() {
      return channel.isConnectionPending();
    }

    @Override
    public void shutdownInput() throws IOException {
      channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
      channel.shutdownOutput();
    }
  }
}

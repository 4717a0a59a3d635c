package dev.spinet.simulator.unix;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.sys.Libc;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A listening socket and the file that is its address, which goes when the socket is closed. */
final class SocketFile implements Closeable {

  private final Path path;
  private final ServerSocketChannel channel;
  private final @Nullable Object identity;

  private SocketFile(Path path, ServerSocketChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.identity = identity(path);
  }

  /**
   * Listens. What a killed server has left behind is removed before.
   *
   * @throws BusException if that cannot be; the message says why and what to do
   */
  static SocketFile listen(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      removeStale(path);
    }
    var parent = path.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw failure(
          path, "there is no directory " + parent + "; make it first", LinuxConstants.ENOENT());
    }
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path));
      return new SocketFile(path, channel);
    } catch (SocketException e) {
      channel.close();
      throw failure(path, Objects.requireNonNullElse(e.getMessage(), "failed"), 0);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void removeStale(Path path) throws IOException {
    if (!isSocket(path)) {
      throw failure(
          path,
          "there is a file of this name that is no socket; move it away or choose another name",
          LinuxConstants.EEXIST());
    }
    if (isServed(path)) {
      throw failure(
          path,
          "another program serves it; end that one or choose another name",
          LinuxConstants.EBUSY());
    }
    Files.deleteIfExists(path);
  }

  /** A socket's file is the one that open(2) refuses as having no device behind it. */
  private static boolean isSocket(Path path) {
    try (var arena = Arena.ofConfined()) {
      var state = Libc.allocateState(arena);
      int flags =
          LinuxConstants.O_RDONLY() | LinuxConstants.O_NONBLOCK() | LinuxConstants.O_CLOEXEC();
      int result = Libc.open(state, arena.allocateFrom(path.toString()), flags, 0);
      if (result >= 0) {
        Libc.close(state, result);
      }
      return result == -LinuxConstants.ENXIO();
    }
  }

  /** Anything but a refused connection may be a server that has no time or does not want us. */
  private static boolean isServed(Path path) throws IOException {
    try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.configureBlocking(false);
      client.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (SocketException e) {
      var message = Objects.requireNonNullElse(e.getMessage(), "");
      return !message.contains("refused") && Files.exists(path);
    }
  }

  private static BusException failure(Path path, String why, int errno) {
    return new BusException(path.toString(), "cannot listen on " + path + ": " + why, errno);
  }

  private static @Nullable Object identity(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  Path path() {
    return path;
  }

  /** Waits for a client. */
  SocketChannel accept() throws IOException {
    return channel.accept();
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Ends the socket and removes its file, unless another one has taken the name. */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    channel.close();
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Objects.equals(identity, identity(path))) {
      Files.deleteIfExists(path);
    }
  }
}

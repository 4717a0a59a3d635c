package dev.spinet.drivers.monitor;

import dev.spinet.drivers.monitor.Monitor.Publication;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The socket at which a process can be looked at, and its clients. */
final class MonitorServer implements AutoCloseable {

  private static final int CLIENTS_MAX = 8;

  /** Bits of a mode; what is above them is the kind of the file, see chmod(2) and inode(7). */
  private static final int PERMISSIONS = 07777;

  private static final System.Logger LOG = System.getLogger(MonitorServer.class.getName());

  private final ServerSocketChannel server;
  private final Path path;
  private final List<Publication> published;
  private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

  private MonitorServer(ServerSocketChannel server, Path path, List<Publication> published) {
    this.server = server;
    this.path = path;
    this.published = published;
  }

  /**
   * Begins to listen.
   *
   * @param path where; a socket that an ended process has left there is replaced
   * @param published the drivers, at any time
   */
  static MonitorServer open(Path path, List<Publication> published) throws IOException {
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      bind(server, path);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw new IOException("no socket at %s: %s".formatted(path, e), e);
    }
    var monitor = new MonitorServer(server, path, published);
    Thread.ofPlatform().daemon().name("spinet-monitor").start(monitor::serve);
    return monitor;
  }

  /**
   * Binds in a new folder of our own and moves the socket from there to its place, so that at no
   * time anybody else can connect to it.
   */
  private static void bind(ServerSocketChannel server, Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IOException("it is no place for a file");
    }
    Path folder =
        Files.createTempDirectory(
            parent,
            ".spinet",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path own = folder.resolve("s");
    try {
      server.bind(UnixDomainSocketAddress.of(own));
      Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
      requireReplaceable(path, own);
      Files.move(own, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(own);
      Files.deleteIfExists(folder);
    }
  }

  /** Only a socket that an ended process has left is nobody's loss. */
  private static void requireReplaceable(Path path, Path socket) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (fileType(path) != fileType(socket)) {
      throw new IOException("what is there is not a socket, and is left alone");
    }
    if (isAlive(path)) {
      throw new IOException("another program is there already");
    }
  }

  /** What kind of file it is, of a link that it is one. */
  private static int fileType(Path path) throws IOException {
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return mode & ~PERMISSIONS;
  }

  private static boolean isAlive(Path path) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException e) {
      return false;
    }
  }

  private void serve() {
    try {
      while (true) {
        var client = server.accept();
        if (clients.size() >= CLIENTS_MAX) {
          client.close();
          continue;
        }
        clients.add(client);
        Thread.ofPlatform().daemon().name("spinet-monitor-client").start(() -> serve(client));
      }
    } catch (IOException e) {
      if (server.isOpen()) {
        LOG.log(System.Logger.Level.WARNING, "this program can no longer be looked at", e);
        close();
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      new MonitorClient(client, published).serve();
    } catch (IOException e) {
      // A client that has left is what always happens in the end.
      LOG.log(System.Logger.Level.TRACE, "a client has left", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      clients.remove(client);
    }
  }

  /** Closing twice has no effect. */
  @Override
  public void close() {
    try {
      if (server.isOpen()) {
        server.close();
        Files.deleteIfExists(path);
      }
      for (var client : clients) {
        client.close();
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "while ending to be looked at", e);
    }
  }
}

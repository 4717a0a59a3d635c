package dev.spinet.drivers.w5500;

import dev.spinet.socket.contract.Backend;
import dev.spinet.socket.contract.ChannelContract;
import dev.spinet.socket.contract.ChannelKindsContract;
import dev.spinet.socket.contract.DatagramBackend;
import dev.spinet.socket.contract.DatagramContract;
import dev.spinet.socket.contract.DatagramWaitingContract;
import dev.spinet.socket.contract.FullBackend;
import dev.spinet.socket.contract.ListeningBackend;
import dev.spinet.socket.contract.ListeningContract;
import dev.spinet.socket.contract.LoopbackPeer;
import dev.spinet.socket.contract.NamingBackend;
import dev.spinet.socket.contract.NamingContract;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.SelectContract;
import dev.spinet.socket.contract.ShutdownContract;
import dev.spinet.socket.contract.SocketContract;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Nested;

/** All contracts of sockets, for one way in which a chip can be attached and configured. */
abstract class AttachmentContract {

  /** A linked driver on a chip, in whose network this machine's loopback is {@link Board#HOST}. */
  interface Attachment extends AutoCloseable {

    NetworkDriver driver();

    /** Where on this machine a TCP port of the chip is found. */
    InetSocketAddress forward(int port) throws IOException;

    /** Sets up a name server, which knows {@link NameServer#HOST}, for the driver to ask. */
    void serveNames() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Opens what is tested. Called before each test. */
  abstract Attachment open() throws IOException;

  /** What an attachment offers to the contracts. */
  record ChipBackend(Attachment attachment) implements FullBackend, NamingBackend {

    @Override
    public NetworkDriver driver() {
      return attachment.driver();
    }

    @Override
    public String peerHost() {
      return Board.HOST.getHostAddress();
    }

    @Override
    public Peer connectTo(int localPort) throws IOException {
      return LoopbackPeer.connectTo(attachment.forward(localPort).getPort());
    }

    /** No station at all, so that nobody answers the chip's ARP. */
    @Override
    public InetSocketAddress absentDatagramPeer() {
      return new InetSocketAddress(Board.NOBODY, 9);
    }

    @Override
    public int minPayload() {
      return 1;
    }

    @Override
    public String peerName() {
      return NameServer.HOST;
    }

    @Override
    public String unknownName() {
      return "no.example.org";
    }

    @Override
    public void close() throws IOException {
      attachment.close();
    }
  }

  private ChipBackend backend() throws IOException {
    return new ChipBackend(open());
  }

  @Nested
  final class Connecting extends SocketContract {
    @Override
    protected Backend openBackend() throws IOException {
      return backend();
    }
  }

  @Nested
  final class Shutdown extends ShutdownContract {
    @Override
    protected Backend openBackend() throws IOException {
      return backend();
    }
  }

  @Nested
  final class Listening extends ListeningContract {
    @Override
    protected ListeningBackend openBackend() throws IOException {
      return backend();
    }
  }

  @Nested
  final class Datagrams extends DatagramContract {
    @Override
    protected DatagramBackend openBackend() throws IOException {
      return backend();
    }
  }

  @Nested
  final class WaitingForDatagrams extends DatagramWaitingContract {
    @Override
    protected DatagramBackend openBackend() throws IOException {
      return backend();
    }
  }

  @Nested
  final class Selecting extends SelectContract {
    @Override
    protected FullBackend openBackend() throws IOException {
      return backend();
    }
  }

  @Nested
  final class Naming extends NamingContract {
    @Override
    protected NamingBackend openBackend() throws IOException {
      var backend = backend();
      backend.attachment().serveNames();
      return backend;
    }
  }

  @Nested
  final class Channels extends ChannelContract {
    @Override
    protected Backend openBackend() throws IOException {
      return backend();
    }
  }

  @Nested
  final class KindsOfChannels extends ChannelKindsContract {
    @Override
    protected FullBackend openBackend() throws IOException {
      return backend();
    }
  }
}

package dev.spinet.socket.jdk;

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
import dev.spinet.socket.contract.StreamChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contract on the JDK's sockets: shows that what it demands is what TCP and UDP do. */
@Tag("slow") // It says nothing of our own sockets.
final class JdkContractTest {

  private record JdkBackend(JdkDriver driver) implements FullBackend, NamingBackend {

    JdkBackend() {
      this(new JdkDriver());
    }

    @Override
    public String peerHost() {
      return "127.0.0.1";
    }

    @Override
    public String peerName() {
      return JdkDriver.NAME;
    }

    @Override
    public String unknownName() {
      return "no-such-host.invalid";
    }

    @Override
    public Peer connectTo(int localPort) throws IOException {
      return LoopbackPeer.connectTo(localPort);
    }

    @Override
    public void close() throws IOException {
      driver.close();
    }
  }

  @Nested
  final class Streams extends SocketContract {
    @Override
    protected Backend openBackend() {
      return new JdkBackend();
    }
  }

  @Nested
  final class Shutdown extends ShutdownContract {
    @Override
    protected Backend openBackend() {
      return new JdkBackend();
    }
  }

  @Nested
  final class Listening extends ListeningContract {
    @Override
    protected ListeningBackend openBackend() {
      return new JdkBackend();
    }
  }

  @Nested
  final class Datagrams extends DatagramContract {
    @Override
    protected DatagramBackend openBackend() {
      return new JdkBackend();
    }
  }

  @Nested
  final class DatagramWaits extends DatagramWaitingContract {
    @Override
    protected DatagramBackend openBackend() {
      return new JdkBackend();
    }
  }

  @Nested
  final class Selecting extends SelectContract {
    @Override
    protected FullBackend openBackend() {
      return new JdkBackend();
    }
  }

  @Nested
  final class Naming extends NamingContract {
    @Override
    protected NamingBackend openBackend() {
      return new JdkBackend();
    }
  }

  @Nested
  final class Channels extends ChannelContract {
    @Override
    protected Backend openBackend() {
      return new JdkBackend();
    }
  }

  @Nested
  final class KindsOfChannels extends ChannelKindsContract {
    @Override
    protected FullBackend openBackend() {
      return new JdkBackend();
    }
  }

  /** The oracle: the JDK's own channels. */
  @Nested
  final class ChannelsOfTheJdk extends ChannelContract {
    @Override
    protected Backend openBackend() {
      return new JdkBackend();
    }

    @Override
    protected StreamChannel openChannel() throws IOException {
      return StreamChannel.of(SocketChannel.open());
    }
  }
}

package dev.spinet.drivers.w5500;

import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A chip in this process, with what its driver does watched for wrong use. */
record BoardAttachment(Board board, NamesOnDemand names) implements AttachmentContract.Attachment {

  static BoardAttachment open(Board.Builder builder) throws IOException {
    var names = new NamesOnDemand();
    var board = builder.network(UserNetworkConfig.DEFAULT.withResolvers(names::address)).build();
    // A SEND may cross with a reset by the peer, which the driver cannot know of beforehand.
    board.tolerate(Diagnostic.Kind.WRONG_STATE);
    return new BoardAttachment(board, names);
  }

  @Override
  public NetworkDriver driver() {
    return board.driver;
  }

  @Override
  public InetSocketAddress forward(int port) throws IOException {
    return board.forward(port);
  }

  @Override
  public void serveNames() throws IOException {
    names.serve();
    board.driver.setLinkInfo("10.0.2.15", "255.255.255.0", "10.0.2.2", "10.0.2.3");
  }

  @Override
  public void close() throws IOException {
    try (names) {
      board.close();
    }
  }
}

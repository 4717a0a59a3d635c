package dev.spinet.bench.nativec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PeerTest {

  private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
  private final ByteArrayOutputStream answered = new ByteArrayOutputStream();

  private void ask(char letter, long bytes) throws IOException {
    var data = new DataOutputStream(asked);
    data.writeByte(letter);
    data.writeLong(bytes);
  }

  private void serve() throws IOException {
    var requests = new ByteArrayInputStream(asked.toByteArray());
    try (var connection =
        new Socket() {
          @Override
          public InputStream getInputStream() {
            return requests;
          }

          @Override
          public OutputStream getOutputStream() {
            return answered;
          }
        }) {
      Peer.serve(connection);
    }
  }

  @Test
  void doesOneRequestAfterTheOther() throws IOException {
    ask(Peer.SEND_ME, 100_000);
    ask(Peer.TAKE, 3);
    asked.write(new byte[] {1, 2, 3});
    ask(Peer.ECHO, 2);
    asked.write(new byte[] {7, 8});

    serve();

    byte[] answers = answered.toByteArray();
    assertEquals(100_000 + 1 + 2, answers.length);
    assertArrayEquals(new byte[] {Peer.TAKE, 7, 8}, Arrays.copyOfRange(answers, 100_000, 100_003));
  }

  @Test
  void noticesWhatIsMissing() throws IOException {
    ask(Peer.TAKE, 3);
    asked.write(1);

    assertThrows(EOFException.class, this::serve);
  }

  @Test
  void refusesWhatIsNoRequest() throws IOException {
    ask('X', 3);

    assertThrows(IOException.class, this::serve);
  }
}

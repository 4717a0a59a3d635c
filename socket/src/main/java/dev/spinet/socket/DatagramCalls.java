package dev.spinet.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spinet.socket.driver.DatagramSource;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of {@link Socket} that only datagrams have: with the other end's address. */
abstract sealed class DatagramCalls extends SendCalls permits SettingCalls {

  /** For subclasses. */
  DatagramCalls() {}

  /**
   * Receives one datagram with its sender.
   *
   * @param n the most bytes to take, 0 or more; the rest of a longer datagram is dropped
   * @return the datagram
   * @throws IllegalArgumentException if {@code n} is negative
   * @throws EOFException if the input is shut down
   * @throws IOException as said for {@link Socket}; no datagram is lost
   */
  public Datagram recvFrom(int n) throws IOException {
    return recvFrom(n, 0);
  }

  /**
   * Receives one datagram with its sender, as {@link #recvFrom(int)} but for the flags.
   *
   * @param n the most bytes to take, 0 or more; the rest of a longer datagram is dropped
   * @param flags see {@link Socket}
   * @return the datagram
   * @throws IllegalArgumentException if {@code n} is negative or a flag unknown
   * @throws EOFException if the input is shut down
   * @throws IOException as said for {@link Socket}; no datagram is lost
   */
  public Datagram recvFrom(int n, int flags) throws IOException {
    requireCount(n);
    int known = Flags.receiving(flags);
    var from = new DatagramSource();
    byte[] data =
        role().datagrams("recvFrom").receiveFrom(n, from, known, Flags.limit(known, limit()));
    if (data == null) {
      throw new EOFException("the input of this socket is shut down");
    }
    return new Datagram(data, from.toInetSocketAddress(), from.length());
  }

  /**
   * Receives one datagram into an array.
   *
   * @param buffer where the bytes go; what does not fit is dropped
   * @param from gets the sender and the whole length
   * @return how many bytes are in the array, 0 for an empty datagram; -1 if the input is shut down
   * @throws IOException as said for {@link Socket}; no datagram is lost
   */
  public int recvFromInto(byte[] buffer, DatagramSource from) throws IOException {
    return recvFromInto(buffer, 0, buffer.length, from, 0);
  }

  /**
   * Receives one datagram into a part of an array.
   *
   * @param buffer where the bytes go
   * @param offset where the first goes
   * @param n the most bytes to take; the rest of a longer datagram is dropped
   * @param from gets the sender and the whole length
   * @param flags see {@link Socket}; 0 for none
   * @return how many bytes were received, 0 for an empty datagram; -1 if the input is shut down
   * @throws IndexOutOfBoundsException if the part is not inside the array
   * @throws IllegalArgumentException if a flag is unknown
   * @throws IOException as said for {@link Socket}; no datagram is lost
   */
  public int recvFromInto(byte[] buffer, int offset, int n, DatagramSource from, int flags)
      throws IOException {
    Objects.checkFromIndexSize(offset, n, buffer.length);
    Objects.requireNonNull(from);
    return receive(null, buffer, offset, n, Flags.receiving(flags), from);
  }

  /**
   * Receives one datagram into a segment. With native memory nothing is copied and nothing
   * allocated.
   *
   * @param buffer where the bytes go; what does not fit is dropped
   * @param from gets the sender and the whole length
   * @return how many bytes were received, 0 for an empty datagram; -1 if the input is shut down
   * @throws IllegalArgumentException if the segment is read-only
   * @throws IOException as said for {@link Socket}; no datagram is lost
   */
  public int recvFromInto(MemorySegment buffer, DatagramSource from) throws IOException {
    return recvFromInto(buffer, 0, Memory.saturatedSize(buffer), from, 0);
  }

  /**
   * Receives one datagram into a part of a segment. With native memory nothing is copied and
   * nothing allocated.
   *
   * @param buffer where the bytes go; its arena must stay open during the call
   * @param offset where the first goes
   * @param n the most bytes to take; the rest of a longer datagram is dropped
   * @param from gets the sender and the whole length
   * @param flags see {@link Socket}; 0 for none
   * @return how many bytes were received, 0 for an empty datagram; -1 if the input is shut down
   * @throws IndexOutOfBoundsException if the part is not inside the segment
   * @throws IllegalArgumentException if the segment is read-only or a flag unknown
   * @throws IllegalStateException if the segment's arena is closed
   * @throws WrongThreadException if the segment's arena is confined to another thread
   * @throws IOException as said for {@link Socket}; no datagram is lost
   */
  public int recvFromInto(MemorySegment buffer, long offset, int n, DatagramSource from, int flags)
      throws IOException {
    Memory.requireWritable(buffer, offset, n);
    Objects.requireNonNull(from);
    return receive(buffer, null, offset, n, Flags.receiving(flags), from);
  }

  /**
   * Receives one datagram into a buffer. The position moves behind the bytes received.
   *
   * @param buffer where the bytes go, from its position to its limit; what does not fit is dropped
   * @param from gets the sender and the whole length
   * @return how many bytes were received, 0 for an empty datagram; -1 if the input is shut down
   * @throws IllegalArgumentException if the buffer is read-only
   * @throws IOException as said for {@link Socket}; no datagram is lost
   */
  public int recvFromInto(ByteBuffer buffer, DatagramSource from) throws IOException {
    return recvFromInto(buffer, from, 0);
  }

  /**
   * Receives one datagram into a buffer, as {@link #recvFromInto(ByteBuffer, DatagramSource)} but
   * for the flags.
   *
   * @param buffer where the bytes go, from its position to its limit; what does not fit is dropped
   * @param from gets the sender and the whole length
   * @param flags see {@link Socket}
   * @return how many bytes were received, 0 for an empty datagram; -1 if the input is shut down
   * @throws IllegalArgumentException if the buffer is read-only or a flag unknown
   * @throws IOException as said for {@link Socket}; no datagram is lost
   */
  public int recvFromInto(ByteBuffer buffer, DatagramSource from, int flags) throws IOException {
    Objects.requireNonNull(from);
    return receive(buffer, buffer.remaining(), Flags.receiving(flags), from);
  }

  /**
   * Sends one datagram.
   *
   * @param data its bytes, no more than the socket carries in one datagram
   * @param to the receiver; if it is unresolved, the name is looked up by the driver
   * @return how many bytes were sent: all
   * @throws IllegalArgumentException if there are too many bytes (nothing is sent) or the port is 0
   * @throws java.net.UnknownHostException if the name is not known
   * @throws HostUnreachableException if there is no way to the receiver or, on a connected socket,
   *     if the peer was not there for an earlier datagram
   * @throws IOException as said for {@link Socket}; nothing has been sent then
   */
  public int sendTo(byte[] data, InetSocketAddress to) throws IOException {
    return sendTo(data, 0, data.length, to, 0);
  }

  /**
   * Sends one datagram, as {@link #sendTo(byte[], InetSocketAddress)}.
   *
   * @param data its bytes
   * @param host the receiver's IPv4 address or name
   * @param port the receiver's port, 1 to 65535
   * @return how many bytes were sent: all
   * @throws IOException as {@link #sendTo(byte[], InetSocketAddress)}
   */
  public int sendTo(byte[] data, String host, int port) throws IOException {
    return sendTo(data, Hosts.unresolved(host, port));
  }

  /**
   * Sends one datagram, as {@link #sendTo(byte[], InetSocketAddress)}.
   *
   * @param data where its bytes are
   * @param offset where the first is
   * @param n how many
   * @param to the receiver
   * @param flags {@link SocketConstants#MSG_DONTWAIT}, or 0
   * @return how many bytes were sent: all
   * @throws IndexOutOfBoundsException if the part is not inside the array
   * @throws IOException as {@link #sendTo(byte[], InetSocketAddress)}
   */
  public int sendTo(byte[] data, int offset, int n, InetSocketAddress to, int flags)
      throws IOException {
    Objects.checkFromIndexSize(offset, n, data.length);
    return sendTo(null, data, offset, n, to, flags);
  }

  /**
   * Sends a text in UTF-8 as one datagram, as {@link #sendTo(byte[], InetSocketAddress)}.
   *
   * @param text the text; half a surrogate pair becomes a question mark
   * @param to the receiver
   * @return how many bytes were sent: all
   * @throws IOException as {@link #sendTo(byte[], InetSocketAddress)}
   */
  public int sendTo(String text, InetSocketAddress to) throws IOException {
    return sendTo(text.getBytes(UTF_8), to);
  }

  /**
   * Sends a text in UTF-8 as one datagram, as {@link #sendTo(byte[], InetSocketAddress)}.
   *
   * @param text the text; half a surrogate pair becomes a question mark
   * @param host the receiver's IPv4 address or name
   * @param port the receiver's port, 1 to 65535
   * @return how many bytes were sent: all
   * @throws IOException as {@link #sendTo(byte[], InetSocketAddress)}
   */
  public int sendTo(String text, String host, int port) throws IOException {
    return sendTo(text.getBytes(UTF_8), host, port);
  }

  /**
   * Sends a segment as one datagram, as {@link #sendTo(byte[], InetSocketAddress)}. With native
   * memory and the same resolved address object as before, nothing is copied and nothing allocated.
   *
   * @param data its bytes
   * @param to the receiver
   * @return how many bytes were sent: all
   * @throws IOException as {@link #sendTo(byte[], InetSocketAddress)}
   */
  public int sendTo(MemorySegment data, InetSocketAddress to) throws IOException {
    return sendTo(data, 0, Memory.intSize(data), to, 0);
  }

  /**
   * Sends a segment as one datagram, as {@link #sendTo(byte[], InetSocketAddress)}.
   *
   * @param data its bytes
   * @param host the receiver's IPv4 address or name
   * @param port the receiver's port, 1 to 65535
   * @return how many bytes were sent: all
   * @throws IOException as {@link #sendTo(byte[], InetSocketAddress)}
   */
  public int sendTo(MemorySegment data, String host, int port) throws IOException {
    return sendTo(data, Hosts.unresolved(host, port));
  }

  /**
   * Sends a part of a segment as one datagram, as {@link #sendTo(MemorySegment,
   * InetSocketAddress)}.
   *
   * @param data where its bytes are; the arena must stay open during the call
   * @param offset where the first is
   * @param n how many
   * @param to the receiver
   * @param flags {@link SocketConstants#MSG_DONTWAIT}, or 0
   * @return how many bytes were sent: all
   * @throws IndexOutOfBoundsException if the part is not inside the segment
   * @throws IllegalStateException if the segment's arena is closed
   * @throws WrongThreadException if the segment's arena is confined to another thread
   * @throws IOException as {@link #sendTo(byte[], InetSocketAddress)}
   */
  public int sendTo(MemorySegment data, long offset, int n, InetSocketAddress to, int flags)
      throws IOException {
    Memory.requireReadable(data, offset, n);
    return sendTo(data, null, offset, n, to, flags);
  }

  /**
   * Sends a part of a segment as one datagram to where another came from. With native memory
   * nothing is copied and nothing allocated.
   *
   * @param data where its bytes are; the arena must stay open during the call
   * @param offset where the first is
   * @param n how many
   * @param to the sender of a datagram received before
   * @return how many bytes were sent: all
   * @throws IndexOutOfBoundsException if the part is not inside the segment
   * @throws IllegalArgumentException if there are too many bytes, or nothing was received yet
   * @throws IOException as {@link #sendTo(byte[], InetSocketAddress)}
   */
  public int sendTo(MemorySegment data, long offset, int n, DatagramSource to) throws IOException {
    Memory.requireReadable(data, offset, n);
    return role().datagrams("sendTo").answer(data, null, offset, n, to, limit());
  }

  /**
   * Sends what remains in a buffer as one datagram, as {@link #sendTo(byte[], InetSocketAddress)}.
   * The position moves to the limit when it is sent.
   *
   * @param data its bytes
   * @param to the receiver
   * @return how many bytes were sent: all
   * @throws IOException as {@link #sendTo(byte[], InetSocketAddress)}
   */
  public int sendTo(ByteBuffer data, InetSocketAddress to) throws IOException {
    return sendTo(data, to, 0);
  }

  /**
   * Sends what remains in a buffer as one datagram, as {@link #sendTo(ByteBuffer,
   * InetSocketAddress)}.
   *
   * @param data its bytes
   * @param host the receiver's IPv4 address or name
   * @param port the receiver's port, 1 to 65535
   * @return how many bytes were sent: all
   * @throws IOException as {@link #sendTo(byte[], InetSocketAddress)}
   */
  public int sendTo(ByteBuffer data, String host, int port) throws IOException {
    return sendTo(data, Hosts.unresolved(host, port));
  }

  /**
   * Sends what remains in a buffer as one datagram, as {@link #sendTo(ByteBuffer,
   * InetSocketAddress)}.
   *
   * @param data its bytes
   * @param to the receiver
   * @param flags {@link SocketConstants#MSG_DONTWAIT}, or 0
   * @return how many bytes were sent: all
   * @throws IllegalArgumentException if a flag is unknown
   * @throws IOException as {@link #sendTo(byte[], InetSocketAddress)}
   */
  public int sendTo(ByteBuffer data, InetSocketAddress to, int flags) throws IOException {
    int position = data.position();
    int n = data.remaining();
    int sent;
    if (data.hasArray()) {
      sent = sendTo(null, data.array(), data.arrayOffset() + position, n, to, flags);
    } else {
      MemorySegment segment = viewToSend(data);
      Memory.requireReadable(segment, position, n);
      sent = sendTo(segment, null, position, n, to, flags);
    }
    data.position(position + sent);
    return sent;
  }

  private int sendTo(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int n,
      InetSocketAddress to,
      int flags)
      throws IOException {
    long limit = Flags.limit(Flags.sending(flags), limit());
    return role().datagrams("sendTo").sendTo(segment, array, offset, n, to, limit);
  }
}

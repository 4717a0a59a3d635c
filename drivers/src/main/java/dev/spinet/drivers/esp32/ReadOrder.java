package dev.spinet.drivers.esp32;

import dev.spinet.drivers.esp32.at.AtResult;
import dev.spinet.drivers.esp32.at.PayloadSink;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request for the bytes of a link, and whose they turn out to be: the module may have given the
 * link's number to another peer before it reads the request. Used by the driver's thread.
 */
final class ReadOrder {

  private final StreamLink link;
  private int id = ModuleLink.NO_ID;
  private int asked;

  /** Whose bytes have come; {@code null} if they were dropped, because nothing is known of him. */
  private @Nullable StreamLink owner;

  private final BooleanSupplier mine = this::isMine;
  private final Supplier<@Nullable PayloadSink> receiver = this::receiver;

  ReadOrder(StreamLink link) {
    this.link = link;
  }

  /** Begins one, for so many bytes at most. */
  void begin(int newId, int newAsked) {
    id = newId;
    asked = newAsked;
    owner = link;
  }

  /** Asks the module; without the lock. */
  AtResult call() throws IOException {
    var core = link.core;
    var result = core.commands().receive(id, asked, mine, receiver);
    if (result == AtResult.OK && owner == null) {
      core.reports().closeStray(id);
    }
    return result;
  }

  /** The module has answered; with the lock held. */
  void end(AtResult result) {
    if (result != AtResult.OK) {
      link.input().intake().refusedByModule();
    } else if (owner != null) {
      owner.input().receivedAll();
    }
    leave();
  }

  /** The answer was damaged; with the lock held. */
  void fail(IOException cause) {
    leave();
    var whose = owner;
    if (link.equals(whose)) {
      link.input().damaged(cause);
      // Perhaps it was the beginning that was lost, of bytes of whoever has the id now.
      whose = isMine() ? null : current();
    }
    if (whose != null) {
      link.core.reports().countDamaged(id);
      whose.input().damaged(cause);
    }
  }

  private @Nullable StreamLink current() {
    return link.core.links().get(id) instanceof StreamLink stream ? stream : null;
  }

  private void leave() {
    if (!link.equals(owner)) {
      link.input().intake().cancel();
    }
  }

  private boolean isMine() {
    return link.isAt(id);
  }

  /** The bytes begin, and all that was said before has been heard. */
  private @Nullable PayloadSink receiver() {
    var core = link.core;
    core.lock();
    try {
      if (isMine()) {
        return link.input().intake();
      }
      var next = current();
      owner = next;
      if (next == null) {
        return null;
      }
      next.input().intake().beginUnasked(asked);
      return next.input().intake();
    } finally {
      core.unlock();
    }
  }
}

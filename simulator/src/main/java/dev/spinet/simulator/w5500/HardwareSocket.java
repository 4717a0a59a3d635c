package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.Access;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One of the eight sockets: its registers, its buffers, and the session it has. */
final class HardwareSocket {

  /** What a session takes over at OPEN and does not look at again (4.2). */
  private static final Set<SocketRegister> LATCHED_AT_OPEN =
      EnumSet.of(
          SocketRegister.MR,
          SocketRegister.PORT,
          SocketRegister.MSSR,
          SocketRegister.PROTO,
          SocketRegister.TOS,
          SocketRegister.TTL);

  private static final int DONT_FRAGMENT = 0x4000;

  final ChipCore core;
  final int index;
  final RegisterFile registers = new RegisterFile(SocketRegister.values());
  final ReceiveRing rx;
  final TransmitRing tx;
  private final ChipTimer lateSendOk;
  private @Nullable Session session;

  /** The last frame for which a change was reported: a register of two bytes changes twice. */
  private long changeReported = -1;

  HardwareSocket(ChipCore core, int index) {
    this.core = core;
    this.index = index;
    this.rx = new ReceiveRing(this, core.rxMemory);
    this.tx = new TransmitRing(this, core.txMemory);
    this.lateSendOk = new ChipTimer(core, () -> raise(SocketInterrupt.SENDOK));
  }

  void reset() {
    end();
    registers.reset();
    core.rxMemory.resize(index, registers.get(SocketRegister.RXBUF_SIZE));
    core.txMemory.resize(index, registers.get(SocketRegister.TXBUF_SIZE));
    rx.reset();
    tx.reset(0);
    core.interrupts.socketChanged(index, false);
  }

  @Nullable Session session() {
    return session;
  }

  boolean isOpen() {
    return session != null;
  }

  int status() {
    return registers.get(SocketRegister.SR);
  }

  void status(int status) {
    registers.set(SocketRegister.SR, status);
  }

  /** What Sn_MSSR says about the payload of a packet, for a protocol with a limit of its own. */
  int segmentSize(int limit) {
    int size = registers.get(SocketRegister.MSSR);
    if (size > limit) {
      report(
          Diagnostic.Kind.BAD_SEGMENT_SIZE,
          "Sn_MSSR is " + size + "; with this protocol it is at most " + limit);
    }
    return size == 0 ? limit : Math.min(size, limit);
  }

  /** Whether Sn_FRAG asks for the "do not fragment" flag of the IP header. */
  boolean dontFragment() {
    return (registers.get(SocketRegister.FRAG) & DONT_FRAGMENT) != 0;
  }

  /** An event: sets its bit in Sn_IR unless Sn_IMR forbids it. */
  void raise(int events) {
    int ir = registers.get(SocketRegister.IR) | (events & registers.get(SocketRegister.IMR));
    registers.set(SocketRegister.IR, ir);
    core.interrupts.socketChanged(index, ir != 0);
  }

  /** The event that ends a SEND, with the faults that somebody asked for. */
  void raiseSendOk() {
    if (core.faults.take(ChipFault.LoseSendOk.class, index) != null) {
      return;
    }
    var late = core.faults.take(ChipFault.DelaySendOk.class, index);
    if (late == null) {
      raise(SocketInterrupt.SENDOK);
    } else {
      lateSendOk.start(late.delay().toNanos());
    }
  }

  void report(Diagnostic.Kind kind, String sentence) {
    core.diagnostics.report(kind, index, sentence);
  }

  /** The session is over: the socket is closed. Its buffers stay readable until the next OPEN. */
  void end() {
    if (session != null) {
      session.abandon();
      session = null;
    }
    lateSendOk.stop();
    status(SocketStatus.CLOSED);
  }

  /** What a host reads from a byte of a register. */
  int read(int address) {
    if (rx.received.covers(address)) {
      return rx.received.read(address);
    }
    return tx.free.covers(address) ? tx.free.read(address) : registers.read(address);
  }

  /** A host's write to a byte of a register. Sn_CR is not written here, see {@link CommandGate}. */
  void write(Register register, int address, int value) {
    int before = registers.read(address);
    registers.write(register, address, value);
    if (register == SocketRegister.IR) {
      core.interrupts.socketChanged(index, registers.get(SocketRegister.IR) != 0);
    } else if (value != before && register.access() == Access.READ_WRITE) {
      changed((SocketRegister) register);
    }
  }

  private void changed(SocketRegister register) {
    if (register == SocketRegister.RXBUF_SIZE) {
      resize(core.rxMemory, register);
    } else if (register == SocketRegister.TXBUF_SIZE) {
      resize(core.txMemory, register);
      tx.resized();
    } else if (isOpen() && LATCHED_AT_OPEN.contains(register) && changeReported != core.frame) {
      changeReported = core.frame;
      report(
          Diagnostic.Kind.CHANGED_WHILE_OPEN,
          "Sn_" + register + " was changed; the open socket goes on with the old value");
    }
  }

  private void resize(BufferMemory memory, SocketRegister register) {
    int units = registers.get(register);
    if (!ChipLimits.isBufferSize(units)) {
      report(
          Diagnostic.Kind.BUFFER_SIZE,
          "Sn_" + register + " was set to " + units + "; it is 0, 1, 2, 4, 8 or 16");
    }
    memory.resize(index, units);
    for (var socket : core.sockets) {
      if (socket.index >= index && socket.isOpen()) {
        report(
            Diagnostic.Kind.BUFFER_RESIZED,
            "Sn_" + register + " was changed while socket " + socket.index + " was open");
      }
    }
  }

  /** Does what a command says, once it is accepted. */
  void execute(int command) {
    if (command == SocketCommand.OPEN) {
      open();
    } else if (command == SocketCommand.CLOSE) {
      if (session != null) {
        session.close();
      }
      end();
    } else if (command == SocketCommand.RECV) {
      rx.commit();
      if (session != null) {
        session.spaceFreed();
      }
    } else {
      execute(session, command);
    }
  }

  private void execute(@Nullable Session current, int command) {
    if (current == null) {
      report(
          Diagnostic.Kind.WRONG_STATE,
          "command " + SocketCommand.name(command) + " on a closed socket");
    } else if (command == SocketCommand.SEND) {
      current.send();
    } else if (command == SocketCommand.CONNECT) {
      current.connect();
    } else if (command == SocketCommand.LISTEN) {
      current.listen();
    } else if (command == SocketCommand.DISCON) {
      current.disconnect();
    } else if (command == SocketCommand.SEND_MAC) {
      current.sendToHardwareAddress();
    } else if (command == SocketCommand.SEND_KEEP) {
      current.sendKeepAlive();
    } else {
      report(Diagnostic.Kind.UNKNOWN_COMMAND, SocketCommand.name(command) + " is not a command");
    }
  }

  private void open() {
    end();
    checkBuffers(core.rxMemory, "RX");
    checkBuffers(core.txMemory, "TX");
    int protocol = registers.get(SocketRegister.MR) & SocketMode.PROTOCOL_MASK;
    if (protocol == SocketMode.MACRAW && index != 0) {
      report(Diagnostic.Kind.MACRAW_SOCKET, "MACRAW works on socket 0 only");
      return;
    }
    var factory = core.protocols.get(protocol);
    if (factory == null) {
      report(
          Diagnostic.Kind.UNSUPPORTED_PROTOCOL,
          "OPEN with protocol " + SocketMode.name(protocol) + ", which this model does not have");
      return;
    }
    rx.reset();
    tx.reset(0);
    session = factory.open(this);
  }

  private void checkBuffers(BufferMemory memory, String name) {
    if (!memory.fits()) {
      report(
          Diagnostic.Kind.BUFFER_SUM,
          "the " + name + " buffers of all sockets take " + memory.sum() + " bytes and overlap");
    }
  }
}

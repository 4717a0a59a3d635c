package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.net.EthernetPort;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The parts of the chip, and the one lock that guards them all. */
final class ChipCore {

  /** Tries to get the lock before parking, as it is never held for longer than one packet takes. */
  private static final int LOCK_SPINS = 200;

  final SimulationClock clock;
  final EthernetPort port;
  final ChipOptions options;
  final ChipFaults faults = new ChipFaults(this);
  final Diagnostics diagnostics;
  final RegisterFile common = new RegisterFile(CommonRegister.values());
  final BufferMemory rxMemory = new BufferMemory(ChipLimits.RX_MEMORY_SIZE);
  final BufferMemory txMemory = new BufferMemory(ChipLimits.TX_MEMORY_SIZE);
  final InterruptController interrupts;
  final Phy phy;
  final NetworkStack network;
  final HardwareSocket[] sockets = new HardwareSocket[ChipLimits.SOCKET_COUNT];
  final CommandGate commands;
  final ResetPin resetPin;

  /** The protocols that OPEN knows, by their code in Sn_MR. */
  final Map<Integer, Session.Factory> protocols =
      Map.of(
          SocketMode.TCP, TcpSession::new,
          SocketMode.UDP, UdpSession::new,
          SocketMode.IPRAW, RawIpSession::new,
          SocketMode.MACRAW, RawEthernetSession::new);

  /** What VERSIONR reads: another value makes another chip of this one. */
  int version = ChipLimits.VERSION;

  /** Frames on the SPI pins so far. */
  long frame;

  private final ReentrantLock lock = new ReentrantLock();

  ChipCore(SimulationClock clock, EthernetPort port, ChipOptions options) {
    this.clock = clock;
    this.port = port;
    this.options = options;
    this.diagnostics = new Diagnostics(clock);
    this.interrupts = new InterruptController(this);
    this.phy = new Phy(this);
    this.network = new NetworkStack(this);
    for (int i = 0; i < sockets.length; i++) {
      sockets[i] = new HardwareSocket(this, i);
    }
    this.commands = new CommandGate(this);
    this.resetPin = new ResetPin(this);
  }

  void lock() {
    for (int i = 0; i < LOCK_SPINS; i++) {
      if (lock.tryLock()) {
        return;
      }
      Thread.onSpinWait();
    }
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /** A hardware or software reset: all registers to their reset values, all connections gone. */
  void reset() {
    common.reset();
    common.set(CommonRegister.VERSIONR, version);
    commands.reset();
    for (var socket : sockets) {
      socket.reset();
    }
    network.reset();
    phy.reset();
    interrupts.update();
  }
}

package dev.spinet.socket.contract;

/** A driver that carries streams in both directions of connecting, and UDP. */
public interface FullBackend extends ListeningBackend, DatagramBackend {}

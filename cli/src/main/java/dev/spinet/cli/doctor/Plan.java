package dev.spinet.cli.doctor;

import dev.spinet.cli.relay.HostPort;
import dev.spinet.socket.WifiNetwork;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be looked at, and how patiently.
 *
 * @param deep whether to test longer, with clocks beyond the guaranteed one, and Ethernet frames
 * @param timeout the longest wait for an answer of the network
 * @param watch how long the chip and its cable are watched
 * @param name a name to look up
 * @param tcp whom to connect to; the gateway if {@code null}
 * @param echo an echo server to exchange data with; none if {@code null}
 * @param wifi the network that a radio joins; none if {@code null}
 */
public record Plan(
    boolean deep,
    Duration timeout,
    Duration watch,
    String name,
    @Nullable HostPort tcp,
    @Nullable HostPort echo,
    @Nullable WifiNetwork wifi) {}

/** The network on which simulated chips live: Ethernet frames, from the wire up. */
package dev.spinet.simulator.net;

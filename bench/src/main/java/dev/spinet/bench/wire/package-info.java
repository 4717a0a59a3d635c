/** What the counted sequences would take on real wires, by a model that is stated openly. */
package dev.spinet.bench.wire;

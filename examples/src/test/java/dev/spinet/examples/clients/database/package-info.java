@org.jspecify.annotations.NullMarked
package dev.spinet.examples.clients.database;

/** What drivers tell Java Flight Recorder. No payload and no password is ever in an event. */
package dev.spinet.drivers.events;

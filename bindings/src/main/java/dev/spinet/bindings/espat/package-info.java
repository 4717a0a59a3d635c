/**
 * The numbers of Espressif's AT protocol in Java types: limits, modes, states and error codes.
 * Every one comes from the C header {@code spinet/esp_at.h} through the generated bindings. "AT+X"
 * in a comment means the page of that command in the ESP-AT User Guide.
 */
@NullMarked
package dev.spinet.bindings.espat;

import org.jspecify.annotations.NullMarked;

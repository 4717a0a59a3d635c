/**
 * System calls as they are: descriptors, pointers, and the error number as data. Only the device
 * layer above and the simulator's virtual devices use them.
 */
@NullMarked
package dev.spinet.bindings.linux.sys;

import org.jspecify.annotations.NullMarked;

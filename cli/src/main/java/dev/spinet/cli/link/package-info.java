/** {@code spinet link}: brings a chip's network up and says what it got. */
package dev.spinet.cli.link;

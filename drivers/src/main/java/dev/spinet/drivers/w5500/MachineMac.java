package dev.spinet.drivers.w5500;

import dev.spinet.socket.MacAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** A hardware address for a chip that was sold without one. */
final class MachineMac {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.w5500");
  private static final int OCTETS = 6;

  /** Bits of the first octet (IEEE 802): group address, and locally administered. */
  private static final int GROUP = 0x01;

  private static final int LOCAL = 0x02;

  private static final List<Path> MACHINE_IDS =
      List.of(Path.of("/etc/machine-id"), Path.of("/var/lib/dbus/machine-id"));

  private MachineMac() {}

  /**
   * An address that is the same at every start of this machine, and different for each bus and on
   * other machines.
   */
  static MacAddress of(String busName) {
    for (var path : MACHINE_IDS) {
      try {
        String id = Files.readString(path).strip();
        if (!id.isEmpty()) {
          var address = derive(id, busName);
          LOG.log(
              System.Logger.Level.WARNING,
              "{0}: no MAC address was given; using {1}, derived from this machine''s identity",
              busName,
              address);
          return address;
        }
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "no machine identity in {0}: {1}", path, e.toString());
      }
    }
    var octets = new byte[OCTETS];
    new SecureRandom().nextBytes(octets);
    var address = local(octets);
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: no MAC address was given and this machine has no identity in {1}; using {2}, which"
            + " will be another one at the next start",
        busName,
        MACHINE_IDS.get(0),
        address);
    return address;
  }

  /** The identity is confidential (machine-id(5)), so only a hash of it goes out. */
  static MacAddress derive(String machineId, String busName) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] hash =
          digest.digest(("spinet " + busName + " " + machineId).getBytes(StandardCharsets.UTF_8));
      return local(Arrays.copyOf(hash, OCTETS));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static MacAddress local(byte[] octets) {
    octets[0] = (byte) ((octets[0] & ~GROUP) | LOCAL);
    return MacAddress.of(octets);
  }
}

package dev.spinet.docs.stage;

import dev.spinet.drivers.esp32.Esp32;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.Drivers;
import java.io.IOException;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** What the documentation's Java takes for granted. */
public final class Given {

  private static final int NTP_BYTES = 48;
  private static final byte NTP_CLIENT_VERSION_4 = 0x23;

  private Given() {}

  /** A chip with its link up. */
  public static W5500 eth() throws IOException {
    var eth = (W5500) Drivers.open("sim:w5500");
    try {
      eth.link();
      return eth;
    } catch (IOException | RuntimeException e) {
      eth.close();
      throw e;
    }
  }

  /** A module that has joined no network. */
  public static Esp32 wifi() throws IOException {
    return (Esp32) Drivers.open("esp32:/dev/ttyUSB0");
  }

  /** A question for the time, as NTP has it. */
  public static byte[] timeRequest() {
    var request = new byte[NTP_BYTES];
    request[0] = NTP_CLIENT_VERSION_4;
    return request;
  }

  /** A client that is not connected yet. */
  public static MqttClient mqttClient() throws MqttException {
    return new MqttClient("tcp://192.168.1.10:1883", "docs", new MemoryPersistence());
  }

  /** A chip on a bench, for blocks that are compiled and not run. */
  @SuppressWarnings("DoNotCallSuggester")
  public static W5500Chip chip() {
    throw new UnsupportedOperationException("blocks with a chip are not run");
  }

  /** The gateway of such a chip. */
  @SuppressWarnings("DoNotCallSuggester")
  public static UserNetwork gateway() {
    throw new UnsupportedOperationException("blocks with a gateway are not run");
  }

  /** Somebody who collects metrics. */
  public static final class Registry {

    /** A registry without metrics. */
    public Registry() {}

    /** Takes one. */
    public void gauge(String name, long value) {
      if (name.isBlank() || value < 0) {
        throw new IllegalArgumentException(name + " " + value);
      }
    }
  }
}

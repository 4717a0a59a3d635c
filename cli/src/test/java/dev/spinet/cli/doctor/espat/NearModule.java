package dev.spinet.cli.doctor.espat;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.cli.doctor.Findings;
import dev.spinet.cli.doctor.Plan;
import dev.spinet.drivers.esp32.Esp32Provider;
import dev.spinet.simulator.espat.SimulatedSerialLink;
import dev.spinet.simulator.lan.EspAtLan;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.UnaryOperator;

/** The doctor at a module of this process, without a device file. */
public final class NearModule {

  private static final ShortestWaits NONE =
      new ShortestWaits(ShortestWaits.USUAL.scan(), Duration.ZERO, Duration.ZERO);

  private NearModule() {}

  /**
   * Examines a module on whose line something is changed, which has to happen.
   *
   * @param beginning of the first command that is changed, or of the line in the other direction
   * @param change what becomes of it
   */
  public static Findings examineDamaged(
      EspAtLan lan, Plan plan, String beginning, UnaryOperator<String> change) throws IOException {
    var damages = new ArrayList<Damage>();
    var findings =
        examine(
            lan,
            plan,
            line -> {
              damages.add(new Damage(new LeapingLine(line), beginning, change));
              return damages.getFirst();
            },
            NONE);
    if (!damages.getFirst().isDone()) {
      throw new IOException("nothing began with " + beginning);
    }
    return findings;
  }

  /** Examines a module without waiting longer than the plan says for what does not come. */
  public static Findings examineImpatiently(EspAtLan lan, Plan plan) throws IOException {
    return examine(lan, plan, line -> line, NONE);
  }

  /** The same, and the driver does not wait long either. */
  public static Findings examineInLeaps(EspAtLan lan, Plan plan) throws IOException {
    return examine(lan, plan, LeapingLine::new, NONE);
  }

  private static Findings examine(
      EspAtLan lan, Plan plan, UnaryOperator<ByteLink> line, ShortestWaits least)
      throws IOException {
    var findings = new Findings(_ -> {}, _ -> {});
    var uri = DeviceUri.parse("esp32:/dev/simulated");
    int baud = lan.module().options().baud();
    var near = new SimulatedSerialLink(lan.module(), "simulated serial line", baud, false);
    new EspAtDoctor(uri, plan, findings, least)
        .examine(new EspAtDoctor.Port(line.apply(near), Esp32Provider.options(uri)));
    return findings;
  }
}

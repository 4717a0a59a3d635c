package dev.spinet.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.relay.HostPort;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Inet4Address;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a network behind a chip whose name server does not help. */
final class NetworkChecksTest {

  private static final Inet4Address HOST = Inet4Address.ofLiteral("10.0.2.2");

  /** A chip that can do nothing but fail to look names up; all else ends in a time-out too. */
  private static NetworkDriver failing(IOException lookup) {
    return (NetworkDriver)
        Proxy.newProxyInstance(
            NetworkDriver.class.getClassLoader(),
            new Class<?>[] {NetworkDriver.class},
            (_, method, _) -> {
              if (method.getName().equals("resolve")) {
                throw lookup;
              }
              if (method.getReturnType() == boolean.class) {
                return true;
              }
              throw new SocketTimeoutException(method.getName() + " timed out");
            });
  }

  private static Findings examine(NetworkDriver driver, boolean looksUpItself) throws Exception {
    var findings = new Findings(_ -> {}, _ -> {});
    var plan =
        new Plan(
            false,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            "printer.lan",
            null,
            HostPort.target("10.0.2.2:7"),
            null);
    GatewayPing ping = (_, _, _) -> Optional.of(new GatewayPing.Reply(Duration.ZERO, 1));
    var medium = looksUpItself ? Medium.RADIO : Medium.CABLE;
    new NetworkChecks(driver, medium, ping, plan, Repeater.ONCE).run(info(), findings);
    return findings;
  }

  private static LinkInfo info() {
    return new LinkInfo(
        Inet4Address.ofLiteral("10.0.2.15"),
        Inet4Address.ofLiteral("255.255.255.0"),
        HOST,
        HOST,
        MacAddress.parse("02:00:00:00:00:01"));
  }

  private static Finding finding(Findings findings, Check check) {
    return findings.all().stream().filter(f -> f.check() == check).findFirst().orElseThrow();
  }

  @Test
  void blamesNothingElseWhileAModuleIsStillLookingUp() throws Exception {
    var findings = examine(failing(new SocketTimeoutException("looking up timed out")), true);
    assertEquals(Verdict.PROBLEM, finding(findings, Check.NETWORK_NAMES).verdict());
    assertEquals(Verdict.NOT_CHECKED, finding(findings, Check.NETWORK_TCP).verdict());
    assertEquals(Verdict.NOT_CHECKED, finding(findings, Check.NETWORK_ECHO).verdict());
  }

  @Test
  void goesOnWhereTheDriverLooksUp() throws Exception {
    var findings = examine(failing(new SocketTimeoutException("looking up timed out")), false);
    assertEquals(Verdict.PROBLEM, finding(findings, Check.NETWORK_TCP).verdict());
    assertEquals(Verdict.PROBLEM, finding(findings, Check.NETWORK_ECHO).verdict());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void claimsOnlyWhatIsKnownOfTheNameServer(boolean looksUpItself) throws Exception {
    var findings =
        examine(failing(new UnknownHostException("'printer.lan' is not known")), looksUpItself);
    String advice = finding(findings, Check.NETWORK_NAMES).toString();
    assertEquals(!looksUpItself, advice.contains("the name server answers"), advice);
    assertTrue(advice.contains("--name"), advice);
  }

  @Test
  void namesNoTimeOfZero() throws Exception {
    var findings = examine(failing(new UnknownHostException("'printer.lan' is not known")), true);
    String gateway = finding(findings, Check.NETWORK_GATEWAY).toString();
    assertFalse(gateway.contains("0.0 ms"), gateway);
    assertTrue(gateway.contains("within 1 ms"), gateway);
  }
}

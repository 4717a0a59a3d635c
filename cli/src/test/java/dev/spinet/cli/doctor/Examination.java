package dev.spinet.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the doctor has said of a device.
 *
 * @param code the exit code
 * @param told its findings
 * @param err what was written beside them
 */
record Examination(int code, List<Told> told, String err) {

  /** A finding, in the words for programs. */
  record Told(String check, String verdict, String found, String advice) {

    private static Told of(JsonNode json) {
      return new Told(
          json.get("check").asText(),
          json.get("verdict").asText(),
          json.get("found").asText(),
          json.get("advice").asText());
    }

    private static Told of(Finding finding) {
      return new Told(
          finding.check().id(), finding.verdict().word(), finding.found(), finding.advice());
    }

    boolean is(String otherCheck, String otherVerdict) {
      return check.equals(otherCheck) && verdict.equals(otherVerdict);
    }

    boolean isProblem() {
      return verdict.equals("problem");
    }

    boolean isComplaint() {
      return isProblem() || verdict.equals("warning");
    }
  }

  /** Examines a device by the command. */
  static Examination byCommand(List<String> arguments) throws IOException {
    var all = new ArrayList<>(List.of("doctor", "--json"));
    all.addAll(arguments);
    var pipe = Captured.pipe();
    int code = pipe.run(Devices::open, all.toArray(String[]::new));
    var json = new ObjectMapper().readTree(pipe.out());
    if (!json.path("findings").isArray()) {
      throw new IOException("no findings: " + pipe.out() + pipe.err());
    }
    var told = new ArrayList<Told>();
    json.get("findings").forEach(finding -> told.add(Told.of(finding)));
    return new Examination(code, told, pipe.err());
  }

  /** Takes what was found without the command for what it would have said. */
  static Examination of(Findings findings) {
    return new Examination(
        DoctorCommand.code(findings).number(), findings.all().stream().map(Told::of).toList(), "");
  }

  Optional<Told> find(Predicate<Told> wanted) {
    return told.stream().filter(wanted).findFirst();
  }

  boolean hasProblem() {
    return told.stream().anyMatch(Told::isProblem);
  }

  /** All of it, for whoever wants to know why a test failed. */
  @Override
  public String toString() {
    var text = new StringBuilder("exit code " + code);
    told.forEach(one -> text.append('\n').append(one));
    return text.append('\n').append(err).toString();
  }
}

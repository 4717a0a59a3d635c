package dev.spinet.cli.doctor;

import dev.spinet.cli.json.Json;
import java.util.Map;

/**
 * What a check has found.
 *
 * @param check what was looked at
 * @param verdict how that ended
 * @param found what is so, one sentence without a full stop
 * @param advice what to do about it; empty if there is nothing to do
 */
public record Finding(Check check, Verdict verdict, String found, String advice) {

  Map<String, Object> json() {
    var object = Json.object();
    object.put("check", check.id());
    object.put("verdict", verdict.word());
    object.put("found", found);
    object.put("advice", advice);
    return object;
  }
}

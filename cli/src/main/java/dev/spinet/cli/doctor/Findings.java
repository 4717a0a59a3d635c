package dev.spinet.cli.doctor;

import dev.spinet.bindings.bus.BusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** What was found so far. Whoever listens hears of each finding as it is made. For one thread. */
public final class Findings {

  private static final String END_OF_SENTENCE = ". ";

  private final List<Finding> all = new ArrayList<>();
  private final Consumer<Finding> listener;
  private final Consumer<String> activity;
  private boolean doubtful;

  /**
   * Nothing found yet.
   *
   * @param listener hears of each finding
   * @param activity hears of what is being done meanwhile, a few words
   */
  public Findings(Consumer<Finding> listener, Consumer<String> activity) {
    this.listener = listener;
    this.activity = activity;
  }

  /**
   * Tells what is being done.
   *
   * @param doing a few words
   */
  public void doing(String doing) {
    activity.accept(doing);
  }

  /**
   * All is well.
   *
   * @param check what was looked at
   * @param found what is so
   */
  public void ok(Check check, String found) {
    add(check, Verdict.OK, found, "");
  }

  /**
   * All is well, and could be better.
   *
   * @param check what was looked at
   * @param found what is so
   * @param advice what can be done
   */
  public void ok(Check check, String found, String advice) {
    add(check, Verdict.OK, found, advice);
  }

  /**
   * It works, but.
   *
   * @param check what was looked at
   * @param found what is so
   * @param advice what to do
   */
  public void warning(Check check, String found, String advice) {
    add(check, Verdict.WARNING, found, advice);
  }

  /**
   * It does not work.
   *
   * @param check what was looked at
   * @param found what is so
   * @param advice what to do
   */
  public void problem(Check check, String found, String advice) {
    add(check, Verdict.PROBLEM, found, advice);
  }

  /**
   * It does not work, says an exception whose message may have its advice in further sentences.
   *
   * @param check what was looked at
   * @param thrown what was thrown
   * @param advice what to do if the message does not say it
   */
  public void problem(Check check, Exception thrown, String advice) {
    add(check, Verdict.PROBLEM, thrown, advice);
  }

  /**
   * It works, but, says an exception; as {@link #problem(Check, Exception, String)}.
   *
   * @param check what was looked at
   * @param thrown what was thrown
   * @param advice what to do if the message does not say it
   */
  public void warning(Check check, Exception thrown, String advice) {
    add(check, Verdict.WARNING, thrown, advice);
  }

  private void add(Check check, Verdict verdict, Exception thrown, String advice) {
    String message =
        Objects.requireNonNullElse(thrown.getMessage(), thrown.getClass().getSimpleName());
    int end = thrown instanceof BusException ? message.indexOf(END_OF_SENTENCE) : -1;
    String found = end < 0 ? message : message.substring(0, end);
    String rest = end < 0 ? advice : message.substring(end + END_OF_SENTENCE.length());
    add(check, verdict, withoutStop(found), withoutStop(rest.isEmpty() ? advice : rest));
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  /**
   * Nobody has looked.
   *
   * @param check what was not looked at
   * @param why why not
   * @param advice what to do to have it looked at; may be empty
   */
  public void notChecked(Check check, String why, String advice) {
    add(check, Verdict.NOT_CHECKED, why, advice);
  }

  /**
   * Nobody has looked at several things, unless there is a finding about them already.
   *
   * @param why why not
   * @param checks what was not looked at
   */
  public void notChecked(String why, Check... checks) {
    for (var check : checks) {
      if (!hasAny(check)) {
        notChecked(check, why, "");
      }
    }
  }

  private void add(Check check, Verdict verdict, String found, String advice) {
    add(new Finding(check, verdict, found, advice));
  }

  /**
   * Adds a finding.
   *
   * @param finding what was found
   */
  public void add(Finding finding) {
    all.add(finding);
    listener.accept(finding);
  }

  /**
   * Findings that may still be thrown away.
   *
   * @return none yet; nobody hears of them, but what is being done is told as usual
   */
  public Findings draft() {
    return new Findings(_ -> {}, activity);
  }

  /**
   * Says that what was found may be so by chance, and that this leaves no other trace: a command
   * that was changed on its way may still mean something, and be answered with what is true of
   * that.
   */
  public void doubt() {
    doubtful = true;
  }

  /**
   * Whether a second look is worth its time.
   *
   * @return whether anything was doubted
   */
  public boolean isDoubtful() {
    return doubtful;
  }

  /**
   * Whether there is a finding about something.
   *
   * @param check what was looked at
   * @return whether there is
   */
  public boolean hasAny(Check check) {
    return all.stream().anyMatch(finding -> finding.check() == check);
  }

  /**
   * What was found.
   *
   * @return a copy, oldest first
   */
  public List<Finding> all() {
    return List.copyOf(all);
  }

  /**
   * Counts findings.
   *
   * @param verdict how they ended
   * @return how many did
   */
  public long count(Verdict verdict) {
    return all.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  /**
   * Whether there is a problem.
   *
   * @param areas in any of these
   * @return whether there is
   */
  boolean hasProblem(Check.Area... areas) {
    var wanted = List.of(areas);
    return all.stream()
        .anyMatch(finding ->
            finding.verdict() == Verdict.PROBLEM && wanted.contains(finding.check().area()));
  }
}

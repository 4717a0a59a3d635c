/**
 * Where {@code java -jar spinet.jar} starts, on whatever Java that is. Not marked for null checks:
 * their annotations need a newer Java than this package is for.
 */
package dev.spinet.launcher;

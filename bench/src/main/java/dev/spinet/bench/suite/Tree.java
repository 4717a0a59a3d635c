package dev.spinet.bench.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads data as JSON has them: maps with string keys, lists, strings, booleans and numbers. What is
 * not as expected ends in an exception that says where.
 */
public final class Tree {

  private Tree() {}

  /**
   * An object.
   *
   * @param value what should be one
   * @param where its place, for the message
   * @return its members, in order
   * @throws IllegalArgumentException if it is none
   */
  public static Map<String, Object> object(@Nullable Object value, String where) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(where + " should be a JSON object");
    }
    var members = new LinkedHashMap<String, Object>();
    map.forEach((key, member) -> {
      if (member != null) {
        members.put(String.valueOf(key), member);
      }
    });
    return members;
  }

  /**
   * An array.
   *
   * @param value what should be one
   * @param where its place, for the message
   * @return its elements
   * @throws IllegalArgumentException if it is none
   */
  public static List<Object> array(@Nullable Object value, String where) {
    if (!(value instanceof List<?> list)) {
      throw new IllegalArgumentException(where + " should be a JSON array");
    }
    var elements = new ArrayList<Object>();
    for (Object element : list) {
      if (element == null) {
        throw new IllegalArgumentException(where + " has a null in it");
      }
      elements.add(element);
    }
    return elements;
  }

  /**
   * A number.
   *
   * @param object what it is a member of
   * @param member its name
   * @param where the place of the object, for the message
   * @return the number
   * @throws IllegalArgumentException if it is not there or no number
   */
  public static double number(Map<String, Object> object, String member, String where) {
    if (!(object.get(member) instanceof Number number)) {
      throw new IllegalArgumentException(where + " has no number '" + member + "'");
    }
    return number.doubleValue();
  }

  /**
   * A whole number that is not negative.
   *
   * @param object what it is a member of
   * @param member its name
   * @param where the place of the object, for the message
   * @return the number
   * @throws IllegalArgumentException if it is not there or something else
   */
  public static long count(Map<String, Object> object, String member, String where) {
    double number = number(object, member, where);
    if (number < 0 || number > 1L << (Double.PRECISION - 1) || number != Math.rint(number)) {
      throw new IllegalArgumentException(where + " has no count '" + member + "' but " + number);
    }
    return (long) number;
  }

  /**
   * A string.
   *
   * @param object what it is a member of
   * @param member its name
   * @param where the place of the object, for the message
   * @return the string
   * @throws IllegalArgumentException if it is not there or something else
   */
  public static String string(Map<String, Object> object, String member, String where) {
    if (!(object.get(member) instanceof String string)) {
      throw new IllegalArgumentException(where + " has no string '" + member + "'");
    }
    return string;
  }

  /**
   * A spread, as {@link #of} makes it.
   *
   * @param object what it is a member of
   * @param member its name
   * @param where the place of the object, for the message
   * @return the spread
   * @throws IllegalArgumentException if it is not there or something else
   */
  public static Spread spread(Map<String, Object> object, String member, String where) {
    String place = where + "." + member;
    var parts = object(object.get(member), place);
    return new Spread(
        number(parts, "median", place), number(parts, "min", place), number(parts, "max", place));
  }

  /**
   * The tree of a spread.
   *
   * @param spread the spread
   * @return its three numbers by name
   */
  public static Map<String, Object> of(Spread spread) {
    var parts = new LinkedHashMap<String, Object>();
    parts.put("median", spread.median());
    parts.put("min", spread.min());
    parts.put("max", spread.max());
    return parts;
  }
}

package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/**
 * What a module says about a refused command as {@code ERR CODE:0x01090000} (AT+SYSLOG).
 *
 * @param subcategory the cause as a number, 0 to 255
 * @param extension details that are not documented, 0 to 65535
 */
public record ErrorCode(int subcategory, int extension) {

  /**
   * Takes a number apart.
   *
   * @param code the 32 bits behind {@code 0x}
   * @return the error; empty if the number is of another kind
   */
  public static Optional<ErrorCode> of(int code) {
    if (code >>> EspAtConstants.ESP_AT_ERROR_CATEGORY_SHIFT()
        != EspAtConstants.ESP_AT_ERROR_CATEGORY()) {
      return Optional.empty();
    }
    return Optional.of(
        new ErrorCode(
            code >>> EspAtConstants.ESP_AT_ERROR_SUB_SHIFT()
                & EspAtConstants.ESP_AT_ERROR_SUB_MASK(),
            code & EspAtConstants.ESP_AT_ERROR_EXTENSION_MASK()));
  }

  /**
   * An error without details.
   *
   * @param cause its cause
   * @return the error
   */
  public static ErrorCode of(ErrorCause cause) {
    return new ErrorCode(cause.code(), 0);
  }

  /**
   * The cause in words.
   *
   * @return the cause; empty if the number has no meaning
   */
  public Optional<ErrorCause> cause() {
    return ErrorCause.of(subcategory);
  }

  /**
   * The number on the wire.
   *
   * @return the 32 bits behind {@code 0x}
   */
  public int value() {
    return EspAtConstants.ESP_AT_ERROR_CATEGORY() << EspAtConstants.ESP_AT_ERROR_CATEGORY_SHIFT()
        | subcategory << EspAtConstants.ESP_AT_ERROR_SUB_SHIFT()
        | extension;
  }
}

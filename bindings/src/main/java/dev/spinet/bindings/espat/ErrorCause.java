package dev.spinet.bindings.espat;

import dev.spinet.bindings.gen.espat.EspAtConstants;
import java.util.Optional;

/** Why a command was refused, as ERR CODE tells it (AT+SYSLOG). */
public enum ErrorCause {
  /** No error. */
  OK(EspAtConstants.ESP_AT_SUB_OK()),

  /** Reserved. */
  COMMON(EspAtConstants.ESP_AT_SUB_COMMON_ERROR()),

  /** CR LF is missing. */
  NO_TERMINATOR(EspAtConstants.ESP_AT_SUB_NO_TERMINATOR()),

  /** It does not begin with AT. */
  NO_AT(EspAtConstants.ESP_AT_SUB_NO_AT()),

  /** A parameter has a wrong length. */
  LENGTH(EspAtConstants.ESP_AT_SUB_PARA_LENGTH_MISMATCH()),

  /** A parameter has a wrong type. */
  TYPE(EspAtConstants.ESP_AT_SUB_PARA_TYPE_MISMATCH()),

  /** The number of parameters is wrong. */
  COUNT(EspAtConstants.ESP_AT_SUB_PARA_NUM_MISMATCH()),

  /** A parameter is invalid. */
  INVALID(EspAtConstants.ESP_AT_SUB_PARA_INVALID()),

  /** A parameter cannot be read. */
  UNREADABLE(EspAtConstants.ESP_AT_SUB_PARA_PARSE_FAIL()),

  /** There is no such command. */
  UNSUPPORTED(EspAtConstants.ESP_AT_SUB_UNSUPPORT_CMD()),

  /** It was tried and has failed. */
  FAILED(EspAtConstants.ESP_AT_SUB_CMD_EXEC_FAIL()),

  /** The command before is not finished. */
  BUSY(EspAtConstants.ESP_AT_SUB_CMD_PROCESSING()),

  /** The command cannot be queried, set or executed. */
  OPERATION(EspAtConstants.ESP_AT_SUB_CMD_OP_ERROR());

  private final int code;

  ErrorCause(int code) {
    this.code = code;
  }

  /**
   * The number that stands for it on the wire.
   *
   * @return the number
   */
  public int code() {
    return code;
  }

  /**
   * Finds a cause by its number.
   *
   * @param code the number
   * @return the constant; empty if the number has no meaning
   */
  public static Optional<ErrorCause> of(int code) {
    for (var value : values()) {
      if (value.code == code) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}

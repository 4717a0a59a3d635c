package dev.spinet.drivers.esp32.at;

/** What the module says, whatever the command (ESP-AT, "AT Messages"). */
final class Tokens {

  static final AtToken AT = new AtToken("AT");
  static final AtToken AT_RST = new AtToken("AT+RST");

  /** Changes nothing, and its answer cannot be mistaken for one to another command. */
  static final AtToken MUX_QUERY = new AtToken("AT+CIPMUX?");

  static final AtToken MUX_ANSWER = new AtToken("+CIPMUX:");
  static final AtToken OK = new AtToken("OK");
  static final AtToken ERROR = new AtToken("ERROR");
  static final AtToken FAIL = new AtToken("FAIL");
  static final AtToken READY = new AtToken("ready");
  static final AtToken BUSY = new AtToken("busy ");
  static final AtToken ERR_CODE = new AtToken("ERR CODE:");
  static final AtToken ERRNO = new AtToken("+ERRNO:");
  static final AtToken RECV = new AtToken("Recv ");
  static final AtToken SEND_OK = new AtToken("SEND OK");
  static final AtToken SEND_FAIL = new AtToken("SEND FAIL");

  /** After AT+CIPSEND. */
  static final AtToken SEND_CANCELED = new AtToken("SEND Canceled");

  /** After AT+CIPSENDL, spelled otherwise. */
  static final AtToken SEND_CANCELLED = new AtToken("SEND CANCELLED");

  static final AtToken IPD = new AtToken("+IPD,");
  static final AtToken RECVDATA = new AtToken("+CIPRECVDATA:");

  /** AT 1.7 and some builds of version 2. */
  static final AtToken RECVDATA_OLD = new AtToken("+CIPRECVDATA,");

  private Tokens() {}
}

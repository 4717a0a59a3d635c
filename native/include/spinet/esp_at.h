/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Espressif ESP-AT: limits, modes, states and error codes of the AT protocol over a serial port.
 *
 * This file is the single source of every number of the protocol. C programs include it as it is;
 * the Java bindings are generated from it. Valid C11, no dependency.
 *
 * Source: "ESP-AT User Guide", Espressif, release-v4.1.0.0 unless a comment says otherwise. "AT+X" in
 * a comment means the page of that command in the chapter "AT Command Set"; "Messages" the section on
 * AT messages in its introduction; "hardware" the port layer that comes with the firmware.
 *
 * Constants are plain unsigned literals: no casts to narrow types, no bit-fields, no enums, so that
 * a binding generator sees the same value and sign as a C compiler.
 */
#ifndef SPINET_ESP_AT_H
#define SPINET_ESP_AT_H

/* ---- Command line (introduction of the command set) -------------------------------------------- */

#define ESP_AT_COMMAND_MAX                 256u     /* bytes of one command, CR LF included */
#define ESP_AT_HOST_MAX                    64u      /* bytes of a host name or address (AT+CIPSTART) */
#define ESP_AT_SSID_MAX                    32u      /* bytes of an SSID (IEEE 802.11, 9.4.2.2) */
#define ESP_AT_PASSWORD_MIN                8u       /* bytes of a password of WPA and later (AT+CWSAP) */
#define ESP_AT_PASSWORD_MAX                64u      /* bytes (AT+CWJAP) */
#define ESP_AT_HOSTNAME_MAX                32u      /* bytes of the module's own name (AT+CWHOSTNAME) */

/* ---- UART (AT+UART_CUR; hardware) -------------------------------------------------------------- */

#define ESP_AT_BAUD_DEFAULT                115200u  /* after a start, unless AT+UART_DEF has changed it */
#define ESP_AT_BAUD_MIN                    80u
#define ESP_AT_BAUD_MAX                    5000000u
#define ESP_AT_BAUD_MAX_C2                 2500000u /* of the ESP32-C2 */

#define ESP_AT_UART_DATA_BITS_8            8u
#define ESP_AT_UART_STOP_BITS_1            1u
#define ESP_AT_UART_STOP_BITS_1_5          2u
#define ESP_AT_UART_STOP_BITS_2            3u
#define ESP_AT_UART_PARITY_NONE            0u
#define ESP_AT_UART_PARITY_ODD             1u
#define ESP_AT_UART_PARITY_EVEN            2u
#define ESP_AT_UART_FLOW_NONE              0u
#define ESP_AT_UART_FLOW_RTS               1u       /* the module says when the host may send */
#define ESP_AT_UART_FLOW_CTS               2u       /* the host says when the module may send */
#define ESP_AT_UART_FLOW_BOTH              3u

#define ESP_AT_UART_RX_BUFFER              2048u    /* bytes the driver holds for the AT core (hardware) */
#define ESP_AT_UART_TX_BUFFER              8192u    /* bytes on their way to the host (hardware) */
#define ESP_AT_UART_FIFO                   128u     /* bytes in the UART itself, each way (hardware) */
#define ESP_AT_UART_RTS_THRESHOLD          120u     /* RTS goes inactive at so many in the FIFO (hardware) */

/* ---- Error codes (AT+SYSLOG) ------------------------------------------------------------------- */

/* ERR CODE:0x01SSEEEE: category, subcategory, extension. */
#define ESP_AT_ERROR_CATEGORY              0x01u
#define ESP_AT_ERROR_CATEGORY_SHIFT        24u
#define ESP_AT_ERROR_SUB_SHIFT             16u
#define ESP_AT_ERROR_SUB_MASK              0xFFu
#define ESP_AT_ERROR_EXTENSION_MASK        0xFFFFu

#define ESP_AT_SUB_OK                      0x00u
#define ESP_AT_SUB_COMMON_ERROR            0x01u    /* reserved */
#define ESP_AT_SUB_NO_TERMINATOR           0x02u    /* no CR LF */
#define ESP_AT_SUB_NO_AT                   0x03u    /* does not begin with AT */
#define ESP_AT_SUB_PARA_LENGTH_MISMATCH    0x04u
#define ESP_AT_SUB_PARA_TYPE_MISMATCH      0x05u
#define ESP_AT_SUB_PARA_NUM_MISMATCH       0x06u
#define ESP_AT_SUB_PARA_INVALID            0x07u
#define ESP_AT_SUB_PARA_PARSE_FAIL         0x08u
#define ESP_AT_SUB_UNSUPPORT_CMD           0x09u
#define ESP_AT_SUB_CMD_EXEC_FAIL           0x0Au
#define ESP_AT_SUB_CMD_PROCESSING          0x0Bu    /* busy with the command before */
#define ESP_AT_SUB_CMD_OP_ERROR            0x0Cu    /* query, set or execute where there is none */

/* ---- Messages (AT+SYSMSG) ---------------------------------------------------------------------- */

#define ESP_AT_SYSMSG_QUIT                 0x01u    /* say when passthrough mode ends */
#define ESP_AT_SYSMSG_LINK                 0x02u    /* +LINK_CONN instead of CONNECT */
#define ESP_AT_SYSMSG_STATUS               0x04u    /* Wi-Fi and link messages in passthrough mode too */

/* ---- Wi-Fi (AT+CWMODE, AT+CWSTATE, AT+CWJAP, AT+CWLAP, AT+CWDHCP) ------------------------------- */

#define ESP_AT_CWMODE_NULL                 0u
#define ESP_AT_CWMODE_STATION              1u
#define ESP_AT_CWMODE_SOFTAP               2u
#define ESP_AT_CWMODE_BOTH                 3u

#define ESP_AT_CWSTATE_IDLE                0u       /* has not tried to join yet */
#define ESP_AT_CWSTATE_CONNECTED           1u       /* joined, no IPv4 address yet */
#define ESP_AT_CWSTATE_GOT_IP              2u       /* joined, with an IPv4 address */
#define ESP_AT_CWSTATE_CONNECTING          3u
#define ESP_AT_CWSTATE_DISCONNECTED        4u

#define ESP_AT_CWJAP_TIMEOUT               1u       /* +CWJAP:1, and so on */
#define ESP_AT_CWJAP_WRONG_PASSWORD        2u
#define ESP_AT_CWJAP_NOT_FOUND             3u
#define ESP_AT_CWJAP_FAILED                4u

#define ESP_AT_JAP_TIMEOUT_DEFAULT         15u      /* seconds */
#define ESP_AT_JAP_TIMEOUT_MIN             3u
#define ESP_AT_JAP_TIMEOUT_MAX             600u
#define ESP_AT_RECONNECT_INTERVAL_DEFAULT  1u       /* seconds, if AT+CWJAP does not say; 0 is never */
#define ESP_AT_RECONNECT_INTERVAL_MAX      7200u
#define ESP_AT_RECONNECT_COUNT_MAX         1000u    /* 0 is for ever (AT+CWRECONNCFG) */
#define ESP_AT_LISTEN_INTERVAL_DEFAULT     3u       /* beacon intervals */
#define ESP_AT_LISTEN_INTERVAL_MAX         100u

/* How an access point encrypts: <ecn> of AT+CWLAP and AT+CWSAP, <authmode> of AT+CWJAP. */
#define ESP_AT_ECN_OPEN                    0u
#define ESP_AT_ECN_WEP                     1u
#define ESP_AT_ECN_WPA_PSK                 2u
#define ESP_AT_ECN_WPA2_PSK                3u
#define ESP_AT_ECN_WPA_WPA2_PSK            4u
#define ESP_AT_ECN_WPA2_ENTERPRISE         5u
#define ESP_AT_ECN_WPA3_PSK                6u
#define ESP_AT_ECN_WPA2_WPA3_PSK           7u
#define ESP_AT_ECN_WAPI_PSK                8u
#define ESP_AT_ECN_OWE                     9u
#define ESP_AT_ECN_WPA3_ENT_192            10u
#define ESP_AT_ECN_WPA3_EXT_PSK            11u
#define ESP_AT_ECN_WPA3_EXT_PSK_MIXED      12u
#define ESP_AT_ECN_DPP                     13u
#define ESP_AT_ECN_WPA3_ENTERPRISE         14u
#define ESP_AT_ECN_WPA2_WPA3_ENTERPRISE    15u

/* Which fields AT+CWLAP shows (AT+CWLAPOPT). */
#define ESP_AT_CWLAP_ECN                   0x001u
#define ESP_AT_CWLAP_SSID                  0x002u
#define ESP_AT_CWLAP_RSSI                  0x004u
#define ESP_AT_CWLAP_MAC                   0x008u
#define ESP_AT_CWLAP_CHANNEL               0x010u
#define ESP_AT_CWLAP_FREQUENCY_OFFSET      0x020u
#define ESP_AT_CWLAP_FREQUENCY_CALIBRATION 0x040u
#define ESP_AT_CWLAP_PAIRWISE_CIPHER       0x080u
#define ESP_AT_CWLAP_GROUP_CIPHER          0x100u
#define ESP_AT_CWLAP_PROTOCOL              0x200u
#define ESP_AT_CWLAP_WPS                   0x400u
#define ESP_AT_CWLAP_DEFAULT               0x7FFu

#define ESP_AT_CIPHER_NONE                 0u
#define ESP_AT_CIPHER_WEP40                1u
#define ESP_AT_CIPHER_WEP104               2u
#define ESP_AT_CIPHER_TKIP                 3u
#define ESP_AT_CIPHER_CCMP                 4u
#define ESP_AT_CIPHER_TKIP_CCMP            5u

#define ESP_AT_CWDHCP_STATION              0x1u
#define ESP_AT_CWDHCP_SOFTAP               0x2u

/* ---- Links (AT+CIPMUX, AT+CIPSTART, AT+CIPCLOSE, AT+CIPSTATE, AT+CIPSTATUS) ---------------------- */

#define ESP_AT_LINK_COUNT                  5u       /* link ids 0 to 4, shared by clients and the server */
#define ESP_AT_LINK_ALL                    5u       /* as an id: all of them */
#define ESP_AT_MUX_SINGLE                  0u
#define ESP_AT_MUX_MULTIPLE                1u

#define ESP_AT_KEEP_ALIVE_MAX              7200u    /* seconds of silence before the first probe; 0 is off */
#define ESP_AT_KEEP_ALIVE_INTERVAL         1u       /* seconds between probes */
#define ESP_AT_KEEP_ALIVE_COUNT            3u       /* probes without an answer that end the connection */
#define ESP_AT_CONNECT_TIMEOUT_MAX         60000u   /* milliseconds; 0 leaves it to the TCP/IP stack */
#define ESP_AT_PORT_MAX                    65535u

#define ESP_AT_UDP_PEER_FIXED              0u       /* the peer stays the one of AT+CIPSTART */
#define ESP_AT_UDP_PEER_FIRST              1u       /* becomes the first sender, then stays */
#define ESP_AT_UDP_PEER_LAST               2u       /* is always the last sender */

#define ESP_AT_ROLE_CLIENT                 0u       /* <tetype> of AT+CIPSTATE */
#define ESP_AT_ROLE_SERVER                 1u

#define ESP_AT_STATUS_INITIALISED          0u       /* STATUS of AT+CIPSTATUS: station not started */
#define ESP_AT_STATUS_STARTED              1u       /* station started, not joined */
#define ESP_AT_STATUS_GOT_IP               2u       /* joined, with an address */
#define ESP_AT_STATUS_LINKED               3u       /* and a link is or was there */
#define ESP_AT_STATUS_UNLINKED             4u       /* all links have gone */
#define ESP_AT_STATUS_NOT_JOINED           5u

/* ---- Sending (AT+CIPSEND, AT+CIPSENDL, AT+CIPSENDLCFG, AT+TRANSINTVL, +++) ------------------------ */

#define ESP_AT_SEND_MAX                    8192u    /* bytes of one AT+CIPSEND; from v2.3 on */
#define ESP_AT_SEND_MAX_OLD                2048u    /* up to v2.2 */
#define ESP_AT_SENDL_MAX                   0x7FFFFFFFu /* bytes of one AT+CIPSENDL */
#define ESP_AT_SENDL_REPORT_MIN            100u     /* bytes between two +CIPSENDL reports */
#define ESP_AT_SENDL_REPORT_DEFAULT        1024u
#define ESP_AT_SENDL_REPORT_MAX            1048576u
#define ESP_AT_SENDL_TRANSMIT_MIN          100u     /* bytes handed to the TCP/IP stack at a time */
#define ESP_AT_SENDL_TRANSMIT_DEFAULT      2920u
#define ESP_AT_SENDL_TRANSMIT_MAX          2920u
#define ESP_AT_TRANSMIT_INTERVAL_DEFAULT   20u      /* milliseconds a smaller block waits for more */
#define ESP_AT_TRANSMIT_INTERVAL_MAX       1000u
#define ESP_AT_ESCAPE_BYTE                 0x2Bu    /* '+' */
#define ESP_AT_ESCAPE_COUNT                3u
#define ESP_AT_ESCAPE_GUARD                20u      /* milliseconds of silence before and after */
#define ESP_AT_ESCAPE_PAUSE                1000u    /* milliseconds before the next command */

/* ---- Receiving (AT+CIPRECVMODE, AT+CIPRECVTYPE, AT+CIPRECVDATA) ----------------------------------- */

#define ESP_AT_RECEIVE_ACTIVE              0u
#define ESP_AT_RECEIVE_PASSIVE             1u
#define ESP_AT_RECEIVE_LENGTH_TOTAL        0u       /* +IPD tells all that waits */
#define ESP_AT_RECEIVE_LENGTH_DATAGRAM     1u       /* +IPD tells the next datagram; from v5.0 on */
#define ESP_AT_RECEIVE_DATA_OVERHEAD       128u     /* bytes of heap that a read takes besides the data */
#define ESP_AT_IPD_MAX                     2920u    /* bytes of one +IPD in active mode */
#define ESP_AT_TCP_WINDOW                  5760u    /* bytes a link holds unread, and may have unacknowledged */
#define ESP_AT_TCP_MSS                     1440u    /* bytes of a TCP segment */
#define ESP_AT_UDP_PAYLOAD_MAX             1472u    /* bytes of a datagram in one Ethernet frame */

/* ---- Server (AT+CIPSERVER, AT+CIPSERVERMAXCONN, AT+CIPSTO) ---------------------------------------- */

#define ESP_AT_SERVER_PORT_DEFAULT         333u
#define ESP_AT_SERVER_CONNECTIONS_MAX      5u
#define ESP_AT_SERVER_TIMEOUT_DEFAULT      180u     /* seconds of silence; not in the guide, of AT 1.x */
#define ESP_AT_SERVER_TIMEOUT_MAX          7200u    /* 0 is never */

/* ---- Names and ping (AT+CIPDOMAIN, AT+CIPDNS) ----------------------------------------------------- */

#define ESP_AT_DOMAIN_PREFER_IPV4          1u
#define ESP_AT_DOMAIN_IPV4                 2u
#define ESP_AT_DOMAIN_IPV6                 3u
#define ESP_AT_DOMAIN_TIMEOUT_MAX          60000u   /* milliseconds; 0 leaves it to the TCP/IP stack */
#define ESP_AT_DNS_AUTOMATIC               0u
#define ESP_AT_DNS_MANUAL                  1u
#define ESP_AT_DNS_SERVERS_MAX             3u

/* ---- TLS (AT+CIPSSLCCONF) ------------------------------------------------------------------------- */

#define ESP_AT_SSL_AUTH_NONE               0u       /* the server is believed without proof */
#define ESP_AT_SSL_AUTH_CLIENT             1u
#define ESP_AT_SSL_AUTH_SERVER             2u
#define ESP_AT_SSL_AUTH_BOTH               3u

#endif /* SPINET_ESP_AT_H */

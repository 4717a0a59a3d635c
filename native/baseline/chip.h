/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One TCP connection of a W5500, as a careful C programmer would drive it: the host's own pointers
 * are never read to be known, received space is given back late, and all that one step needs goes
 * to the chip in one system call.
 */
#ifndef SPINET_BASELINE_CHIP_H
#define SPINET_BASELINE_CHIP_H

#include "bus.h"

struct network {
    uint8_t address[4];
    uint8_t mask[4];
    uint8_t gateway[4];
};

struct connection {
    const struct line *line;
    bool armed; /* the socket's events may interrupt */

    /* Prepared once; see chip.c for the frames of each. */
    struct message receive;
    struct message peek;
    struct message leave;
    struct message read;
    struct message send;
    struct message send_and_look;
    struct message stage;
    struct message watch;
    struct message event;
    struct message room;

    unsigned rx_position; /* of the next byte for the caller */
    unsigned rx_freed;    /* RX_RD in the chip */
    unsigned rx_known;    /* bytes from rx_position on that are certainly there */
    unsigned rx_occupied; /* bytes in the chip that are not freed */

    unsigned tx_position; /* TX_WR in the chip */
    unsigned tx_credit;   /* free bytes that are certainly there */
    unsigned tx_staged;   /* bytes from tx_position on that are there and not sent */
    unsigned tx_last;     /* bytes of the last SEND */
    bool sending;         /* SENDOK of the last SEND has not been seen */

    bool command_pending; /* Sn_CR was not 0 when it was read last */
    unsigned status; /* Sn_SR, as it was read last */
    unsigned events; /* Sn_IR, what was seen and not forgotten */
};

/* Resets the chip, gives it its addresses and socket 0 all of its memory, and waits for the cable. */
void chip_start(struct bus *bus, const struct network *network);

/* Connects socket 0. */
void chip_connect(struct connection *connection, struct bus *bus, const struct line *line,
                  const uint8_t address[4], unsigned port);

/* Receives LENGTH bytes, however long it takes. */
void chip_receive(struct connection *connection, void *buffer, unsigned length);

/* Sends LENGTH bytes, however long it takes. */
void chip_send(struct connection *connection, const void *buffer, unsigned length);

/* Ends the connection. */
void chip_disconnect(struct connection *connection);

#endif /* SPINET_BASELINE_CHIP_H */

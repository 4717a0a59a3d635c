/* SPDX-License-Identifier: Apache-2.0 */
/* What setting up a connection and using it have in common: the frames of the prepared messages. */
#ifndef SPINET_BASELINE_FRAMES_H
#define SPINET_BASELINE_FRAMES_H

#include <spinet/linux_io.h>

/* The chip's socket that is used. */
enum { SOCKET = 0 };

/* Frames of the prepared messages. */
enum { RECEIVE_DATA, RECEIVE_RX_RD, RECEIVE_COMMAND, RECEIVE_POINTERS, RECEIVE_FRAMES };
enum { PEEK_DATA, PEEK_POINTERS, PEEK_FRAMES };
enum { LEAVE_SIMR, LEAVE_DATA, LEAVE_POINTERS, LEAVE_FRAMES };
enum { SEND_DATA, SEND_TX_WR, SEND_COMMAND, SEND_STATUS, SEND_FRAMES };
enum { LOOK_POINTERS = SEND_FRAMES, LOOK_FREE_SIZE, LOOK_FRAMES }; /* behind those of SEND */
enum { WATCH_IR, WATCH_SIMR, WATCH_STATUS, WATCH_POINTERS, WATCH_FRAMES };
enum { EVENT_SIMR, EVENT_STATUS, EVENT_IR, EVENT_POINTERS, EVENT_FRAMES };
enum { ROOM_STATUS, ROOM_POINTERS, ROOM_FREE_SIZE, ROOM_FRAMES };

/* Between looks at something that the chip has no event for. */
enum { PAUSE_MIN_US = 20, PAUSE_MAX_US = 5000 };

static inline void pause_us(unsigned microseconds)
{
    struct timespec time = {.tv_nsec = (long)microseconds * 1000};

    nanosleep(&time, NULL);
}

#endif /* SPINET_BASELINE_FRAMES_H */

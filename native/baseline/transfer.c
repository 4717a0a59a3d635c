/* SPDX-License-Identifier: Apache-2.0 */
#include "chip.h"
#include "frames.h"

enum {
    BUFFER_SIZE = W5500_BUFFER_16K * W5500_BUFFER_UNIT,
    POINTER_MASK = W5500_POINTER_MODULUS - 1,
    ATTEMPTS = 5, /* for a read whose parts do not fit together */
    WAIT_MS = 10000,
};

static unsigned longer(unsigned pause)
{
    return 2 * pause < PAUSE_MAX_US ? 2 * pause : PAUSE_MAX_US;
}

static void observe_status(struct connection *c, const struct message *message, unsigned frame)
{
    const struct w5500_socket_status *status = (const void *)message_in(message, frame);

    c->events |= status->ir & W5500_Sn_IR_MASK;
    c->status = status->sr;
    c->command_pending = status->cr != 0;
    if (c->events & W5500_Sn_IR_SENDOK)
        c->sending = false;
}

static void require_established(const struct connection *c)
{
    if (c->status != W5500_SOCK_ESTABLISHED)
        die("%s: the connection has ended: Sn_SR is 0x%02X", c->watch.bus->name, c->status);
}

/* ---- Receiving --------------------------------------------------------------------------------- */

/* RX_RSR may lag behind RX_WR while data arrive, but not fall below what is known to be there. */
static bool accept_pointers(struct connection *c, const struct message *message, unsigned frame)
{
    const struct w5500_rx_pointers *pointers = (const void *)message_in(message, frame);
    unsigned waiting = get_word(pointers->rx_rsr);
    unsigned rd = get_word(pointers->rx_rd);
    unsigned span = (get_word(pointers->rx_wr) - rd) & POINTER_MASK;
    unsigned taken = (c->rx_position - c->rx_freed) & POINTER_MASK;

    if (rd != c->rx_freed || span > BUFFER_SIZE || waiting > span || waiting < taken + c->rx_known ||
        (waiting <= taken && span != taken))
        return false;
    c->rx_known = waiting - taken;
    c->rx_occupied = waiting;
    return true;
}

/* Takes over the pointers of a submission, and reads them again while they do not fit together. */
static void note_pointers(struct connection *c, struct message *message, unsigned frame)
{
    for (int attempt = 0; !accept_pointers(c, message, frame); attempt++) {
        if (attempt == ATTEMPTS)
            die("%s: the receive pointers do not fit together", message->bus->name);
        message_submit(message, frame, 1, NULL, 0);
    }
}

/* Frees what was taken, and looks for more. */
static void look_for_input(struct connection *c)
{
    unsigned first = RECEIVE_POINTERS;

    if (c->rx_position != c->rx_freed) {
        first = RECEIVE_RX_RD;
        put_word(message_out(&c->receive, RECEIVE_RX_RD), c->rx_position);
        c->rx_freed = c->rx_position;
    }
    message_submit(&c->receive, first, RECEIVE_FRAMES - first, NULL, 0);
    note_pointers(c, &c->receive, RECEIVE_POINTERS);
}

static void take_only(struct connection *c, struct message *message, unsigned frames, void *buffer,
                      unsigned count)
{
    put_word(message->tx + message->offset[message->payload_frame], c->rx_position);
    message_submit(message, 0, frames, buffer, count);
    c->rx_position = (c->rx_position + count) & POINTER_MASK;
    c->rx_known -= count;
}

static void take_and_free(struct connection *c, void *buffer, unsigned count)
{
    put_word(c->receive.tx + c->receive.offset[RECEIVE_DATA], c->rx_position);
    put_word(message_out(&c->receive, RECEIVE_RX_RD), c->rx_position);
    message_submit(&c->receive, RECEIVE_DATA, RECEIVE_FRAMES, buffer, count);
    c->rx_freed = c->rx_position;
    c->rx_position = (c->rx_position + count) & POINTER_MASK;
    c->rx_known -= count;
    note_pointers(c, &c->receive, RECEIVE_POINTERS);
}

/* Takes data and looks for more; an interrupt that is enabled is not wanted any more. */
static void take_and_look(struct connection *c, void *buffer, unsigned count)
{
    if (c->armed && count <= message_max_payload(&c->leave)) {
        message_out(&c->leave, LEAVE_SIMR)[0] = 0;
        c->armed = false;
        take_only(c, &c->leave, LEAVE_FRAMES, buffer, count);
        note_pointers(c, &c->leave, LEAVE_POINTERS);
    } else {
        take_only(c, &c->peek, PEEK_FRAMES, buffer, count);
        note_pointers(c, &c->peek, PEEK_POINTERS);
    }
}

static bool held_up(const struct connection *c)
{
    return BUFFER_SIZE - c->rx_occupied < W5500_MSS_TCP_MAX;
}

static unsigned less(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/*
 * Takes what one submission carries. Space is given back along with the data behind it when half the
 * buffer is to be freed, and at once when no more waits and the peer could not send a segment.
 */
static unsigned take_piece(struct connection *c, void *buffer, unsigned rest)
{
    unsigned taken = (c->rx_position - c->rx_freed) & POINTER_MASK;
    unsigned max = message_max_payload(&c->receive);
    unsigned freeable = rest <= max ? taken + rest : taken;
    unsigned count;

    if (rest == c->rx_known && rest <= message_max_payload(&c->read) && held_up(c)) {
        take_only(c, &c->read, 1, buffer, rest);
        look_for_input(c);
        return rest;
    }
    if (taken > 0 && freeable >= BUFFER_SIZE / 2) {
        count = less(rest, max);
        take_and_free(c, buffer, count);
        return count;
    }
    if (rest > message_max_payload(&c->read)) {
        count = message_max_payload(&c->read);
        take_only(c, &c->read, 1, buffer, count);
        return count;
    }
    /* If a little is left over, more may have come until it is taken. */
    count = less(rest, message_max_payload(&c->peek));
    take_and_look(c, buffer, count);
    return count;
}

/* Takes what is known to wait. */
static unsigned take(struct connection *c, uint8_t *buffer, unsigned length)
{
    unsigned limit = less(length, BUFFER_SIZE);
    unsigned done = 0;

    while (done < limit && c->rx_known > 0)
        done += take_piece(c, buffer + done, less(limit - done, c->rx_known));
    return done;
}

/* The interrupt line is asserted: finds out why. */
static void service_event(struct connection *c)
{
    const struct w5500_socket_status *status = (const void *)message_in(&c->event, EVENT_STATUS);
    unsigned uncleared;

    message_out(&c->event, EVENT_SIMR)[0] = 0;
    message_submit(&c->event, EVENT_SIMR, EVENT_FRAMES, NULL, 0);
    observe_status(c, &c->event, EVENT_STATUS);
    uncleared = status->ir & W5500_Sn_IR_MASK & ~W5500_Sn_IR_RECV;
    c->armed = false;
    if (uncleared != 0) {
        message_out(&c->watch, WATCH_IR)[0] = (uint8_t)uncleared;
        message_submit(&c->watch, WATCH_IR, 1, NULL, 0);
    }
    note_pointers(c, &c->event, EVENT_POINTERS);
}

/* Looks a last time with the socket's events enabled, and waits for one if there is nothing. */
static void await_input(struct connection *c)
{
    message_out(&c->watch, WATCH_IR)[0] = (uint8_t)(W5500_Sn_IR_RECV | c->events);
    message_out(&c->watch, WATCH_SIMR)[0] = 1u << SOCKET;
    c->armed = true;
    c->events &= ~W5500_Sn_IR_RECV;
    message_submit(&c->watch, WATCH_IR, WATCH_FRAMES, NULL, 0);
    observe_status(c, &c->watch, WATCH_STATUS);
    note_pointers(c, &c->watch, WATCH_POINTERS);
    if (c->rx_known == 0) {
        require_established(c);
        line_wait(c->line, WAIT_MS);
        service_event(c);
    }
}

/* Nobody waits any more: a chip that is not listened to must not ask for attention. */
static void leave(struct connection *c)
{
    if (!c->armed)
        return;
    message_out(&c->watch, WATCH_SIMR)[0] = 0;
    message_submit(&c->watch, WATCH_SIMR, 1, NULL, 0);
    c->armed = false;
}

void chip_receive(struct connection *c, void *buffer, unsigned length)
{
    uint8_t *to = buffer;

    while (length > 0) {
        if (c->rx_known == 0)
            look_for_input(c);
        while (c->rx_known == 0)
            await_input(c);
        unsigned count = take(c, to, length);
        leave(c);
        to += count;
        length -= count;
    }
}

/* ---- Sending ----------------------------------------------------------------------------------- */

/* The free size was read twice, since too high a one would overwrite data. */
static void note_room(struct connection *c, const struct message *message, unsigned frame)
{
    const struct w5500_tx_pointers *pointers = (const void *)message_in(message, frame);

    if (get_word(pointers->tx_wr) != c->tx_position)
        die("%s: TX_WR is not where it was put", message->bus->name);
    if (c->command_pending)
        return; /* It may yet shrink. */
    unsigned free_size = less(get_word(pointers->tx_fsr), get_word(message_in(message, frame + 1)));
    unsigned unsent = (c->tx_position - get_word(pointers->tx_rd)) & POINTER_MASK;
    /* What the last SEND has to send is not free until some of it is seen to go. */
    if (c->sending && unsent >= c->tx_last)
        free_size -= less(free_size, c->tx_last);
    if (free_size > c->tx_credit)
        c->tx_credit = free_size;
}

static void look_for_room(struct connection *c)
{
    if (c->tx_credit > 0) {
        /* Only SENDOK is missing. */
        message_submit(&c->watch, WATCH_STATUS, 1, NULL, 0);
        observe_status(c, &c->watch, WATCH_STATUS);
        return;
    }
    message_submit(&c->room, 0, ROOM_FRAMES, NULL, 0);
    observe_status(c, &c->room, ROOM_STATUS);
    note_room(c, &c->room, ROOM_POINTERS);
}

/* Puts into the chip's memory what one submission could not carry, without sending it. */
static bool stage(struct connection *c, const uint8_t *buffer, unsigned length)
{
    unsigned count = less(length, c->tx_credit);
    unsigned before = c->tx_staged;

    while (count - c->tx_staged > message_max_payload(&c->send)) {
        /* Something must be left to go with the SEND. */
        unsigned piece = less(count - c->tx_staged - 1, message_max_payload(&c->stage));
        put_word(c->stage.tx, c->tx_position + c->tx_staged);
        message_submit(&c->stage, 0, 1, (void *)(uintptr_t)(buffer + c->tx_staged), piece);
        c->tx_staged += piece;
    }
    return c->tx_staged > before;
}

static unsigned put(struct connection *c, const uint8_t *buffer, unsigned length)
{
    stage(c, buffer, length);
    unsigned count = less(length, c->tx_credit);
    unsigned rest = count - c->tx_staged;
    bool looking = c->tx_staged > 0 && c->tx_credit - count < count &&
                   rest <= message_max_payload(&c->send_and_look);
    struct message *message = looking ? &c->send_and_look : &c->send;

    put_word(message->tx + message->offset[SEND_DATA], c->tx_position + c->tx_staged);
    c->tx_position = (c->tx_position + count) & POINTER_MASK;
    put_word(message_out(message, SEND_TX_WR), c->tx_position);
    c->tx_credit -= count;
    c->tx_last = count;
    c->sending = true;
    c->events &= ~W5500_Sn_IR_SENDOK;
    message_submit(message, 0, message->frames, (void *)(uintptr_t)(buffer + c->tx_staged), rest);
    c->tx_staged = 0;
    observe_status(c, message, SEND_STATUS);
    if (looking)
        note_room(c, message, LOOK_POINTERS);
    return count;
}

void chip_send(struct connection *c, const void *buffer, unsigned length)
{
    const uint8_t *from = buffer;

    while (length > 0) {
        unsigned pause = PAUSE_MIN_US;
        unsigned waited = 0;
        while (c->sending || c->tx_credit == 0) {
            look_for_room(c);
            require_established(c);
            if (!c->sending && c->tx_credit > 0)
                break;
            if (waited > WAIT_MS * 1000)
                die("%s: the peer has taken nothing for %d ms", c->room.bus->name, WAIT_MS);
            /* While the chip sends what it has, more can be brought to it. */
            if (stage(c, from, length))
                continue;
            /* The free size has no event, so it is looked at again and again. */
            pause_us(pause);
            waited += pause;
            pause = longer(pause);
        }
        unsigned count = put(c, from, length);
        from += count;
        length -= count;
    }
}

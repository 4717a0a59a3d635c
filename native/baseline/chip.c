/* SPDX-License-Identifier: Apache-2.0 */
#include "chip.h"

#include <string.h>

enum {
    SOCKET = 0,
    BUFFER_SIZE = W5500_BUFFER_16K * W5500_BUFFER_UNIT,
    POINTER_MASK = W5500_POINTER_MODULUS - 1,
    LOCAL_PORT = 50000,
    ATTEMPTS = 5,             /* for a read whose parts do not fit together */
    PAUSE_MIN_US = 20,        /* between looks at something that the chip has no event for */
    PAUSE_MAX_US = 5000,
    START_LOOKS = 1000,       /* how often to look for an answer, a link, a connection */
    WAIT_MS = 10000,
};

/* A hardware address of the kind that anybody may choose (IEEE 802, local bit). */
static const uint8_t OWN_MAC[W5500_SHAR_SIZE] = {0x02, 0x53, 0x50, 0x4e, 0x00, 0x15};

/* Frames of the prepared messages. */
enum { RECEIVE_DATA, RECEIVE_RX_RD, RECEIVE_COMMAND, RECEIVE_POINTERS, RECEIVE_FRAMES };
enum { PEEK_DATA, PEEK_POINTERS, PEEK_FRAMES };
enum { LEAVE_SIMR, LEAVE_DATA, LEAVE_POINTERS, LEAVE_FRAMES };
enum { SEND_DATA, SEND_TX_WR, SEND_COMMAND, SEND_STATUS, SEND_FRAMES };
enum { LOOK_POINTERS = SEND_FRAMES, LOOK_FREE_SIZE, LOOK_FRAMES }; /* behind those of SEND */
enum { WATCH_IR, WATCH_SIMR, WATCH_STATUS, WATCH_POINTERS, WATCH_FRAMES };
enum { EVENT_SIMR, EVENT_STATUS, EVENT_IR, EVENT_POINTERS, EVENT_FRAMES };
enum { ROOM_STATUS, ROOM_POINTERS, ROOM_FREE_SIZE, ROOM_FRAMES };

static void pause_us(unsigned microseconds)
{
    struct timespec time = {.tv_nsec = (long)microseconds * 1000};

    nanosleep(&time, NULL);
}

static unsigned longer(unsigned pause)
{
    return 2 * pause < PAUSE_MAX_US ? 2 * pause : PAUSE_MAX_US;
}

/* ---- Single registers, for the time before the transfer ---------------------------------------- */

static void read_register(struct bus *bus, unsigned bsb, unsigned address, uint8_t *value,
                          unsigned size)
{
    struct message message;

    message_begin(&message, bus);
    message_add(&message, bsb, W5500_CONTROL_READ, address, size, PAYLOAD_NONE);
    message_submit(&message, 0, 1, NULL, 0);
    memcpy(value, message_in(&message, 0), size);
}

static void write_register(struct bus *bus, unsigned bsb, unsigned address, const uint8_t *value,
                           unsigned size)
{
    struct message message;

    message_begin(&message, bus);
    message_add(&message, bsb, W5500_CONTROL_WRITE, address, size, PAYLOAD_NONE);
    memcpy(message_out(&message, 0), value, size);
    message_submit(&message, 0, 1, NULL, 0);
}

static unsigned read_octet(struct bus *bus, unsigned bsb, unsigned address)
{
    uint8_t value;

    read_register(bus, bsb, address, &value, 1);
    return value;
}

static void write_octet(struct bus *bus, unsigned bsb, unsigned address, unsigned value)
{
    uint8_t octet = (uint8_t)value;

    write_register(bus, bsb, address, &octet, 1);
}

/* Looks at a register again and again until the bits of MASK are VALUE. */
static void await_bits(struct bus *bus, unsigned bsb, unsigned address, unsigned mask,
                       unsigned value, const char *what)
{
    for (int looks = 0; (read_octet(bus, bsb, address) & mask) != value; looks++) {
        if (looks == START_LOOKS)
            die("%s: %s", bus->name, what);
        pause_us(PAUSE_MAX_US);
    }
}

void chip_start(struct bus *bus, const struct network *network)
{
    unsigned version = read_octet(bus, W5500_BSB_COMMON, W5500_VERSIONR);

    if (version != W5500_VERSION)
        die("%s: no W5500 answers: VERSIONR is 0x%02X", bus->name, version);
    write_octet(bus, W5500_BSB_COMMON, W5500_MR, W5500_MR_RST);
    await_bits(bus, W5500_BSB_COMMON, W5500_MR, W5500_MR_RST, 0, "the reset does not end");
    /* What shrinks goes first: all buffers together must never exceed the chip's memory. */
    for (unsigned socket = W5500_SOCKET_COUNT; socket-- > 0;) {
        unsigned size = socket == SOCKET ? W5500_BUFFER_16K : W5500_BUFFER_0K;
        unsigned bsb = W5500_BSB_SOCKET_REGISTER(socket);
        write_octet(bus, bsb, W5500_Sn_RXBUF_SIZE, size);
        write_octet(bus, bsb, W5500_Sn_TXBUF_SIZE, size);
    }
    write_register(bus, W5500_BSB_COMMON, W5500_SHAR, OWN_MAC, W5500_SHAR_SIZE);
    write_register(bus, W5500_BSB_COMMON, W5500_GAR, network->gateway, W5500_GAR_SIZE);
    write_register(bus, W5500_BSB_COMMON, W5500_SUBR, network->mask, W5500_SUBR_SIZE);
    write_register(bus, W5500_BSB_COMMON, W5500_SIPR, network->address, W5500_SIPR_SIZE);
    await_bits(bus, W5500_BSB_COMMON, W5500_PHYCFGR, W5500_PHYCFGR_LNK, W5500_PHYCFGR_LNK,
               "the network cable has no link");
}

/* ---- The prepared messages --------------------------------------------------------------------- */

/* Hands data to the chip; SEND starts first, and the next byte clears SENDOK of the one before. */
static void prepare_send(struct message *send, struct bus *bus)
{
    const unsigned registers = W5500_BSB_SOCKET_REGISTER(SOCKET);
    const unsigned in = W5500_CONTROL_READ;
    const unsigned out = W5500_CONTROL_WRITE;

    message_begin(send, bus);
    message_add(send, W5500_BSB_SOCKET_TX(SOCKET), out, 0, 0, PAYLOAD);
    message_add(send, registers, out, W5500_Sn_TX_WR, W5500_Sn_TX_WR_SIZE, PAYLOAD_NONE);
    message_add(send, registers, out, W5500_Sn_CR, sizeof(struct w5500_socket_command),
                PAYLOAD_NONE);
    message_add(send, registers, in, W5500_Sn_CR, sizeof(struct w5500_socket_status), PAYLOAD_NONE);
    message_out(send, SEND_COMMAND)[0] = W5500_Sn_CR_SEND;
    message_out(send, SEND_COMMAND)[1] = W5500_Sn_IR_SENDOK;
}

static void prepare(struct connection *c, struct bus *bus)
{
    const unsigned common = W5500_BSB_COMMON;
    const unsigned registers = W5500_BSB_SOCKET_REGISTER(SOCKET);
    const unsigned rx = W5500_BSB_SOCKET_RX(SOCKET);
    const unsigned tx = W5500_BSB_SOCKET_TX(SOCKET);
    const unsigned in = W5500_CONTROL_READ;
    const unsigned out = W5500_CONTROL_WRITE;
    const unsigned status = sizeof(struct w5500_socket_status);
    const unsigned rx_pointers = sizeof(struct w5500_rx_pointers);
    const unsigned tx_pointers = sizeof(struct w5500_tx_pointers);

    /* Reads data, frees what was read before, and looks for more. */
    message_begin(&c->receive, bus);
    message_add(&c->receive, rx, in, 0, 0, PAYLOAD);
    message_add(&c->receive, registers, out, W5500_Sn_RX_RD, W5500_Sn_RX_RD_SIZE, PAYLOAD_NONE);
    message_add(&c->receive, registers, out, W5500_Sn_CR, W5500_Sn_CR_SIZE, PAYLOAD_NONE);
    message_add(&c->receive, registers, in, W5500_Sn_RX_RSR, rx_pointers, PAYLOAD_NONE);
    message_out(&c->receive, RECEIVE_COMMAND)[0] = W5500_Sn_CR_RECV;

    /* Reads data and leaves its space for later. */
    message_begin(&c->peek, bus);
    message_add(&c->peek, rx, in, 0, 0, PAYLOAD);
    message_add(&c->peek, registers, in, W5500_Sn_RX_RSR, rx_pointers, PAYLOAD_NONE);

    /* The same, and silences the socket first. */
    message_begin(&c->leave, bus);
    message_add(&c->leave, common, out, W5500_SIMR, W5500_SIMR_SIZE, PAYLOAD_NONE);
    message_add(&c->leave, rx, in, 0, 0, PAYLOAD);
    message_add(&c->leave, registers, in, W5500_Sn_RX_RSR, rx_pointers, PAYLOAD_NONE);

    /* Data alone, which more follows. */
    message_begin(&c->read, bus);
    message_add(&c->read, rx, in, 0, 0, PAYLOAD);
    message_begin(&c->stage, bus);
    message_add(&c->stage, tx, out, 0, 0, PAYLOAD);

    prepare_send(&c->send, bus);

    /* The same, and looks for room. */
    prepare_send(&c->send_and_look, bus);
    message_add(&c->send_and_look, registers, in, W5500_Sn_TX_FSR, tx_pointers, PAYLOAD_NONE);
    message_add(&c->send_and_look, registers, in, W5500_Sn_TX_FSR, W5500_Sn_TX_FSR_SIZE,
                PAYLOAD_NONE);

    /* Clears events, lets new ones interrupt, and looks: in this order none is missed. */
    message_begin(&c->watch, bus);
    message_add(&c->watch, registers, out, W5500_Sn_IR, W5500_Sn_IR_SIZE, PAYLOAD_NONE);
    message_add(&c->watch, common, out, W5500_SIMR, W5500_SIMR_SIZE, PAYLOAD_NONE);
    message_add(&c->watch, registers, in, W5500_Sn_CR, status, PAYLOAD_NONE);
    message_add(&c->watch, registers, in, W5500_Sn_RX_RSR, rx_pointers, PAYLOAD_NONE);

    /* Silences the socket and looks what has happened; RECV is cleared before the pointers. */
    message_begin(&c->event, bus);
    message_add(&c->event, common, out, W5500_SIMR, W5500_SIMR_SIZE, PAYLOAD_NONE);
    message_add(&c->event, registers, in, W5500_Sn_CR, status, PAYLOAD_NONE);
    message_add(&c->event, registers, out, W5500_Sn_IR, W5500_Sn_IR_SIZE, PAYLOAD_NONE);
    message_add(&c->event, registers, in, W5500_Sn_RX_RSR, rx_pointers, PAYLOAD_NONE);
    message_out(&c->event, EVENT_IR)[0] = W5500_Sn_IR_RECV;

    /* Looks for room to send; the free size twice, since too high a one would overwrite data. */
    message_begin(&c->room, bus);
    message_add(&c->room, registers, in, W5500_Sn_CR, status, PAYLOAD_NONE);
    message_add(&c->room, registers, in, W5500_Sn_TX_FSR, tx_pointers, PAYLOAD_NONE);
    message_add(&c->room, registers, in, W5500_Sn_TX_FSR, W5500_Sn_TX_FSR_SIZE, PAYLOAD_NONE);
}

void chip_connect(struct connection *c, struct bus *bus, const struct line *line,
                  const uint8_t address[4], unsigned port)
{
    const unsigned registers = W5500_BSB_SOCKET_REGISTER(SOCKET);
    struct w5500_destination destination;
    struct w5500_tx_pointers tx;
    struct w5500_rx_pointers rx;
    uint8_t local_port[W5500_Sn_PORT_SIZE];

    memset(c, 0, sizeof(*c));
    c->line = line;
    prepare(c, bus);
    put_word(local_port, LOCAL_PORT);
    memcpy(destination.dipr, address, sizeof(destination.dipr));
    put_word(destination.dport, port);
    write_octet(bus, registers, W5500_Sn_MR, W5500_Sn_MR_TCP);
    write_register(bus, registers, W5500_Sn_PORT, local_port, sizeof(local_port));
    write_octet(bus, registers, W5500_Sn_CR, W5500_Sn_CR_OPEN);
    await_bits(bus, registers, W5500_Sn_SR, 0xFF, W5500_SOCK_INIT, "the socket does not open");
    write_register(bus, registers, W5500_Sn_DIPR, (const uint8_t *)&destination,
                   sizeof(destination));
    write_octet(bus, registers, W5500_Sn_CR, W5500_Sn_CR_CONNECT);
    await_bits(bus, registers, W5500_Sn_SR, 0xFF, W5500_SOCK_ESTABLISHED,
               "the connection is not made");
    write_octet(bus, registers, W5500_Sn_IR, W5500_Sn_IR_CON);

    read_register(bus, registers, W5500_Sn_TX_FSR, (uint8_t *)&tx, sizeof(tx));
    read_register(bus, registers, W5500_Sn_RX_RSR, (uint8_t *)&rx, sizeof(rx));
    c->status = W5500_SOCK_ESTABLISHED;
    c->rx_position = c->rx_freed = get_word(rx.rx_rd);
    c->tx_position = get_word(tx.tx_wr);
    c->tx_credit = get_word(tx.tx_fsr);
}

static void observe_status(struct connection *c, const struct message *message, unsigned frame)
{
    const struct w5500_socket_status *status = (const void *)message_in(message, frame);

    c->events |= status->ir & W5500_Sn_IR_MASK;
    c->status = status->sr;
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
    c->tx_credit = less(get_word(pointers->tx_fsr), get_word(message_in(message, frame + 1)));
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

void chip_disconnect(struct connection *c)
{
    write_octet(c->watch.bus, W5500_BSB_SOCKET_REGISTER(SOCKET), W5500_Sn_CR, W5500_Sn_CR_DISCON);
}

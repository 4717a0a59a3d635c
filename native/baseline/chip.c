/* SPDX-License-Identifier: Apache-2.0 */
#include "chip.h"
#include "frames.h"

#include <string.h>

enum {
    LOCAL_PORT = 50000,
    START_LOOKS = 1000, /* how often to look for an answer, a link, a connection */
};

/* A hardware address of the kind that anybody may choose (IEEE 802, local bit). */
static const uint8_t OWN_MAC[W5500_SHAR_SIZE] = {0x02, 0x53, 0x50, 0x4e, 0x00, 0x15};

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

void chip_disconnect(struct connection *c)
{
    write_octet(c->watch.bus, W5500_BSB_SOCKET_REGISTER(SOCKET), W5500_Sn_CR, W5500_Sn_CR_DISCON);
}

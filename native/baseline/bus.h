/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prepared messages on a spidev device, and an interrupt line on a GPIO chip: as much of the two as
 * a driver of the W5500 needs. Every function ends the program with a sentence if the device fails.
 */
#ifndef SPINET_BASELINE_BUS_H
#define SPINET_BASELINE_BUS_H

#include <spinet/linux_io.h>
#include <spinet/w5500.h>

#include <stdbool.h>
#include <stddef.h>

enum {
    MESSAGE_FRAMES = 8,
    MESSAGE_FIXED_BYTES = 256,
    LINE_EVENTS = 16, /* edges that are taken from the line at a time */
};

struct bus {
    const char *name;
    int fd;
    uint32_t speed_hz;
};

/*
 * Frames that go to the chip in one system call. A frame is one transfer for its fixed bytes and,
 * if it carries the payload, a second one with chip select still asserted. All is filled in once;
 * a submission changes the payload's address and length and the place where it ends.
 */
struct message {
    struct bus *bus;
    unsigned frames;
    unsigned final_frame;
    bool has_payload;
    bool payload_is_read;
    unsigned payload_frame;
    unsigned offset[MESSAGE_FRAMES + 1];         /* of each frame in tx and rx */
    unsigned first_transfer[MESSAGE_FRAMES + 1]; /* of each frame */
    struct spi_ioc_transfer transfers[MESSAGE_FRAMES + 1];
    uint8_t tx[MESSAGE_FIXED_BYTES];
    uint8_t rx[MESSAGE_FIXED_BYTES];
};

/* Whether a frame carries a payload behind its header. */
enum payload { PAYLOAD_NONE, PAYLOAD };

struct line {
    const char *name;
    int fd;
};

/* Ends the program: "NAME: cannot OPERATION: what errno says". */
_Noreturn void fail(const char *name, const char *operation);

/* Ends the program with a sentence of its own. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

void bus_open(struct bus *bus, const char *path, uint32_t speed_hz);

void message_begin(struct message *message, struct bus *bus);

/* Adds a frame that reads or writes SIZE bytes from ADDRESS of block BSB on. */
void message_add(struct message *message, unsigned bsb, unsigned direction, unsigned address,
                 unsigned size, enum payload payload);

/* The longest payload that fits into spidev's buffer beside the fixed bytes of all frames. */
unsigned message_max_payload(const struct message *message);

/* Submits COUNT frames from FIRST on in one system call; PAYLOAD only if one of them carries it. */
void message_submit(struct message *message, unsigned first, unsigned count, void *payload,
                    unsigned length);

/* Bytes of a frame's data: to send, and received with the last submission. */
uint8_t *message_out(struct message *message, unsigned frame);
const uint8_t *message_in(const struct message *message, unsigned frame);

/* Takes a line that is asserted when it is low, and watches the edges to that level. */
void line_open(struct line *line, const char *chip, unsigned offset);

/* Waits until the line is asserted, which it may be already. */
void line_wait(const struct line *line, int timeout_ms);

static inline unsigned get_word(const uint8_t *bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

static inline void put_word(uint8_t *bytes, unsigned value)
{
    bytes[0] = (uint8_t)(value >> 8);
    bytes[1] = (uint8_t)value;
}

#endif /* SPINET_BASELINE_BUS_H */

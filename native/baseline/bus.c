/* SPDX-License-Identifier: Apache-2.0 */
#include "bus.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    RELEASE = 1, /* values of cs_change within a message: end the frame, or go on with it */
    KEEP = 0,
};

void fail(const char *name, const char *operation)
{
    die("%s: cannot %s: %s", name, operation, strerror(errno));
}

void die(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(EXIT_FAILURE);
}

void bus_open(struct bus *bus, const char *path, uint32_t speed_hz)
{
    uint32_t mode = W5500_SPI_MODE;
    uint8_t bits = W5500_SPI_BITS_PER_WORD;

    bus->name = path;
    bus->speed_hz = speed_hz;
    bus->fd = open(path, O_RDWR | O_CLOEXEC);
    if (bus->fd < 0)
        fail(path, "open");
    if (ioctl(bus->fd, SPI_IOC_WR_MODE32, &mode) < 0)
        fail(path, "set the SPI mode");
    if (ioctl(bus->fd, SPI_IOC_WR_BITS_PER_WORD, &bits) < 0)
        fail(path, "set the word length");
    if (ioctl(bus->fd, SPI_IOC_WR_MAX_SPEED_HZ, &speed_hz) < 0)
        fail(path, "set the clock");
}

void message_begin(struct message *message, struct bus *bus)
{
    memset(message, 0, sizeof(*message));
    message->bus = bus;
}

void message_add(struct message *message, unsigned bsb, unsigned direction, unsigned address,
                 unsigned size, enum payload payload)
{
    unsigned frame = message->frames;
    unsigned start = message->offset[frame];
    unsigned end = start + W5500_HEADER_SIZE + size;
    unsigned transfer = message->first_transfer[frame];
    unsigned transfers = payload == PAYLOAD ? 2 : 1;

    if (frame == MESSAGE_FRAMES || end > MESSAGE_FIXED_BYTES)
        die("%s: a message of so many frames was not foreseen", message->bus->name);
    put_word(message->tx + start, address);
    message->tx[start + 2] = (uint8_t)W5500_CONTROL(bsb, direction, W5500_CONTROL_VDM);
    for (unsigned i = 0; i < transfers; i++) {
        message->transfers[transfer + i].speed_hz = message->bus->speed_hz;
        message->transfers[transfer + i].bits_per_word = W5500_SPI_BITS_PER_WORD;
    }
    message->transfers[transfer].tx_buf = (uintptr_t)(message->tx + start);
    message->transfers[transfer].rx_buf = (uintptr_t)(message->rx + start);
    message->transfers[transfer].len = end - start;
    if (payload == PAYLOAD) {
        message->has_payload = true;
        message->payload_frame = frame;
        message->payload_is_read = direction == W5500_CONTROL_READ;
    }
    if (frame > 0)
        message->transfers[transfer - 1].cs_change = RELEASE;
    message->final_frame = frame;
    message->offset[frame + 1] = end;
    message->first_transfer[frame + 1] = transfer + transfers;
    message->frames++;
}

static unsigned aligned(unsigned length)
{
    return (length + SPINET_SPIDEV_ALIGNMENT_MAX - 1) / SPINET_SPIDEV_ALIGNMENT_MAX *
           SPINET_SPIDEV_ALIGNMENT_MAX;
}

unsigned message_max_payload(const struct message *message)
{
    unsigned fixed = 0;

    for (unsigned i = 0; i < message->frames; i++)
        fixed += aligned(message->offset[i + 1] - message->offset[i]);
    /* A multiple of the alignment, since both are. */
    return SPINET_SPIDEV_BUFSIZ_DEFAULT - fixed;
}

/* cs_change on the very last transfer would keep the chip selected (linux/spi/spi.h). */
static void end_at(struct message *message, unsigned frame)
{
    if (frame == message->final_frame)
        return;
    message->transfers[message->first_transfer[message->final_frame + 1] - 1].cs_change = RELEASE;
    message->transfers[message->first_transfer[frame + 1] - 1].cs_change = KEEP;
    message->final_frame = frame;
}

void message_submit(struct message *message, unsigned first, unsigned count, void *payload,
                    unsigned length)
{
    unsigned begin = message->first_transfer[first];
    unsigned transfers = message->first_transfer[first + count] - begin;
    unsigned bytes = message->offset[first + count] - message->offset[first] + length;
    unsigned long request =
        SPINET_SPI_IOC_MESSAGE_1 + (transfers - 1) * SPINET_SPI_IOC_MESSAGE_STEP;

    end_at(message, first + count - 1);
    if (length > 0) {
        struct spi_ioc_transfer *data =
            &message->transfers[message->first_transfer[message->payload_frame] + 1];
        if (message->payload_is_read)
            data->rx_buf = (uintptr_t)payload;
        else
            data->tx_buf = (uintptr_t)payload;
        data->len = length;
    }

    int moved = ioctl(message->bus->fd, request, &message->transfers[begin]);
    if (moved < 0)
        fail(message->bus->name, "transfer");
    if ((unsigned)moved != bytes)
        die("%s: only %d of %u bytes were moved", message->bus->name, moved, bytes);
    for (unsigned i = first; i < first + count; i++) {
        const uint8_t *echo = message->rx + message->offset[i];
        if (echo[0] != W5500_MISO_ADDRESS_HIGH || echo[1] != W5500_MISO_ADDRESS_LOW ||
            echo[2] != W5500_MISO_CONTROL)
            die("%s: the header came back as %02X %02X %02X; check the wiring", message->bus->name,
                echo[0], echo[1], echo[2]);
    }
}

uint8_t *message_out(struct message *message, unsigned frame)
{
    return message->tx + message->offset[frame] + W5500_HEADER_SIZE;
}

const uint8_t *message_in(const struct message *message, unsigned frame)
{
    return message->rx + message->offset[frame] + W5500_HEADER_SIZE;
}

void line_open(struct line *line, const char *chip, unsigned offset)
{
    struct gpio_v2_line_request request = {
        .offsets = {offset},
        .num_lines = 1,
        .consumer = "spinet baseline",
        /* With the active-low flag a rising edge is one to the asserted level. */
        .config.flags = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING |
                        GPIO_V2_LINE_FLAG_ACTIVE_LOW,
    };
    int fd = open(chip, O_RDWR | O_CLOEXEC);

    if (fd < 0)
        fail(chip, "open");
    if (ioctl(fd, GPIO_V2_GET_LINE_IOCTL, &request) < 0)
        fail(chip, "take the interrupt line");
    close(fd);
    line->name = chip;
    line->fd = request.fd;
}

static bool is_asserted(const struct line *line)
{
    struct gpio_v2_line_values values = {.mask = 1};

    if (ioctl(line->fd, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0)
        fail(line->name, "read the level of the line");
    return values.bits & 1;
}

static uint64_t monotonic_ns(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* The time of the newest edge that was not read yet, on CLOCK_MONOTONIC; 0 if there is none. */
static uint64_t take_edges(const struct line *line)
{
    struct gpio_v2_line_event events[LINE_EVENTS];
    ssize_t bytes = read(line->fd, events, sizeof(events));

    if (bytes < 0 && errno != EAGAIN)
        fail(line->name, "read an edge");
    return bytes < (ssize_t)sizeof(events[0]) ? 0
                                              : events[(size_t)bytes / sizeof(events[0]) - 1].timestamp_ns;
}

/*
 * The level is read before every wait, and an edge that comes afterwards ends the wait, so that none
 * is lost, and needs no other reading; the event of an earlier edge only costs one more look.
 */
void line_wait(const struct line *line, int timeout_ms)
{
    struct pollfd waiting = {.fd = line->fd, .events = POLLIN};

    while (!is_asserted(line)) {
        uint64_t resting = monotonic_ns();
        int ready = poll(&waiting, 1, timeout_ms);
        if (ready < 0 && errno != EINTR)
            fail(line->name, "wait for an edge");
        if (ready == 0)
            die("%s: nothing came for %d ms", line->name, timeout_ms);
        if (ready > 0 && take_edges(line) > resting)
            return;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The baseline that Java is measured against: moves bytes over one TCP connection of a W5500, with
 * the same sequence of system calls as the Java driver.
 *
 *     baseline SPIDEV GPIOCHIP LINE ADDRESS MASK GATEWAY PEER PORT
 *
 * Then it obeys lines on its standard input, one after the other, and answers each with a line:
 *
 *     recv BYTES      the peer sends that many bytes       -> done NANOSECONDS
 *     send BYTES      the peer gets that many bytes        -> done NANOSECONDS
 *     pingpong TIMES  64 bytes there and back, so often    -> done NANOSECONDS
 *
 * The end of the input ends it. The peer is told what to do by a request of 9 bytes: a letter, and
 * the number of bytes, most significant first; it answers to "send" with one byte when it has all.
 */
#include "chip.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECE = 16384, /* bytes of one call for bulk data */
    PING = 64,
    REQUEST = 9,
    SPEED_HZ = 20000000,
    ADDRESS_OCTETS = 4,
};

static void parse_address(const char *text, uint8_t address[ADDRESS_OCTETS])
{
    unsigned octets[ADDRESS_OCTETS];
    char rest;

    if (sscanf(text, "%u.%u.%u.%u%c", &octets[0], &octets[1], &octets[2], &octets[3], &rest) !=
        ADDRESS_OCTETS)
        die("'%s' is not an IPv4 address", text);
    for (int i = 0; i < ADDRESS_OCTETS; i++) {
        if (octets[i] > UINT8_MAX)
            die("'%s' is not an IPv4 address", text);
        address[i] = (uint8_t)octets[i];
    }
}

static unsigned parse_number(const char *text, unsigned max, const char *what)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (end == text || *end != '\0' || value > max)
        die("'%s' is not %s", text, what);
    return (unsigned)value;
}

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void request(struct connection *connection, char letter, uint64_t bytes)
{
    uint8_t message[REQUEST];

    message[0] = (uint8_t)letter;
    for (int i = 1; i < REQUEST; i++)
        message[i] = (uint8_t)(bytes >> (8 * (REQUEST - 1 - i)));
    chip_send(connection, message, sizeof(message));
}

static unsigned piece(uint64_t left)
{
    return left < PIECE ? (unsigned)left : PIECE;
}

static void receive_bytes(struct connection *connection, uint64_t bytes)
{
    static uint8_t buffer[PIECE];

    request(connection, 'R', bytes);
    for (uint64_t left = bytes; left > 0; left -= piece(left))
        chip_receive(connection, buffer, piece(left));
}

static void send_bytes(struct connection *connection, uint64_t bytes)
{
    static uint8_t buffer[PIECE];
    uint8_t done;

    request(connection, 'S', bytes);
    for (uint64_t left = bytes; left > 0; left -= piece(left))
        chip_send(connection, buffer, piece(left));
    chip_receive(connection, &done, sizeof(done));
}

static void play_pingpong(struct connection *connection, uint64_t times)
{
    uint8_t buffer[PING] = {0};

    request(connection, 'E', times * PING);
    for (uint64_t i = 0; i < times; i++) {
        chip_send(connection, buffer, sizeof(buffer));
        chip_receive(connection, buffer, sizeof(buffer));
    }
}

static void obey(struct connection *connection, const char *line)
{
    char job[16];
    uint64_t count;
    int64_t begun = now();

    if (sscanf(line, "%15s %" SCNu64, job, &count) != 2)
        die("not a job: %s", line);
    if (strcmp(job, "recv") == 0)
        receive_bytes(connection, count);
    else if (strcmp(job, "send") == 0)
        send_bytes(connection, count);
    else if (strcmp(job, "pingpong") == 0)
        play_pingpong(connection, count);
    else
        die("there is no job '%s'", job);
    printf("done %" PRId64 "\n", now() - begun);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct bus bus;
    struct line line;
    struct network network;
    struct connection connection;
    uint8_t peer[ADDRESS_OCTETS];
    char job[64];

    if (argc != 9) {
        fprintf(stderr, "usage: baseline SPIDEV GPIOCHIP LINE ADDRESS MASK GATEWAY PEER PORT\n");
        return 2;
    }
    parse_address(argv[4], network.address);
    parse_address(argv[5], network.mask);
    parse_address(argv[6], network.gateway);
    parse_address(argv[7], peer);
    bus_open(&bus, argv[1], SPEED_HZ);
    line_open(&line, argv[2], parse_number(argv[3], UINT16_MAX, "a number of a line"));
    chip_start(&bus, &network);
    chip_connect(&connection, &bus, &line, peer, parse_number(argv[8], UINT16_MAX, "a port"));
    printf("ready\n");
    fflush(stdout);
    while (fgets(job, sizeof(job), stdin) != NULL)
        obey(&connection, job);
    chip_disconnect(&connection);
    return 0;
}

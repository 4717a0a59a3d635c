/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uses a simulated W5500 through the socket of "spinet sim w5500 --unix PATH": reads its version,
 * connects to a TCP server, sends a line and prints what comes back. No library but that of C.
 *
 *     gcc -std=c11 -I native/include -o sim_client native/examples/sim_client.c
 *     ./spinet sim w5500 --unix /tmp/w5500 &
 *     ./sim_client /tmp/w5500 10.0.2.2 7 "Hello World!"
 *
 * In the simulated network 10.0.2.2 is the loopback of this machine. Ends with 0 if the server has
 * answered, with 1 otherwise.
 *
 * Only spi_frame() knows that this is a socket. With an SPI_IOC_MESSAGE in its place the rest runs
 * on a board.
 */
#define _POSIX_C_SOURCE 200809L

#include <spinet/w5500.h>

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define DATA_MAX 2048
#define SOCKET 0

static int simulator = -1;

static void die(const char *what)
{
    fprintf(stderr, "sim_client: %s: %s\n", what, errno ? strerror(errno) : "no answer in time");
    exit(1);
}

static void connect_simulator(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof(address.sun_path)) {
        errno = ENAMETOOLONG;
        die(path);
    }
    strcpy(address.sun_path, path);
    simulator = socket(AF_UNIX, SOCK_STREAM, 0);
    if (simulator < 0 || connect(simulator, (struct sockaddr *)&address, sizeof(address)) < 0)
        die(path);
}

static void write_all(const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t count = send(simulator, bytes, length, MSG_NOSIGNAL);
        if (count < 0)
            die("cannot send to the simulator");
        bytes += count;
        length -= (size_t)count;
    }
}

static void read_all(uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t count = read(simulator, bytes, length);
        if (count <= 0)
            die("the simulator has gone");
        bytes += count;
        length -= (size_t)count;
    }
}

/* One assertion of chip select: what goes out is replaced by what comes in meanwhile. */
static void spi_frame(uint8_t *bytes, size_t length)
{
    uint8_t size[4] = {(uint8_t)(length >> 24), (uint8_t)(length >> 16), (uint8_t)(length >> 8),
                       (uint8_t)length};

    write_all(size, sizeof(size));
    write_all(bytes, length);
    read_all(bytes, length);
}

static void chip_access(unsigned address, unsigned control, void *data, size_t length)
{
    uint8_t frame[W5500_HEADER_SIZE + DATA_MAX] = {(uint8_t)(address >> 8), (uint8_t)address,
                                                   (uint8_t)control};

    memcpy(frame + W5500_HEADER_SIZE, data, length);
    spi_frame(frame, W5500_HEADER_SIZE + length);
    if (frame[0] != W5500_MISO_ADDRESS_HIGH || frame[1] != W5500_MISO_ADDRESS_LOW ||
        frame[2] != W5500_MISO_CONTROL) {
        fprintf(stderr, "sim_client: no W5500 answers\n");
        exit(1);
    }
    memcpy(data, frame + W5500_HEADER_SIZE, length);
}

static void chip_read(unsigned block, unsigned address, void *data, size_t length)
{
    memset(data, 0, length);
    chip_access(address, W5500_CONTROL(block, W5500_CONTROL_READ, W5500_CONTROL_VDM), data, length);
}

static void chip_write(unsigned block, unsigned address, const void *data, size_t length)
{
    uint8_t copy[DATA_MAX];

    memcpy(copy, data, length);
    chip_access(address, W5500_CONTROL(block, W5500_CONTROL_WRITE, W5500_CONTROL_VDM), copy,
                length);
}

static unsigned get(unsigned address, size_t size)
{
    uint8_t bytes[2];

    chip_read(W5500_BSB_SOCKET_REGISTER(SOCKET), address, bytes, size);
    return size == 1 ? bytes[0] : (unsigned)bytes[0] << 8 | bytes[1];
}

static void set(unsigned address, size_t size, unsigned value)
{
    uint8_t bytes[2] = {(uint8_t)(value >> 8), (uint8_t)value};

    chip_write(W5500_BSB_SOCKET_REGISTER(SOCKET), address, bytes + 2 - size, size);
}

/* Waits until a register has a value, ten seconds at most. */
static void await(unsigned address, unsigned value, const char *what)
{
    struct timespec pause = {.tv_nsec = 1000000};

    for (int i = 0; i < 10000; i++) {
        if (get(address, 1) == value)
            return;
        nanosleep(&pause, NULL);
    }
    errno = 0;
    die(what);
}

static void command(unsigned value)
{
    set(W5500_Sn_CR, 1, value);
    await(W5500_Sn_CR, 0, "the chip does not take a command");
}

/* The socket is closed again if the server refuses, or if nobody answers. */
static void await_connection(void)
{
    struct timespec pause = {.tv_nsec = 1000000};
    unsigned status = get(W5500_Sn_SR, 1);

    while (status != W5500_SOCK_ESTABLISHED && status != W5500_SOCK_CLOSE_WAIT) {
        if (status == W5500_SOCK_CLOSED) {
            fprintf(stderr, "sim_client: the server refuses or cannot be reached\n");
            exit(1);
        }
        nanosleep(&pause, NULL);
        status = get(W5500_Sn_SR, 1);
    }
}

static void set_up_network(void)
{
    static const uint8_t mac[] = {2, 0, 0, 0, 0, 1};
    static const uint8_t gateway[] = {10, 0, 2, 2};
    static const uint8_t mask[] = {255, 255, 255, 0};
    static const uint8_t own[] = {10, 0, 2, 15};

    chip_write(W5500_BSB_COMMON, W5500_SHAR, mac, sizeof(mac));
    chip_write(W5500_BSB_COMMON, W5500_GAR, gateway, sizeof(gateway));
    chip_write(W5500_BSB_COMMON, W5500_SUBR, mask, sizeof(mask));
    chip_write(W5500_BSB_COMMON, W5500_SIPR, own, sizeof(own));
}

static void connect_server(const char *address, unsigned port)
{
    struct in_addr peer;

    if (inet_pton(AF_INET, address, &peer) != 1) {
        fprintf(stderr, "sim_client: '%s' is no IPv4 address\n", address);
        exit(1);
    }
    set(W5500_Sn_MR, 1, W5500_Sn_MR_TCP);
    set(W5500_Sn_PORT, 2, 40000);
    command(W5500_Sn_CR_OPEN);
    chip_write(W5500_BSB_SOCKET_REGISTER(SOCKET), W5500_Sn_DIPR, &peer, sizeof(peer));
    set(W5500_Sn_DPORT, 2, port);
    command(W5500_Sn_CR_CONNECT);
    await_connection();
}

static void send_line(const char *line)
{
    size_t length = strnlen(line, DATA_MAX);
    unsigned at = get(W5500_Sn_TX_WR, 2);

    chip_write(W5500_BSB_SOCKET_TX(SOCKET), at, line, length);
    set(W5500_Sn_TX_WR, 2, at + (unsigned)length);
    command(W5500_Sn_CR_SEND);
}

/* Prints what comes back until there are as many bytes as were sent. */
static void receive(size_t expected)
{
    struct timespec pause = {.tv_nsec = 1000000};
    uint8_t data[DATA_MAX];

    for (int i = 0; i < 10000 && expected > 0; i++) {
        size_t waiting = get(W5500_Sn_RX_RSR, 2);
        if (waiting == 0) {
            nanosleep(&pause, NULL);
            continue;
        }
        unsigned at = get(W5500_Sn_RX_RD, 2);
        size_t count = waiting < expected ? waiting : expected;
        chip_read(W5500_BSB_SOCKET_RX(SOCKET), at, data, count);
        set(W5500_Sn_RX_RD, 2, at + (unsigned)count);
        command(W5500_Sn_CR_RECV);
        fwrite(data, 1, count, stdout);
        expected -= count;
    }
    putchar('\n');
    if (expected > 0) {
        errno = 0;
        die("the server has not sent everything back");
    }
}

int main(int argc, char **argv)
{
    if (argc != 5 || strlen(argv[4]) == 0 || strlen(argv[4]) > DATA_MAX) {
        fprintf(stderr, "usage: sim_client SOCKET ADDRESS PORT TEXT\n");
        return 1;
    }
    connect_simulator(argv[1]);
    uint8_t version;
    chip_read(W5500_BSB_COMMON, W5500_VERSIONR, &version, 1);
    printf("version 0x%02X\n", version);
    if (version != W5500_VERSION)
        return 1;
    set_up_network();
    connect_server(argv[2], (unsigned)strtoul(argv[3], NULL, 10));
    send_line(argv[4]);
    receive(strlen(argv[4]));
    command(W5500_Sn_CR_DISCON);
    close(simulator);
    return 0;
}

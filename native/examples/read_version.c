/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks a W5500 for its version: the shortest check of the wiring, without any Java.
 *
 *     gcc -std=c11 -I native/include -o read_version native/examples/read_version.c
 *     ./read_version /dev/spidev0.0
 *
 * Ends with 0 if a W5500 answers, with 1 otherwise.
 */
#include <spinet/linux_io.h>
#include <spinet/w5500.h>

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int failed(const char *device, const char *operation)
{
    fprintf(stderr, "%s: cannot %s: %s\n", device, operation, strerror(errno));
    return 1;
}

static int read_version(const char *device, int fd)
{
    uint8_t mode = W5500_SPI_MODE;
    uint8_t tx[W5500_HEADER_SIZE + W5500_VERSIONR_SIZE] = {
        W5500_VERSIONR >> 8,
        W5500_VERSIONR & 0xFF,
        W5500_CONTROL(W5500_BSB_COMMON, W5500_CONTROL_READ, W5500_CONTROL_VDM),
    };
    uint8_t rx[sizeof(tx)] = {0};
    struct spi_ioc_transfer transfer = {
        .tx_buf = (uintptr_t)tx,
        .rx_buf = (uintptr_t)rx,
        .len = sizeof(tx),
        .speed_hz = 1000000,
        .bits_per_word = W5500_SPI_BITS_PER_WORD,
    };

    if (ioctl(fd, SPI_IOC_WR_MODE, &mode) < 0)
        return failed(device, "set the SPI mode");
    if (ioctl(fd, SPINET_SPI_IOC_MESSAGE_1, &transfer) < 0)
        return failed(device, "transfer");
    if (rx[0] != W5500_MISO_ADDRESS_HIGH || rx[1] != W5500_MISO_ADDRESS_LOW ||
        rx[2] != W5500_MISO_CONTROL) {
        fprintf(stderr, "%s: no W5500 answers: the header came back as %02X %02X %02X\n", device,
                rx[0], rx[1], rx[2]);
        return 1;
    }
    if (rx[W5500_HEADER_SIZE] != W5500_VERSION) {
        fprintf(stderr, "%s: version 0x%02X, a W5500 has 0x%02X\n", device, rx[W5500_HEADER_SIZE],
                W5500_VERSION);
        return 1;
    }
    printf("%s: W5500, version 0x%02X\n", device, rx[W5500_HEADER_SIZE]);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: read_version /dev/spidevX.Y\n");
        return 1;
    }
    int fd = open(argv[1], O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return failed(argv[1], "open");
    int result = read_version(argv[1], fd);
    close(fd);
    return result;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Spinet takes from Linux: spidev, GPIO character devices, serial ports, poll, eventfd, files,
 * the FUSE protocol, mounts and access to the memory of another process.
 *
 * The structs and most constants are Linux's own; this file only brings them together. It adds
 * object-like macros, prefixed SPINET_, for what Linux offers through function-like macros or not at
 * all, so that binding generators see them.
 *
 * Include this file before any other system header, or compile with -D_GNU_SOURCE: O_CLOEXEC and
 * others are hidden from strict C11 otherwise. It cannot share a source file with <termios.h>,
 * which declares the same flags with another struct; struct termios2 replaces struct termios here.
 */
#ifndef SPINET_LINUX_IO_H
#define SPINET_LINUX_IO_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <linux/gpio.h>
#include <linux/ioctl.h>
#include <linux/spi/spidev.h>
#include <poll.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>

#ifndef O_CLOEXEC
#error "include <spinet/linux_io.h> before other system headers, or compile with -D_GNU_SOURCE"
#endif

/* ---- Numbers of ioctl requests ------------------------------------------------------------ */

/*
 * A request is: direction, size of the argument, type (a letter of the driver), number.
 * (linux/ioctl.h; the same layout on x86 and ARM, others differ.)
 */
#define SPINET_IOC_NUMBER_SHIFT _IOC_NRSHIFT
#define SPINET_IOC_NUMBER_MASK _IOC_NRMASK
#define SPINET_IOC_TYPE_SHIFT _IOC_TYPESHIFT
#define SPINET_IOC_TYPE_MASK _IOC_TYPEMASK
#define SPINET_IOC_SIZE_SHIFT _IOC_SIZESHIFT
#define SPINET_IOC_SIZE_MASK _IOC_SIZEMASK
#define SPINET_IOC_DIRECTION_SHIFT _IOC_DIRSHIFT
#define SPINET_IOC_DIRECTION_MASK _IOC_DIRMASK
#define SPINET_IOC_NONE _IOC_NONE
#define SPINET_IOC_WRITE _IOC_WRITE /* the caller's argument is read by the kernel */
#define SPINET_IOC_READ _IOC_READ   /* the caller's argument is written by the kernel */

/* ---- spidev ------------------------------------------------------------------------------- */

/* SPI_IOC_MESSAGE(n) for 1 and 2 transfers; each further transfer adds _STEP. */
#define SPINET_SPI_IOC_MESSAGE_1 SPI_IOC_MESSAGE(1)
#define SPINET_SPI_IOC_MESSAGE_2 SPI_IOC_MESSAGE(2)
#define SPINET_SPI_IOC_MESSAGE_STEP (SPI_IOC_MESSAGE(2) - SPI_IOC_MESSAGE(1))

/* Transfers that the size field of the request can express. */
#define SPINET_SPI_MESSAGE_TRANSFERS_MAX (_IOC_SIZEMASK / 32u)

/* Number of SPI_IOC_MESSAGE within type SPI_IOC_MAGIC. */
#define SPINET_SPI_IOC_MESSAGE_NUMBER 0u

/* spidev's module parameter "bufsiz" unless set otherwise, bytes (drivers/spi/spidev.c). */
#define SPINET_SPIDEV_BUFSIZ_DEFAULT 4096u

/*
 * What each transfer's length is rounded up to, at most, before it counts against bufsiz, bytes:
 * ARCH_DMA_MINALIGN of arm64 (drivers/spi/spidev.c, arch/arm64/include/asm/cache.h).
 */
#define SPINET_SPIDEV_ALIGNMENT_MAX 128u

/* How long chip select stays high at cs_change, microseconds (drivers/spi/spi.c, default). */
#define SPINET_SPI_CS_CHANGE_DELAY_US 10u

_Static_assert(sizeof(struct spi_ioc_transfer) == 32u, "spi_ioc_transfer is 32 bytes");

/* ---- Serial ports ------------------------------------------------------------------------- */

/* These hold sizeof(struct termios2), so they exist only where that struct is complete. */
#define SPINET_TCGETS2 TCGETS2
#define SPINET_TCSETS2 TCSETS2
#define SPINET_TCSETSW2 TCSETSW2
#define SPINET_TCSETSF2 TCSETSF2

/* From the output speed bits of c_cflag to the input speed bits. */
#define SPINET_TERMIOS_IBSHIFT IBSHIFT

/* ---- FUSE --------------------------------------------------------------------------------- */

/* Version of the protocol a server needs to offer the virtual devices (linux/fuse.h, its history). */
#define SPINET_FUSE_MAJOR 7u
#define SPINET_FUSE_MINOR 31u

/* Every request begins with struct fuse_in_header, every answer with struct fuse_out_header. */
_Static_assert(sizeof(struct fuse_in_header) == 40u, "fuse_in_header is 40 bytes");
_Static_assert(sizeof(struct fuse_out_header) == 16u, "fuse_out_header is 16 bytes");

#endif /* SPINET_LINUX_IO_H */

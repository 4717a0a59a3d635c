/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The C prototypes that the hand-written descriptors in dev.spinet.bindings.linux.sys assume.
 * Compiles without a warning only if the C library declares them so.
 */
#include <spinet/linux_io.h>

#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

int (*const check_open)(const char *, int, ...) = open;
int (*const check_close)(int) = close;
int (*const check_ioctl)(int, unsigned long, ...) = ioctl;
ssize_t (*const check_read)(int, void *, size_t) = read;
ssize_t (*const check_write)(int, const void *, size_t) = write;
int (*const check_poll)(struct pollfd *, unsigned long, int) = poll;
int (*const check_ppoll)(struct pollfd *, unsigned long, const struct timespec *,
                         const sigset_t *) = ppoll;
int (*const check_eventfd)(unsigned int, int) = eventfd;
int (*const check_fcntl)(int, int, ...) = fcntl;
int (*const check_pipe2)(int[2], int) = pipe2;
int (*const check_flock)(int, int) = flock;
int (*const check_mount)(const char *, const char *, const char *, unsigned long,
                         const void *) = mount;
int (*const check_umount2)(const char *, int) = umount2;
ssize_t (*const check_readv)(int, const struct iovec *, unsigned long, const struct iovec *,
                             unsigned long, unsigned long) = process_vm_readv;
ssize_t (*const check_writev)(int, const struct iovec *, unsigned long, const struct iovec *,
                              unsigned long, unsigned long) = process_vm_writev;
ssize_t (*const check_readlink)(const char *, char *, size_t) = readlink;
unsigned int (*const check_geteuid)(void) = geteuid;
unsigned int (*const check_getegid)(void) = getegid;
int (*const check_getgroups)(int, unsigned int *) = getgroups;
char *(*const check_strerror)(int) = strerror;

_Static_assert(sizeof(int) == 4, "int is JAVA_INT");
_Static_assert(sizeof(mode_t) == 4, "mode_t is JAVA_INT");

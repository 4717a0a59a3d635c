/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints the register map of the W5500 as a table: block, address, size, value after reset, access.
 *
 *     gcc -std=c11 -I native/include -o register_map native/examples/register_map.c
 *     ./register_map
 */
#include <spinet/w5500.h>

#include <stdio.h>

struct row {
    const char *name;
    unsigned address;
    unsigned size;
    unsigned long long reset;
    unsigned access;
};

#define ROW(name) \
    { #name, W5500_##name, W5500_##name##_SIZE, W5500_##name##_RESET, W5500_##name##_ACCESS }

static const struct row common[] = {
    ROW(MR),     ROW(GAR),  ROW(SUBR), ROW(SHAR),   ROW(SIPR),    ROW(INTLEVEL), ROW(IR),
    ROW(IMR),    ROW(SIR),  ROW(SIMR), ROW(RTR),    ROW(RCR),     ROW(PTIMER),   ROW(PMAGIC),
    ROW(PHAR),   ROW(PSID), ROW(PMRU), ROW(UIPR),   ROW(UPORTR),  ROW(PHYCFGR),  ROW(VERSIONR),
};

static const struct row socket_n[] = {
    ROW(Sn_MR),     ROW(Sn_CR),         ROW(Sn_IR),         ROW(Sn_SR),     ROW(Sn_PORT),
    ROW(Sn_DHAR),   ROW(Sn_DIPR),       ROW(Sn_DPORT),      ROW(Sn_MSSR),   ROW(Sn_PROTO),
    ROW(Sn_TOS),    ROW(Sn_TTL),        ROW(Sn_RXBUF_SIZE), ROW(Sn_TXBUF_SIZE),
    ROW(Sn_TX_FSR), ROW(Sn_TX_RD),      ROW(Sn_TX_WR),      ROW(Sn_RX_RSR), ROW(Sn_RX_RD),
    ROW(Sn_RX_WR),  ROW(Sn_IMR),        ROW(Sn_FRAG),       ROW(Sn_KPALVTR),
};

static const char *access_name(unsigned access)
{
    switch (access) {
    case W5500_ACCESS_RW:
        return "read, write";
    case W5500_ACCESS_RO:
        return "read";
    case W5500_ACCESS_W1C:
        return "read, write 1 to clear";
    case W5500_ACCESS_WSC:
        return "write, clears itself";
    default:
        return "?";
    }
}

static void print(const char *title, const struct row *rows, size_t count)
{
    printf("%s\n", title);
    for (size_t i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        printf("  0x%04X  %u  %-14s 0x%0*llX%*s  %s\n", row->address, row->size, row->name,
               (int)(2 * row->size), row->reset, (int)(12 - 2 * row->size), "",
               access_name(row->access));
    }
}

int main(void)
{
    print("Common registers, block select 0", common, sizeof(common) / sizeof(common[0]));
    print("Socket registers, block select 1 + 4n", socket_n, sizeof(socket_n) / sizeof(socket_n[0]));
    return 0;
}

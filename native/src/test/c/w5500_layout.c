/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each member of the register blocks lies where its register is. Compiles only if that holds.
 */
#include <spinet/w5500.h>

#include <stddef.h>

#define MEMBER(block, first, member, name)                                                     \
    _Static_assert(offsetof(struct block, member) == W5500_##name - W5500_##first,              \
                   #block "." #member " is not where " #name " is");                           \
    _Static_assert(sizeof(((struct block *)0)->member) == W5500_##name##_SIZE,                  \
                   #block "." #member " is not as wide as " #name)

MEMBER(w5500_common_block, MR, mr, MR);
MEMBER(w5500_common_block, MR, gar, GAR);
MEMBER(w5500_common_block, MR, subr, SUBR);
MEMBER(w5500_common_block, MR, shar, SHAR);
MEMBER(w5500_common_block, MR, sipr, SIPR);
MEMBER(w5500_common_block, MR, intlevel, INTLEVEL);
MEMBER(w5500_common_block, MR, ir, IR);
MEMBER(w5500_common_block, MR, imr, IMR);
MEMBER(w5500_common_block, MR, sir, SIR);
MEMBER(w5500_common_block, MR, simr, SIMR);
MEMBER(w5500_common_block, MR, rtr, RTR);
MEMBER(w5500_common_block, MR, rcr, RCR);
MEMBER(w5500_common_block, MR, ptimer, PTIMER);
MEMBER(w5500_common_block, MR, pmagic, PMAGIC);
MEMBER(w5500_common_block, MR, phar, PHAR);
MEMBER(w5500_common_block, MR, psid, PSID);
MEMBER(w5500_common_block, MR, pmru, PMRU);
MEMBER(w5500_common_block, MR, uipr, UIPR);
MEMBER(w5500_common_block, MR, uportr, UPORTR);
MEMBER(w5500_common_block, MR, phycfgr, PHYCFGR);
MEMBER(w5500_common_block, MR, versionr, VERSIONR);

MEMBER(w5500_network_block, GAR, gar, GAR);
MEMBER(w5500_network_block, GAR, subr, SUBR);
MEMBER(w5500_network_block, GAR, shar, SHAR);
MEMBER(w5500_network_block, GAR, sipr, SIPR);

MEMBER(w5500_interrupt_block, IR, ir, IR);
MEMBER(w5500_interrupt_block, IR, imr, IMR);
MEMBER(w5500_interrupt_block, IR, sir, SIR);
MEMBER(w5500_interrupt_block, IR, simr, SIMR);

MEMBER(w5500_unreachable, UIPR, uipr, UIPR);
MEMBER(w5500_unreachable, UIPR, uportr, UPORTR);

MEMBER(w5500_socket_block, Sn_MR, mr, Sn_MR);
MEMBER(w5500_socket_block, Sn_MR, cr, Sn_CR);
MEMBER(w5500_socket_block, Sn_MR, ir, Sn_IR);
MEMBER(w5500_socket_block, Sn_MR, sr, Sn_SR);
MEMBER(w5500_socket_block, Sn_MR, port, Sn_PORT);
MEMBER(w5500_socket_block, Sn_MR, dhar, Sn_DHAR);
MEMBER(w5500_socket_block, Sn_MR, dipr, Sn_DIPR);
MEMBER(w5500_socket_block, Sn_MR, dport, Sn_DPORT);
MEMBER(w5500_socket_block, Sn_MR, mssr, Sn_MSSR);
MEMBER(w5500_socket_block, Sn_MR, proto, Sn_PROTO);
MEMBER(w5500_socket_block, Sn_MR, tos, Sn_TOS);
MEMBER(w5500_socket_block, Sn_MR, ttl, Sn_TTL);
MEMBER(w5500_socket_block, Sn_MR, rxbuf_size, Sn_RXBUF_SIZE);
MEMBER(w5500_socket_block, Sn_MR, txbuf_size, Sn_TXBUF_SIZE);
MEMBER(w5500_socket_block, Sn_MR, tx_fsr, Sn_TX_FSR);
MEMBER(w5500_socket_block, Sn_MR, tx_rd, Sn_TX_RD);
MEMBER(w5500_socket_block, Sn_MR, tx_wr, Sn_TX_WR);
MEMBER(w5500_socket_block, Sn_MR, rx_rsr, Sn_RX_RSR);
MEMBER(w5500_socket_block, Sn_MR, rx_rd, Sn_RX_RD);
MEMBER(w5500_socket_block, Sn_MR, rx_wr, Sn_RX_WR);
MEMBER(w5500_socket_block, Sn_MR, imr, Sn_IMR);
MEMBER(w5500_socket_block, Sn_MR, frag, Sn_FRAG);
MEMBER(w5500_socket_block, Sn_MR, kpalvtr, Sn_KPALVTR);

MEMBER(w5500_socket_command, Sn_CR, cr, Sn_CR);
MEMBER(w5500_socket_command, Sn_CR, ir, Sn_IR);

MEMBER(w5500_socket_status, Sn_CR, cr, Sn_CR);
MEMBER(w5500_socket_status, Sn_CR, ir, Sn_IR);
MEMBER(w5500_socket_status, Sn_CR, sr, Sn_SR);

MEMBER(w5500_destination, Sn_DIPR, dipr, Sn_DIPR);
MEMBER(w5500_destination, Sn_DIPR, dport, Sn_DPORT);

MEMBER(w5500_buffer_sizes, Sn_RXBUF_SIZE, rxbuf_size, Sn_RXBUF_SIZE);
MEMBER(w5500_buffer_sizes, Sn_RXBUF_SIZE, txbuf_size, Sn_TXBUF_SIZE);

MEMBER(w5500_tx_pointers, Sn_TX_FSR, tx_fsr, Sn_TX_FSR);
MEMBER(w5500_tx_pointers, Sn_TX_FSR, tx_rd, Sn_TX_RD);
MEMBER(w5500_tx_pointers, Sn_TX_FSR, tx_wr, Sn_TX_WR);

MEMBER(w5500_rx_pointers, Sn_RX_RSR, rx_rsr, Sn_RX_RSR);
MEMBER(w5500_rx_pointers, Sn_RX_RSR, rx_rd, Sn_RX_RD);
MEMBER(w5500_rx_pointers, Sn_RX_RSR, rx_wr, Sn_RX_WR);

/* Together the sockets may have what the chip has. */
_Static_assert(W5500_SOCKET_COUNT * W5500_Sn_RXBUF_SIZE_RESET * W5500_BUFFER_UNIT ==
                   W5500_RX_MEMORY_SIZE,
               "the reset sizes share the receive memory evenly");
_Static_assert(W5500_SOCKET_COUNT * W5500_Sn_TXBUF_SIZE_RESET * W5500_BUFFER_UNIT ==
                   W5500_TX_MEMORY_SIZE,
               "the reset sizes share the transmit memory evenly");
_Static_assert(W5500_Sn_TX_FSR_RESET == W5500_Sn_TXBUF_SIZE_RESET * W5500_BUFFER_UNIT,
               "an idle transmit buffer is free");
_Static_assert(W5500_BSB_SOCKET_RX(7) == 31u, "the last block select code");

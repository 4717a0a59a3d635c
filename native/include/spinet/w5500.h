/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WIZnet W5500: register map, SPI frame format, commands, status codes and limits.
 *
 * This file is the single source of every number of the chip. C programs include it as it is; the
 * Java bindings are generated from it. Valid C11, no dependency but <stdint.h>.
 *
 * Source: "W5500 Datasheet", WIZnet, version 1.0.9. "DS 4.1" in a comment means section 4.1 of it.
 *
 * Every register has four macros:
 *
 *     W5500_<NAME>         offset address within its block
 *     W5500_<NAME>_SIZE    width in bytes; multi-byte registers are big-endian
 *     W5500_<NAME>_RESET   value after a hardware or software reset
 *     W5500_<NAME>_ACCESS  one of the W5500_ACCESS_* rules
 *
 * Common registers live in the block W5500_BSB_COMMON. Socket registers are named W5500_Sn_<NAME>
 * and repeat in the register block of each of the W5500_SOCKET_COUNT sockets.
 *
 * Constants are plain unsigned literals: no casts to narrow types, no bit-fields, no enums, so that
 * a binding generator sees the same value and sign as a C compiler.
 */
#ifndef SPINET_W5500_H
#define SPINET_W5500_H

#include <stdint.h>

/* ---- Access rules ------------------------------------------------------------------------------ */

#define W5500_ACCESS_RW                    0u       /* read and write */
#define W5500_ACCESS_RO                    1u       /* read only, a write has no effect */
#define W5500_ACCESS_W1C                   2u       /* read; writing a 1 bit clears it, a 0 bit leaves it */
#define W5500_ACCESS_WSC                   3u       /* write; the chip sets it back to 0 */

/* ---- SPI frame (DS 2.2, 2.3, 2.4) -------------------------------------------------------------- */

/*
 * One frame: 16-bit offset address (high byte first), one control byte, one or more data bytes.
 * The address grows by one with each data byte. SPI mode 0 or 3, most significant bit first.
 *
 *     control byte = block select << 3 | write << 2 | operation mode
 */
#define W5500_HEADER_SIZE                  3u       /* bytes before the data: address 2, control byte 1 */
#define W5500_SPI_MODE                     0u       /* clock idles low; mode 3 works too */
#define W5500_SPI_BITS_PER_WORD            8u

#define W5500_CONTROL_BSB_SHIFT            3u       /* position of the block select bits */
#define W5500_CONTROL_BSB_MASK             0xF8u    /* block select bits */
#define W5500_CONTROL_READ                 0x00u    /* data phase is read from MISO */
#define W5500_CONTROL_WRITE                0x04u    /* data phase is written from MOSI */
#define W5500_CONTROL_OM_MASK              0x03u    /* operation mode bits */
#define W5500_CONTROL_VDM                  0x00u    /* variable length: chip select ends the frame */
#define W5500_CONTROL_FDM1                 0x01u    /* fixed length: 1 data byte */
#define W5500_CONTROL_FDM2                 0x02u    /* fixed length: 2 data bytes */
#define W5500_CONTROL_FDM4                 0x03u    /* fixed length: 4 data bytes */

/* What MISO carries while the host sends the header, of a read as of a write (DS 2.3, figures). */
#define W5500_MISO_ADDRESS_HIGH            0x01u
#define W5500_MISO_ADDRESS_LOW             0x02u
#define W5500_MISO_CONTROL                 0x03u

/* ---- Block select codes (DS 2.2.2) ------------------------------------------------------------- */

/* Socket n: registers 1 + 4n, TX buffer 2 + 4n, RX buffer 3 + 4n. Codes 4, 8 ... 28 are reserved. */
#define W5500_SOCKET_COUNT                 8u       /* sockets 0 to 7 */
#define W5500_BSB_COMMON                   0u
#define W5500_BSB_SOCKET_0_REGISTER        1u
#define W5500_BSB_SOCKET_0_TX              2u
#define W5500_BSB_SOCKET_0_RX              3u
#define W5500_BSB_SOCKET_STRIDE            4u       /* from one socket to the next */

#define W5500_BSB_SOCKET_REGISTER(n) (W5500_BSB_SOCKET_0_REGISTER + W5500_BSB_SOCKET_STRIDE * (n))
#define W5500_BSB_SOCKET_TX(n) (W5500_BSB_SOCKET_0_TX + W5500_BSB_SOCKET_STRIDE * (n))
#define W5500_BSB_SOCKET_RX(n) (W5500_BSB_SOCKET_0_RX + W5500_BSB_SOCKET_STRIDE * (n))

/* Control byte of a frame: block select code, W5500_CONTROL_READ or _WRITE, operation mode. */
#define W5500_CONTROL(bsb, direction, mode) \
    (((bsb) << W5500_CONTROL_BSB_SHIFT) | (direction) | (mode))

/* ---- Common registers (DS 3.1 for the map, 4.1 for the description) ---------------------------- */

/*
 * MR: mode. Software reset, wake on LAN, ping block, PPPoE, force ARP; the RST bit clears itself
 * (DS 4.1). Read and write.
 */
#define W5500_MR                           0x0000u
#define W5500_MR_SIZE                      1u
#define W5500_MR_RESET                     0x00u
#define W5500_MR_ACCESS                    W5500_ACCESS_RW

/* GAR: gateway IPv4 address (DS 4.1). Read and write. */
#define W5500_GAR                          0x0001u
#define W5500_GAR_SIZE                     4u
#define W5500_GAR_RESET                    0x00000000u
#define W5500_GAR_ACCESS                   W5500_ACCESS_RW

/* SUBR: subnet mask (DS 4.1). Read and write. */
#define W5500_SUBR                         0x0005u
#define W5500_SUBR_SIZE                    4u
#define W5500_SUBR_RESET                   0x00000000u
#define W5500_SUBR_ACCESS                  W5500_ACCESS_RW

/* SHAR: own hardware (MAC) address (DS 4.1). Read and write. */
#define W5500_SHAR                         0x0009u
#define W5500_SHAR_SIZE                    6u
#define W5500_SHAR_RESET                   0x000000000000ull
#define W5500_SHAR_ACCESS                  W5500_ACCESS_RW

/* SIPR: own IPv4 address (DS 4.1). Read and write. */
#define W5500_SIPR                         0x000Fu
#define W5500_SIPR_SIZE                    4u
#define W5500_SIPR_RESET                   0x00000000u
#define W5500_SIPR_ACCESS                  W5500_ACCESS_RW

/*
 * INTLEVEL: shortest time INTn stays high between two assertions. When not 0: (INTLEVEL + 1)
 * times W5500_INTLEVEL_PLL_CYCLES periods of the PLL clock (DS 4.1). Read and write.
 */
#define W5500_INTLEVEL                     0x0013u
#define W5500_INTLEVEL_SIZE                2u
#define W5500_INTLEVEL_RESET               0x0000u
#define W5500_INTLEVEL_ACCESS              W5500_ACCESS_RW

/* IR: pending common interrupts, W5500_IR_* (DS 4.1). Read; write 1 to clear. */
#define W5500_IR                           0x0015u
#define W5500_IR_SIZE                      1u
#define W5500_IR_RESET                     0x00u
#define W5500_IR_ACCESS                    W5500_ACCESS_W1C

/* IMR: which bits of IR assert INTn (DS 4.1). Read and write. */
#define W5500_IMR                          0x0016u
#define W5500_IMR_SIZE                     1u
#define W5500_IMR_RESET                    0x00u
#define W5500_IMR_ACCESS                   W5500_ACCESS_RW

/*
 * SIR: bit n is 1 while Sn_IR of socket n is not 0; it falls by itself when Sn_IR is cleared (DS
 * 4.1). Read only.
 */
#define W5500_SIR                          0x0017u
#define W5500_SIR_SIZE                     1u
#define W5500_SIR_RESET                    0x00u
#define W5500_SIR_ACCESS                   W5500_ACCESS_RO

/* SIMR: which bits of SIR assert INTn (DS 4.1). Read and write. */
#define W5500_SIMR                         0x0018u
#define W5500_SIMR_SIZE                    1u
#define W5500_SIMR_RESET                   0x00u
#define W5500_SIMR_ACCESS                  W5500_ACCESS_RW

/*
 * RTR: retransmission time-out, unit W5500_RTR_UNIT_US; the reset value is 200 ms (DS 4.1). Read
 * and write.
 */
#define W5500_RTR                          0x0019u
#define W5500_RTR_SIZE                     2u
#define W5500_RTR_RESET                    0x07D0u
#define W5500_RTR_ACCESS                   W5500_ACCESS_RW

/*
 * RCR: number of retransmissions; the time-out comes after RCR + 1 attempts (DS 4.1). Read and
 * write.
 */
#define W5500_RCR                          0x001Bu
#define W5500_RCR_SIZE                     1u
#define W5500_RCR_RESET                    0x08u
#define W5500_RCR_ACCESS                   W5500_ACCESS_RW

/*
 * PTIMER: PPPoE: period of LCP echo requests, unit W5500_PTIMER_UNIT_MS (DS 4.1). Read and
 * write.
 */
#define W5500_PTIMER                       0x001Cu
#define W5500_PTIMER_SIZE                  1u
#define W5500_PTIMER_RESET                 0x28u
#define W5500_PTIMER_ACCESS                W5500_ACCESS_RW

/* PMAGIC: PPPoE: byte of the LCP magic number (DS 4.1). Read and write. */
#define W5500_PMAGIC                       0x001Du
#define W5500_PMAGIC_SIZE                  1u
#define W5500_PMAGIC_RESET                 0x00u
#define W5500_PMAGIC_ACCESS                W5500_ACCESS_RW

/* PHAR: PPPoE: hardware address of the server (DS 4.1). Read and write. */
#define W5500_PHAR                         0x001Eu
#define W5500_PHAR_SIZE                    6u
#define W5500_PHAR_RESET                   0x000000000000ull
#define W5500_PHAR_ACCESS                  W5500_ACCESS_RW

/* PSID: PPPoE: session id (DS 4.1). Read and write. */
#define W5500_PSID                         0x0024u
#define W5500_PSID_SIZE                    2u
#define W5500_PSID_RESET                   0x0000u
#define W5500_PSID_ACCESS                  W5500_ACCESS_RW

/* PMRU: PPPoE: maximum receive unit in bytes (DS 4.1). Read and write. */
#define W5500_PMRU                         0x0026u
#define W5500_PMRU_SIZE                    2u
#define W5500_PMRU_RESET                   0xFFFFu
#define W5500_PMRU_ACCESS                  W5500_ACCESS_RW

/* UIPR: IPv4 address that an ICMP "port unreachable" named (DS 4.1). Read only. */
#define W5500_UIPR                         0x0028u
#define W5500_UIPR_SIZE                    4u
#define W5500_UIPR_RESET                   0x00000000u
#define W5500_UIPR_ACCESS                  W5500_ACCESS_RO

/* UPORTR: UDP port that an ICMP "port unreachable" named (DS 4.1). Read only. */
#define W5500_UPORTR                       0x002Cu
#define W5500_UPORTR_SIZE                  2u
#define W5500_UPORTR_RESET                 0x0000u
#define W5500_UPORTR_ACCESS                W5500_ACCESS_RO

/*
 * PHYCFGR: PHY configuration and status. Bits W5500_PHYCFGR_STATUS_MASK are read only and follow
 * the link, so after a reset they may be set beside the reset value (DS 4.1). Read and write.
 */
#define W5500_PHYCFGR                      0x002Eu
#define W5500_PHYCFGR_SIZE                 1u
#define W5500_PHYCFGR_RESET                0xB8u
#define W5500_PHYCFGR_ACCESS               W5500_ACCESS_RW

/* VERSIONR: chip version, always W5500_VERSION (DS 4.1). Read only. */
#define W5500_VERSIONR                     0x0039u
#define W5500_VERSIONR_SIZE                1u
#define W5500_VERSIONR_RESET               0x04u
#define W5500_VERSIONR_ACCESS              W5500_ACCESS_RO

/* 0x002F to 0x0038 are reserved: reads give 0. */
#define W5500_COMMON_BLOCK_END             0x003Au  /* first address after the last common register */

/* ---- Bits of MR (DS 4.1) ----------------------------------------------------------------------- */

#define W5500_MR_RST                       0x80u    /* software reset, clears itself */
#define W5500_MR_WOL                       0x20u    /* wake on LAN: a magic packet over UDP sets IR.MP */
#define W5500_MR_PB                        0x10u    /* ping block: do not answer echo requests */
#define W5500_MR_PPPOE                     0x08u    /* PPPoE mode */
#define W5500_MR_FARP                      0x02u    /* force ARP: resolve before every SEND */

/* ---- Bits of IR and IMR (DS 4.1) --------------------------------------------------------------- */

#define W5500_IR_CONFLICT                  0x80u    /* somebody else uses our IPv4 address */
#define W5500_IR_UNREACH                   0x40u    /* ICMP "port unreachable" came in: see UIPR, UPORTR */
#define W5500_IR_PPPOE                     0x20u    /* PPPoE connection was closed */
#define W5500_IR_MP                        0x10u    /* magic packet came in */
#define W5500_IMR_IM_IR7                   0x80u    /* enables IR.CONFLICT */
#define W5500_IMR_IM_IR6                   0x40u    /* enables IR.UNREACH */
#define W5500_IMR_IM_IR5                   0x20u    /* enables IR.PPPOE */
#define W5500_IMR_IM_IR4                   0x10u    /* enables IR.MP */

/* ---- Fields of PHYCFGR (DS 4.1) ---------------------------------------------------------------- */

#define W5500_PHYCFGR_RST                  0x80u    /* 0 resets the PHY, then write 1 */
#define W5500_PHYCFGR_OPMD                 0x40u    /* 1: OPMDC decides, 0: the PMODE pins decide */
#define W5500_PHYCFGR_OPMDC_MASK           0x38u    /* one of the codes below, in place */
#define W5500_PHYCFGR_OPMDC_10_HALF        0x00u    /* 10BASE-T half duplex, no auto-negotiation */
#define W5500_PHYCFGR_OPMDC_10_FULL        0x08u    /* 10BASE-T full duplex, no auto-negotiation */
#define W5500_PHYCFGR_OPMDC_100_HALF       0x10u    /* 100BASE-TX half duplex, no auto-negotiation */
#define W5500_PHYCFGR_OPMDC_100_FULL       0x18u    /* 100BASE-TX full duplex, no auto-negotiation */
#define W5500_PHYCFGR_OPMDC_100_HALF_AUTO  0x20u    /* 100BASE-TX half duplex, auto-negotiation */
#define W5500_PHYCFGR_OPMDC_UNUSED         0x28u    /* not used */
#define W5500_PHYCFGR_OPMDC_POWER_DOWN     0x30u    /* PHY powered down */
#define W5500_PHYCFGR_OPMDC_ALL_AUTO       0x38u    /* all capable, auto-negotiation */
#define W5500_PHYCFGR_DPX                  0x04u    /* 1: full duplex; read only */
#define W5500_PHYCFGR_SPD                  0x02u    /* 1: 100 Mbit/s; read only */
#define W5500_PHYCFGR_LNK                  0x01u    /* 1: link is up; read only */
#define W5500_PHYCFGR_STATUS_MASK          0x07u    /* the three read-only bits */
#define W5500_VERSION                      W5500_VERSIONR_RESET /* what VERSIONR must read */

/* ---- Socket registers (DS 3.2 for the map, 4.2 for the description) ---------------------------- */

/* Sn_MR: protocol and options, W5500_Sn_MR_*; takes effect with OPEN (DS 4.2). Read and write. */
#define W5500_Sn_MR                        0x0000u
#define W5500_Sn_MR_SIZE                   1u
#define W5500_Sn_MR_RESET                  0x00u
#define W5500_Sn_MR_ACCESS                 W5500_ACCESS_RW

/*
 * Sn_CR: command, W5500_Sn_CR_*. 0 means the last command was accepted, not that it is complete
 * (DS 4.2). Write; clears itself.
 */
#define W5500_Sn_CR                        0x0001u
#define W5500_Sn_CR_SIZE                   1u
#define W5500_Sn_CR_RESET                  0x00u
#define W5500_Sn_CR_ACCESS                 W5500_ACCESS_WSC

/* Sn_IR: pending socket interrupts, W5500_Sn_IR_* (DS 4.2). Read; write 1 to clear. */
#define W5500_Sn_IR                        0x0002u
#define W5500_Sn_IR_SIZE                   1u
#define W5500_Sn_IR_RESET                  0x00u
#define W5500_Sn_IR_ACCESS                 W5500_ACCESS_W1C

/* Sn_SR: status, W5500_SOCK_* (DS 4.2). Read only. */
#define W5500_Sn_SR                        0x0003u
#define W5500_Sn_SR_SIZE                   1u
#define W5500_Sn_SR_RESET                  0x00u
#define W5500_Sn_SR_ACCESS                 W5500_ACCESS_RO

/* Sn_PORT: own TCP or UDP port; set before OPEN (DS 4.2). Read and write. */
#define W5500_Sn_PORT                      0x0004u
#define W5500_Sn_PORT_SIZE                 2u
#define W5500_Sn_PORT_RESET                0x0000u
#define W5500_Sn_PORT_ACCESS               W5500_ACCESS_RW

/*
 * Sn_DHAR: destination hardware address: what ARP found, or the target of SEND_MAC (DS 4.2).
 * Read and write.
 */
#define W5500_Sn_DHAR                      0x0006u
#define W5500_Sn_DHAR_SIZE                 6u
#define W5500_Sn_DHAR_RESET                0xFFFFFFFFFFFFull
#define W5500_Sn_DHAR_ACCESS               W5500_ACCESS_RW

/*
 * Sn_DIPR: destination IPv4 address; of a TCP server the peer, once connected (DS 4.2). Read and
 * write.
 */
#define W5500_Sn_DIPR                      0x000Cu
#define W5500_Sn_DIPR_SIZE                 4u
#define W5500_Sn_DIPR_RESET                0x00000000u
#define W5500_Sn_DIPR_ACCESS               W5500_ACCESS_RW

/*
 * Sn_DPORT: destination port; of a TCP server the peer's, once connected (DS 4.2). Read and
 * write.
 */
#define W5500_Sn_DPORT                     0x0010u
#define W5500_Sn_DPORT_SIZE                2u
#define W5500_Sn_DPORT_RESET               0x0000u
#define W5500_Sn_DPORT_ACCESS              W5500_ACCESS_RW

/* Sn_MSSR: maximum segment size in bytes, see W5500_MSS_* (DS 4.2). Read and write. */
#define W5500_Sn_MSSR                      0x0012u
#define W5500_Sn_MSSR_SIZE                 2u
#define W5500_Sn_MSSR_RESET                0x0000u
#define W5500_Sn_MSSR_ACCESS               W5500_ACCESS_RW

/*
 * Sn_PROTO: IP protocol number of a raw IP socket; set before OPEN. Not in the W5500 datasheet;
 * the W5200 datasheet describes it at the same address and the W5500 has it. Read and write.
 */
#define W5500_Sn_PROTO                     0x0014u
#define W5500_Sn_PROTO_SIZE                1u
#define W5500_Sn_PROTO_RESET               0x00u
#define W5500_Sn_PROTO_ACCESS              W5500_ACCESS_RW

/* Sn_TOS: type of service byte of the IP header; set before OPEN (DS 4.2). Read and write. */
#define W5500_Sn_TOS                       0x0015u
#define W5500_Sn_TOS_SIZE                  1u
#define W5500_Sn_TOS_RESET                 0x00u
#define W5500_Sn_TOS_ACCESS                W5500_ACCESS_RW

/* Sn_TTL: time to live of the IP header, hops; set before OPEN (DS 4.2). Read and write. */
#define W5500_Sn_TTL                       0x0016u
#define W5500_Sn_TTL_SIZE                  1u
#define W5500_Sn_TTL_RESET                 0x80u
#define W5500_Sn_TTL_ACCESS                W5500_ACCESS_RW

/*
 * Sn_RXBUF_SIZE: receive buffer in units of W5500_BUFFER_UNIT: 0, 1, 2, 4, 8 or 16; all sockets
 * together at most 16 (DS 4.2). Read and write.
 */
#define W5500_Sn_RXBUF_SIZE                0x001Eu
#define W5500_Sn_RXBUF_SIZE_SIZE           1u
#define W5500_Sn_RXBUF_SIZE_RESET          0x02u
#define W5500_Sn_RXBUF_SIZE_ACCESS         W5500_ACCESS_RW

/* Sn_TXBUF_SIZE: transmit buffer, same unit and limits as RXBUF_SIZE (DS 4.2). Read and write. */
#define W5500_Sn_TXBUF_SIZE                0x001Fu
#define W5500_Sn_TXBUF_SIZE_SIZE           1u
#define W5500_Sn_TXBUF_SIZE_RESET          0x02u
#define W5500_Sn_TXBUF_SIZE_ACCESS         W5500_ACCESS_RW

/*
 * Sn_TX_FSR: free bytes of the transmit buffer. May change between the reads of its two bytes
 * (DS 4.2). Read only.
 */
#define W5500_Sn_TX_FSR                    0x0020u
#define W5500_Sn_TX_FSR_SIZE               2u
#define W5500_Sn_TX_FSR_RESET              0x0800u
#define W5500_Sn_TX_FSR_ACCESS             W5500_ACCESS_RO

/*
 * Sn_TX_RD: transmit read pointer; the chip moves it with SEND. Modulo 65536 (DS 4.2). Read
 * only.
 */
#define W5500_Sn_TX_RD                     0x0022u
#define W5500_Sn_TX_RD_SIZE                2u
#define W5500_Sn_TX_RD_RESET               0x0000u
#define W5500_Sn_TX_RD_ACCESS              W5500_ACCESS_RO

/*
 * Sn_TX_WR: transmit write pointer; the host moves it before SEND. Modulo 65536 (DS 4.2). Read
 * and write.
 */
#define W5500_Sn_TX_WR                     0x0024u
#define W5500_Sn_TX_WR_SIZE                2u
#define W5500_Sn_TX_WR_RESET               0x0000u
#define W5500_Sn_TX_WR_ACCESS              W5500_ACCESS_RW

/*
 * Sn_RX_RSR: received bytes that wait: RX_WR - RX_RD. May change between the reads of its two
 * bytes (DS 4.2). Read only.
 */
#define W5500_Sn_RX_RSR                    0x0026u
#define W5500_Sn_RX_RSR_SIZE               2u
#define W5500_Sn_RX_RSR_RESET              0x0000u
#define W5500_Sn_RX_RSR_ACCESS             W5500_ACCESS_RO

/*
 * Sn_RX_RD: receive read pointer; the host moves it before RECV. Modulo 65536 (DS 4.2). Read and
 * write.
 */
#define W5500_Sn_RX_RD                     0x0028u
#define W5500_Sn_RX_RD_SIZE                2u
#define W5500_Sn_RX_RD_RESET               0x0000u
#define W5500_Sn_RX_RD_ACCESS              W5500_ACCESS_RW

/* Sn_RX_WR: receive write pointer; the chip moves it. Modulo 65536 (DS 4.2). Read only. */
#define W5500_Sn_RX_WR                     0x002Au
#define W5500_Sn_RX_WR_SIZE                2u
#define W5500_Sn_RX_WR_RESET               0x0000u
#define W5500_Sn_RX_WR_ACCESS              W5500_ACCESS_RO

/* Sn_IMR: which events set their bit of Sn_IR (DS 4.2). Read and write. */
#define W5500_Sn_IMR                       0x002Cu
#define W5500_Sn_IMR_SIZE                  1u
#define W5500_Sn_IMR_RESET                 0xFFu
#define W5500_Sn_IMR_ACCESS                W5500_ACCESS_RW

/*
 * Sn_FRAG: flags and fragment offset of the IP header; the reset value is "do not fragment" (DS
 * 4.2). Read and write.
 */
#define W5500_Sn_FRAG                      0x002Du
#define W5500_Sn_FRAG_SIZE                 2u
#define W5500_Sn_FRAG_RESET                0x4000u
#define W5500_Sn_FRAG_ACCESS               W5500_ACCESS_RW

/*
 * Sn_KPALVTR: keep-alive period of a TCP socket, unit W5500_Sn_KPALVTR_UNIT_S; 0: only with
 * SEND_KEEP (DS 4.2). Read and write.
 */
#define W5500_Sn_KPALVTR                   0x002Fu
#define W5500_Sn_KPALVTR_SIZE              1u
#define W5500_Sn_KPALVTR_RESET             0x00u
#define W5500_Sn_KPALVTR_ACCESS            W5500_ACCESS_RW

/* 0x0017 to 0x001D are reserved: reads give 0. */
#define W5500_SOCKET_BLOCK_END             0x0030u  /* first address after the last one */

/* ---- Sn_MR: protocol and options (DS 4.2) ------------------------------------------------------ */

#define W5500_Sn_MR_PROTOCOL_MASK          0x0Fu
#define W5500_Sn_MR_CLOSED                 0x00u    /* no protocol */
#define W5500_Sn_MR_TCP                    0x01u
#define W5500_Sn_MR_UDP                    0x02u
#define W5500_Sn_MR_IPRAW                  0x03u    /* raw IP; not in the datasheet, as W5200 */
#define W5500_Sn_MR_MACRAW                 0x04u    /* raw Ethernet frames; socket 0 only */
#define W5500_Sn_MR_MULTI                  0x80u    /* UDP: multicast */
#define W5500_Sn_MR_MFEN                   0x80u    /* MACRAW: only broadcast and own address */
#define W5500_Sn_MR_BCASTB                 0x40u    /* UDP, MACRAW: block broadcast */
#define W5500_Sn_MR_ND                     0x20u    /* TCP: no delayed ACK */
#define W5500_Sn_MR_MC                     0x20u    /* UDP multicast: IGMP version 1 instead of 2 */
#define W5500_Sn_MR_MMB                    0x20u    /* MACRAW: block multicast */
#define W5500_Sn_MR_UCASTB                 0x10u    /* UDP multicast: block unicast */
#define W5500_Sn_MR_MIP6B                  0x10u    /* MACRAW: block IPv6 */

/* ---- Sn_CR: commands (DS 4.2) ------------------------------------------------------------------ */

#define W5500_Sn_CR_OPEN                   0x01u    /* open with the protocol of Sn_MR */
#define W5500_Sn_CR_LISTEN                 0x02u    /* TCP: wait for a peer */
#define W5500_Sn_CR_CONNECT                0x04u    /* TCP: connect to DIPR, DPORT */
#define W5500_Sn_CR_DISCON                 0x08u    /* TCP: send FIN */
#define W5500_Sn_CR_CLOSE                  0x10u    /* close at once; the peer is not told */
#define W5500_Sn_CR_SEND                   0x20u    /* send what lies between TX_RD and TX_WR */
#define W5500_Sn_CR_SEND_MAC               0x21u    /* UDP: as SEND, to DHAR without ARP */
#define W5500_Sn_CR_SEND_KEEP              0x22u    /* TCP: send a keep-alive packet */
#define W5500_Sn_CR_RECV                   0x40u    /* RX_RD was moved: free the space */

/* ---- Sn_SR: status (DS 4.2) -------------------------------------------------------------------- */

#define W5500_SOCK_CLOSED                  0x00u
#define W5500_SOCK_INIT                    0x13u    /* TCP socket is open */
#define W5500_SOCK_LISTEN                  0x14u
#define W5500_SOCK_SYNSENT                 0x15u    /* also while ARP for CONNECT is under way */
#define W5500_SOCK_SYNRECV                 0x16u
#define W5500_SOCK_ESTABLISHED             0x17u
#define W5500_SOCK_FIN_WAIT                0x18u
#define W5500_SOCK_CLOSING                 0x1Au
#define W5500_SOCK_TIME_WAIT               0x1Bu
#define W5500_SOCK_CLOSE_WAIT              0x1Cu    /* FIN came in; data may still be sent */
#define W5500_SOCK_LAST_ACK                0x1Du
#define W5500_SOCK_UDP                     0x22u
#define W5500_SOCK_IPRAW                   0x32u    /* not in the datasheet, see W5500_Sn_MR_IPRAW */
#define W5500_SOCK_MACRAW                  0x42u

/* ---- Sn_IR and Sn_IMR: events (DS 4.2) --------------------------------------------------------- */

#define W5500_Sn_IR_SENDOK                 0x10u    /* SEND is complete */
#define W5500_Sn_IR_TIMEOUT                0x08u    /* ARP or TCP ran out of retransmissions */
#define W5500_Sn_IR_RECV                   0x04u    /* data came in */
#define W5500_Sn_IR_DISCON                 0x02u    /* FIN came in, or the connection ended */
#define W5500_Sn_IR_CON                    0x01u    /* connection is established */
#define W5500_Sn_IR_MASK                   0x1Fu    /* all events */

/* ---- Memory and sockets (DS 3.3) --------------------------------------------------------------- */

#define W5500_TX_MEMORY_SIZE               16384u   /* bytes, shared by the TX buffers of all sockets */
#define W5500_RX_MEMORY_SIZE               16384u   /* bytes, shared by the RX buffers of all sockets */
#define W5500_BUFFER_UNIT                  1024u    /* bytes; unit of Sn_RXBUF_SIZE and Sn_TXBUF_SIZE */
#define W5500_BUFFER_0K                    0u       /* legal buffer sizes */
#define W5500_BUFFER_1K                    1u
#define W5500_BUFFER_2K                    2u
#define W5500_BUFFER_4K                    4u
#define W5500_BUFFER_8K                    8u
#define W5500_BUFFER_16K                   16u
#define W5500_POINTER_MODULUS              65536u   /* the buffer pointers count modulo this */

/* ---- Packet limits in bytes (DS 4.2, Sn_MSSR) -------------------------------------------------- */

#define W5500_MSS_TCP_MAX                  1460u
#define W5500_MSS_UDP_MAX                  1472u
#define W5500_MSS_TCP_PPPOE_MAX            1452u
#define W5500_MSS_UDP_PPPOE_MAX            1464u
#define W5500_MSS_MACRAW_MAX               1514u    /* Ethernet frame without its check sequence */

/* What the chip puts in front of each packet in the RX buffer. */
#define W5500_UDP_HEADER_SIZE              8u       /* address 4, port 2, length of the data 2 */
#define W5500_IPRAW_HEADER_SIZE            6u       /* address 4, length of the data 2 */
#define W5500_MACRAW_HEADER_SIZE           2u       /* length of the frame and of this header */

/* ---- Timing ------------------------------------------------------------------------------------ */

#define W5500_RESET_PULSE_MIN_US           500u     /* RSTn low, at least (DS 5.5.1) */
#define W5500_PLL_LOCK_MAX_US              1000u    /* from RSTn high to a locked PLL, at most (DS 5.5.1) */
#define W5500_SCLK_GUARANTEED_MAX_HZ       33300000u /* guaranteed SPI clock (DS 5.5.4) */
#define W5500_SCLK_DESIGN_MAX_HZ           80000000u /* SPI clock by design (DS 5.5.4) */
#define W5500_PLL_CLOCK_HZ                 150000000u /* INTLEVEL counts it (DS 4.1) */
#define W5500_INTLEVEL_PLL_CYCLES          4u       /* PLL clock periods of one INTLEVEL step (DS 4.1) */
#define W5500_RTR_UNIT_US                  100u     /* (DS 4.1, RTR) */
#define W5500_PTIMER_UNIT_MS               25u      /* (DS 4.1, PTIMER) */
#define W5500_Sn_KPALVTR_UNIT_S            5u       /* (DS 4.2, Sn_KPALVTR) */

/* ---- Register blocks that one burst carries ---------------------------------------------------- */

/*
 * Every member is bytes in the order of the wire, so the structs have no padding on any machine and
 * alignment 1. Multi-byte values are big-endian. Each struct begins at the register named beside it.
 */

/* The first three bytes of each frame. */
struct w5500_frame_header {
    uint8_t address[2];
    uint8_t control;
};

/* From MR to VERSIONR: all common registers. */
struct w5500_common_block {
    uint8_t mr;
    uint8_t gar[4];
    uint8_t subr[4];
    uint8_t shar[6];
    uint8_t sipr[4];
    uint8_t intlevel[2];
    uint8_t ir;
    uint8_t imr;
    uint8_t sir;
    uint8_t simr;
    uint8_t rtr[2];
    uint8_t rcr;
    uint8_t ptimer;
    uint8_t pmagic;
    uint8_t phar[6];
    uint8_t psid[2];
    uint8_t pmru[2];
    uint8_t uipr[4];
    uint8_t uportr[2];
    uint8_t phycfgr;
    uint8_t reserved_2f[10];
    uint8_t versionr;
};

/* From GAR to SIPR: the own addresses. */
struct w5500_network_block {
    uint8_t gar[4];
    uint8_t subr[4];
    uint8_t shar[6];
    uint8_t sipr[4];
};

/* From IR to SIMR: which sockets have something to say. */
struct w5500_interrupt_block {
    uint8_t ir;
    uint8_t imr;
    uint8_t sir;
    uint8_t simr;
};

/* From UIPR to UPORTR: whom the last ICMP "port unreachable" was about. */
struct w5500_unreachable {
    uint8_t uipr[4];
    uint8_t uportr[2];
};

/* From Sn_MR to Sn_KPALVTR: all registers of a socket. */
struct w5500_socket_block {
    uint8_t mr;
    uint8_t cr;
    uint8_t ir;
    uint8_t sr;
    uint8_t port[2];
    uint8_t dhar[6];
    uint8_t dipr[4];
    uint8_t dport[2];
    uint8_t mssr[2];
    uint8_t proto;
    uint8_t tos;
    uint8_t ttl;
    uint8_t reserved_17[7];
    uint8_t rxbuf_size;
    uint8_t txbuf_size;
    uint8_t tx_fsr[2];
    uint8_t tx_rd[2];
    uint8_t tx_wr[2];
    uint8_t rx_rsr[2];
    uint8_t rx_rd[2];
    uint8_t rx_wr[2];
    uint8_t imr;
    uint8_t frag[2];
    uint8_t kpalvtr;
};

/* From Sn_CR to Sn_IR: a command and the events it clears, in one write. */
struct w5500_socket_command {
    uint8_t cr;
    uint8_t ir;
};

/* From Sn_CR to Sn_SR. */
struct w5500_socket_status {
    uint8_t cr;
    uint8_t ir;
    uint8_t sr;
};

/* From Sn_DIPR to Sn_DPORT. */
struct w5500_destination {
    uint8_t dipr[4];
    uint8_t dport[2];
};

/* From Sn_RXBUF_SIZE to Sn_TXBUF_SIZE. */
struct w5500_buffer_sizes {
    uint8_t rxbuf_size;
    uint8_t txbuf_size;
};

/* From Sn_TX_FSR to Sn_TX_WR. */
struct w5500_tx_pointers {
    uint8_t tx_fsr[2];
    uint8_t tx_rd[2];
    uint8_t tx_wr[2];
};

/* From Sn_RX_RSR to Sn_RX_WR. */
struct w5500_rx_pointers {
    uint8_t rx_rsr[2];
    uint8_t rx_rd[2];
    uint8_t rx_wr[2];
};

/* In front of each datagram in the RX buffer of a UDP socket. */
struct w5500_udp_header {
    uint8_t address[4];
    uint8_t port[2];
    uint8_t length[2];
};

/* In front of each packet in the RX buffer of a raw IP socket. */
struct w5500_ipraw_header {
    uint8_t address[4];
    uint8_t length[2];
};

/* In front of each frame in the RX buffer of a MACRAW socket; counts itself. */
struct w5500_macraw_header {
    uint8_t length[2];
};

_Static_assert(sizeof(struct w5500_frame_header) ==
                   W5500_HEADER_SIZE,
               "w5500_frame_header has padding");
_Static_assert(sizeof(struct w5500_common_block) ==
                   W5500_COMMON_BLOCK_END - W5500_MR,
               "w5500_common_block has padding");
_Static_assert(sizeof(struct w5500_network_block) ==
                   W5500_SIPR + W5500_SIPR_SIZE - W5500_GAR,
               "w5500_network_block has padding");
_Static_assert(sizeof(struct w5500_interrupt_block) ==
                   W5500_SIMR + W5500_SIMR_SIZE - W5500_IR,
               "w5500_interrupt_block has padding");
_Static_assert(sizeof(struct w5500_unreachable) ==
                   W5500_UPORTR + W5500_UPORTR_SIZE - W5500_UIPR,
               "w5500_unreachable has padding");
_Static_assert(sizeof(struct w5500_socket_block) ==
                   W5500_SOCKET_BLOCK_END - W5500_Sn_MR,
               "w5500_socket_block has padding");
_Static_assert(sizeof(struct w5500_socket_command) ==
                   W5500_Sn_IR + W5500_Sn_IR_SIZE - W5500_Sn_CR,
               "w5500_socket_command has padding");
_Static_assert(sizeof(struct w5500_socket_status) ==
                   W5500_Sn_SR + W5500_Sn_SR_SIZE - W5500_Sn_CR,
               "w5500_socket_status has padding");
_Static_assert(sizeof(struct w5500_destination) ==
                   W5500_Sn_DPORT + W5500_Sn_DPORT_SIZE - W5500_Sn_DIPR,
               "w5500_destination has padding");
_Static_assert(sizeof(struct w5500_buffer_sizes) ==
                   W5500_Sn_TXBUF_SIZE + W5500_Sn_TXBUF_SIZE_SIZE - W5500_Sn_RXBUF_SIZE,
               "w5500_buffer_sizes has padding");
_Static_assert(sizeof(struct w5500_tx_pointers) ==
                   W5500_Sn_TX_WR + W5500_Sn_TX_WR_SIZE - W5500_Sn_TX_FSR,
               "w5500_tx_pointers has padding");
_Static_assert(sizeof(struct w5500_rx_pointers) ==
                   W5500_Sn_RX_WR + W5500_Sn_RX_WR_SIZE - W5500_Sn_RX_RSR,
               "w5500_rx_pointers has padding");
_Static_assert(sizeof(struct w5500_udp_header) ==
                   W5500_UDP_HEADER_SIZE,
               "w5500_udp_header has padding");
_Static_assert(sizeof(struct w5500_ipraw_header) ==
                   W5500_IPRAW_HEADER_SIZE,
               "w5500_ipraw_header has padding");
_Static_assert(sizeof(struct w5500_macraw_header) ==
                   W5500_MACRAW_HEADER_SIZE,
               "w5500_macraw_header has padding");

#endif /* SPINET_W5500_H */

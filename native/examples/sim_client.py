#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Uses a simulated W5500 through the socket of "spinet sim w5500 --unix PATH".

    ./spinet sim w5500 --unix /tmp/w5500 &
    python3 native/examples/sim_client.py /tmp/w5500 10.0.2.2 7 'Hello World!'

Reads the chip's version, connects to a TCP server, sends a text and prints what comes back. It
waits on the interrupt line instead of asking the chip again and again.
"""

import socket
import sys

COMMON, REGISTERS, TX, RX = 0, 1, 2, 3  # blocks; the last three are those of socket 0
READ, WRITE = 0x00, 0x04
OPEN, CONNECT, DISCON, SEND, RECV = 0x01, 0x04, 0x08, 0x20, 0x40
SENDOK, TIMEOUT, RECEIVED, DISCONNECTED, CONNECTED = 0x10, 0x08, 0x04, 0x02, 0x01


class Chip:
    def __init__(self, path):
        self.spi = socket.socket(socket.AF_UNIX)
        self.spi.connect(path)
        control = socket.socket(socket.AF_UNIX)
        control.settimeout(10)
        control.connect(path + ".control")
        self.control = control.makefile("rw")
        self.seen = 0
        self.tell("watch")

    def tell(self, line):
        self.control.write(line + "\n")
        self.control.flush()

    def frame(self, mosi):
        """One assertion of chip select."""
        self.spi.sendall(len(mosi).to_bytes(4, "big") + mosi)
        miso = b""
        while len(miso) < len(mosi):
            piece = self.spi.recv(len(mosi) - len(miso))
            if not piece:
                sys.exit("the simulator has gone")
            miso += piece
        return miso

    def read(self, block, address, size):
        header = address.to_bytes(2, "big") + bytes([block << 3 | READ])
        return self.frame(header + bytes(size))[3:]

    def number(self, address, size):
        return int.from_bytes(self.read(REGISTERS, address, size), "big")

    def write(self, block, address, data):
        self.frame(address.to_bytes(2, "big") + bytes([block << 3 | WRITE]) + data)

    def command(self, value):
        self.write(REGISTERS, 0x01, bytes([value]))  # Sn_CR
        while self.number(0x01, 1):
            pass

    def wait(self, flag):
        """Waits for an interrupt of socket 0. All are cleared at once, so that INTn goes up again
        and its next fall is told; those nobody has waited for yet are remembered."""
        while not self.seen & flag:
            if self.seen & (TIMEOUT | DISCONNECTED):
                sys.exit("the server refuses, cannot be reached or has gone")
            flags = self.number(0x02, 1)  # Sn_IR
            if flags:
                self.write(REGISTERS, 0x02, bytes([flags]))
                self.seen |= flags
            else:
                self.await_change()
        self.seen &= ~flag

    def await_change(self):
        try:
            if not self.control.readline():
                sys.exit("the simulator has gone")
        except TimeoutError:
            sys.exit("nothing has happened for ten seconds")


def main(path, address, port, text):
    chip = Chip(path)
    print("version 0x%02X" % chip.read(COMMON, 0x39, 1)[0])
    chip.write(COMMON, 0x01, bytes([10, 0, 2, 2, 255, 255, 255, 0]))  # GAR, SUBR
    chip.write(COMMON, 0x09, bytes([2, 0, 0, 0, 0, 1, 10, 0, 2, 15]))  # SHAR, SIPR
    chip.write(COMMON, 0x18, b"\x01")  # SIMR: interrupts of socket 0

    chip.write(REGISTERS, 0x00, b"\x01")  # Sn_MR: TCP
    chip.write(REGISTERS, 0x04, (40000).to_bytes(2, "big"))  # Sn_PORT
    chip.write(REGISTERS, 0x02, b"\x1f")  # Sn_IR: nothing of an earlier program
    chip.command(OPEN)
    chip.write(REGISTERS, 0x0C, socket.inet_aton(address) + int(port).to_bytes(2, "big"))
    chip.command(CONNECT)
    chip.wait(CONNECTED)

    data = text.encode()
    at = chip.number(0x24, 2)  # Sn_TX_WR
    chip.write(TX, at, data)
    chip.write(REGISTERS, 0x24, ((at + len(data)) & 0xFFFF).to_bytes(2, "big"))
    chip.command(SEND)
    chip.wait(SENDOK)

    answer = b""
    while len(answer) < len(data):
        waiting = chip.number(0x26, 2)  # Sn_RX_RSR
        if waiting == 0:
            chip.wait(RECEIVED)
            continue
        at = chip.number(0x28, 2)  # Sn_RX_RD
        answer += chip.read(RX, at, waiting)
        chip.write(REGISTERS, 0x28, ((at + waiting) & 0xFFFF).to_bytes(2, "big"))
        chip.command(RECV)
    print(answer.decode())
    chip.command(DISCON)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: sim_client.py SOCKET ADDRESS PORT TEXT")
    main(*sys.argv[1:])

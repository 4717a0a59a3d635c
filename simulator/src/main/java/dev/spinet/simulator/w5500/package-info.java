/**
 * A model of the WIZnet W5500: its SPI slave, its registers and buffers, and its TCP/IP engine down
 * to the Ethernet frames. Chapter numbers in the documentation are those of the W5500 datasheet,
 * version 1.0.9.
 *
 * <p>{@link dev.spinet.simulator.w5500.W5500Chip} is the chip. What a host does wrong becomes a
 * {@link dev.spinet.simulator.w5500.Diagnostic}. PPPoE is not modelled.
 *
 * <p>Where the datasheet leaves a choice, the model decides as follows. A driver should not depend
 * on any of it.
 *
 * <ul>
 *   <li>A command takes effect after the byte that follows Sn_CR in its frame, or at the frame's
 *       end. {@link dev.spinet.simulator.w5500.ChipOptions} and {@link
 *       dev.spinet.simulator.w5500.ChipFaults} make it later.
 *   <li>Host pointers count when their command is accepted: TX_FSR shrinks with SEND, RX_RSR with
 *       RECV, not with the write of TX_WR or RX_RD.
 *   <li>OPEN sets all buffer pointers to 0. When a TCP connection is established, the TX pointers
 *       take the lower half of the sequence number. After the end of a session the buffers stay
 *       readable until the next OPEN.
 *   <li>Sn_IR is cleared by nothing but the host and a reset.
 *   <li>SENDOK of TCP comes when everything has been transmitted once, which a shut window of the
 *       peer delays; TX_FSR grows as acknowledgments arrive. A SEND of nothing is complete at once
 *       and transmits nothing.
 *   <li>A refused connection, a reset, and the end of an orderly close show as DISCON with CLOSED;
 *       the peer's FIN shows as DISCON when it arrives.
 *   <li>After DISCON the socket goes on receiving until the peer's FIN. Without one, and without
 *       data, it gives up after the time that lost segments have by RTR and RCR. TIME_WAIT is
 *       short, see the options.
 *   <li>TCP sends as far as the peer's window goes, without congestion control, finds losses by
 *       time-out alone, repeats the oldest segment and then what each acknowledgment shows to be
 *       missing. A shut window is probed with one byte for as long as the peer answers.
 *   <li>RECV sends a window update when the window has grown by half of the RX buffer or by a
 *       segment of full size, whichever is less.
 *   <li>If both ends begin at once, the socket goes from SYNSENT over SYNRECV to ESTABLISHED.
 *   <li>A size is live while its two bytes are read. A value that is torn is too small, never too
 *       large: between two commands sizes only grow.
 *   <li>After a failure of the supply all registers read 0, VERSIONR included, until the chip has
 *       started.
 *   <li>IGMP messages of version 2 carry the router alert option, those of version 1 do not.
 *   <li>A server takes the hardware address of its peer from the SYN. Of several listeners on one
 *       port the lowest socket answers.
 *   <li>Without a link TCP segments are lost, and SEND of the other protocols waits for the link.
 *   <li>MISO is 0 during the data of a write.
 * </ul>
 */
package dev.spinet.simulator.w5500;

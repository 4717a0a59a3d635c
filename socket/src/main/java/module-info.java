/** BSD-style sockets on network chips: the public API and the contract of a driver. */
@org.jspecify.annotations.NullMarked
module dev.spinet.socket {
  requires jdk.net;
  requires static transitive org.jspecify;

  exports dev.spinet.socket;
  exports dev.spinet.socket.driver;
  exports dev.spinet.socket.net;

  uses dev.spinet.socket.driver.DriverProvider;
}

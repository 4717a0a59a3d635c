/**
 * The C headers that every number in Spinet comes from, as resources under {@code include/}. There
 * is no Java in it: C programs compile against the headers, and the bindings are generated from
 * them.
 */
module dev.spinet.headers {}

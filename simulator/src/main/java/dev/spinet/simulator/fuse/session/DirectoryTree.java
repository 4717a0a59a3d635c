package dev.spinet.simulator.fuse.session;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.fuse_attr;
import dev.spinet.bindings.gen.linux.fuse_dirent;
import dev.spinet.bindings.gen.linux.fuse_setattr_in;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One directory and the files in it: their numbers, attributes and names. */
final class DirectoryTree {

  /** The node number of the directory itself. */
  static final long ROOT = LinuxConstants.FUSE_ROOT_ID();

  private static final int PERMISSION_BITS = 0777;

  /** Directory records are padded to eight bytes (FUSE_DIRENT_ALIGN in linux/fuse.h). */
  private static final int RECORD_ALIGNMENT = Long.BYTES;

  private final List<Node> nodes;
  private final Map<String, Node> byName = new HashMap<>();
  private final int rootUser;
  private final int rootGroup;
  private final Instant created = Instant.now();

  private static final class Node {
    final long number;
    final String name;
    final VirtualFile file;
    int permissions;
    int user;
    int group;

    Node(long number, VirtualFile file, int permissions, int user, int group) {
      this.number = number;
      this.name = file.name();
      this.file = file;
      this.permissions = permissions;
      this.user = user;
      this.group = group;
    }
  }

  DirectoryTree(List<? extends VirtualFile> files, int permissions, int user, int group) {
    var list = new ArrayList<Node>();
    for (var file : files) {
      var node = new Node(ROOT + 1 + list.size(), file, permissions, user, group);
      if (byName.put(node.name, node) != null) {
        throw new IllegalArgumentException("two virtual files are called " + node.name);
      }
      list.add(node);
    }
    nodes = List.copyOf(list);
    this.rootUser = user;
    this.rootGroup = group;
  }

  /**
   * Finds a name.
   *
   * @return the node number, or 0 if there is no such file
   */
  long lookup(String name) {
    var node = byName.get(name);
    return node == null ? 0 : node.number;
  }

  /** Whether a node number is the directory or one of the files. */
  boolean exists(long number) {
    return number >= ROOT && number <= ROOT + nodes.size();
  }

  boolean isFile(long number) {
    return number > ROOT && number <= ROOT + nodes.size();
  }

  VirtualFile file(long number) {
    return node(number).file;
  }

  private Node node(long number) {
    return nodes.get((int) (number - ROOT - 1));
  }

  /** Writes the attributes of an existing node. */
  void attributes(long number, MemorySegment attr) {
    attr.asSlice(0, fuse_attr.sizeof()).fill((byte) 0);
    fuse_attr.ino(attr, number);
    fuse_attr.atime(attr, created.getEpochSecond());
    fuse_attr.mtime(attr, created.getEpochSecond());
    fuse_attr.ctime(attr, created.getEpochSecond());
    fuse_attr.blksize(attr, LinuxConstants.SPINET_SPIDEV_BUFSIZ_DEFAULT());
    if (number == ROOT) {
      fuse_attr.mode(
          attr,
          LinuxConstants.S_IFDIR()
              | LinuxConstants.S_IRUSR()
              | LinuxConstants.S_IXUSR()
              | LinuxConstants.S_IRGRP()
              | LinuxConstants.S_IXGRP()
              | LinuxConstants.S_IROTH()
              | LinuxConstants.S_IXOTH());
      fuse_attr.nlink(attr, 2);
      fuse_attr.uid(attr, rootUser);
      fuse_attr.gid(attr, rootGroup);
    } else {
      var node = node(number);
      // A regular file: opening a character device would lead to the kernel's own driver instead.
      fuse_attr.mode(attr, LinuxConstants.S_IFREG() | node.permissions);
      fuse_attr.nlink(attr, 1);
      fuse_attr.uid(attr, node.user);
      fuse_attr.gid(attr, node.group);
    }
  }

  /** Changes owner and permissions of a file, as chmod and chown do on a device node. */
  void change(long number, MemorySegment setattr) {
    int valid = fuse_setattr_in.valid(setattr);
    var node = node(number);
    if ((valid & LinuxConstants.FATTR_MODE()) != 0) {
      node.permissions = fuse_setattr_in.mode(setattr) & PERMISSION_BITS;
    }
    if ((valid & LinuxConstants.FATTR_UID()) != 0) {
      node.user = fuse_setattr_in.uid(setattr);
    }
    if ((valid & LinuxConstants.FATTR_GID()) != 0) {
      node.group = fuse_setattr_in.gid(setattr);
    }
  }

  /**
   * Writes directory records from a position on, as many as fit.
   *
   * @param position 0 for the first record
   * @param size most bytes to write
   * @return bytes written
   */
  int list(long position, MemorySegment buffer, int size) {
    int written = 0;
    for (long at = Math.max(position, 0); at < nodes.size() + 2L; at++) {
      String name = at == 0 ? "." : at == 1 ? ".." : nodes.get((int) at - 2).name;
      long number = at < 2 ? ROOT : ROOT + at - 1;
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      int length = Math.toIntExact(fuse_dirent.sizeof()) + bytes.length;
      int padded = (length + RECORD_ALIGNMENT - 1) / RECORD_ALIGNMENT * RECORD_ALIGNMENT;
      if (written + padded > size) {
        break;
      }
      var entry = buffer.asSlice(written, padded);
      entry.fill((byte) 0);
      fuse_dirent.ino(entry, number);
      fuse_dirent.off(entry, at + 1);
      fuse_dirent.namelen(entry, bytes.length);
      fuse_dirent.type(entry, number == ROOT ? directoryType() : fileType());
      MemorySegment.copy(
          bytes, 0, entry, ValueLayout.JAVA_BYTE, fuse_dirent.sizeof(), bytes.length);
      written += padded;
    }
    return written;
  }

  /** Types in directory records are the type bits of a mode, moved down (DT_DIR, DT_REG). */
  private static int directoryType() {
    return LinuxConstants.S_IFDIR() >> Integer.numberOfTrailingZeros(LinuxConstants.S_IFMT());
  }

  private static int fileType() {
    return LinuxConstants.S_IFREG() >> Integer.numberOfTrailingZeros(LinuxConstants.S_IFMT());
  }
}

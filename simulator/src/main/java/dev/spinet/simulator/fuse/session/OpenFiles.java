package dev.spinet.simulator.fuse.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The open files of a session by their handles, which are small numbers from 1. */
final class OpenFiles {

  /** Far more than programs open on a handful of devices; a leak in one ends with an error. */
  private static final int LIMIT = 4096;

  private final List<@Nullable OpenFile> files = new ArrayList<>();
  private int open;

  boolean hasRoom() {
    return open < LIMIT;
  }

  long add(OpenFile file) {
    open++;
    int free = files.indexOf(null);
    if (free < 0) {
      files.add(file);
      return files.size();
    }
    files.set(free, file);
    return free + 1L;
  }

  @Nullable OpenFile get(long handle) {
    return handle >= 1 && handle <= files.size() ? files.get((int) handle - 1) : null;
  }

  @Nullable OpenFile remove(long handle) {
    var file = get(handle);
    if (file != null) {
      files.set((int) handle - 1, null);
      open--;
    }
    return file;
  }

  void cancel(long request) {
    for (var file : files) {
      if (file != null && file.cancel(request)) {
        return;
      }
    }
  }

  void releaseAll() {
    for (int i = 0; i < files.size(); i++) {
      var file = files.set(i, null);
      if (file != null) {
        file.release();
      }
    }
    open = 0;
  }
}

package dev.spinet.cli.get;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard output, or a file that is none to be replaced, such as a pipe. */
final class StreamDestination implements Destination {

  private final OutputStream out;
  private final String name;
  private final boolean closing;

  private StreamDestination(OutputStream out, String name, boolean closing) {
    this.out = out;
    this.name = name;
    this.closing = closing;
  }

  static StreamDestination standardOutput(PrintStream out) {
    return new StreamDestination(out, "standard output", false);
  }

  static StreamDestination file(Path path) throws IOException {
    try {
      return new StreamDestination(Files.newOutputStream(path), path.toString(), true);
    } catch (IOException e) {
      throw new IOException("cannot write '%s': %s".formatted(path, PartFile.reason(e)), e);
    }
  }

  @Override
  public long offset() {
    return 0;
  }

  @Override
  public InputStream earlier() {
    return InputStream.nullInputStream();
  }

  @Override
  public void restart() {
    // There is never anything from earlier.
  }

  @Override
  public void describe(Version version) {
    // Nobody can ask for the rest.
  }

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    try {
      out.write(bytes, 0, length);
    } catch (IOException e) {
      throw new WriteException("cannot write '%s': %s".formatted(name, PartFile.reason(e)), e);
    }
    if (out instanceof PrintStream printer && printer.checkError()) {
      throw new WriteException("%s was closed".formatted(name), new IOException("it was closed"));
    }
  }

  @Override
  public void finish() throws IOException {
    out.flush();
  }

  @Override
  public void discard() {
    // What has been written is with somebody else.
  }

  @Override
  public String hint() {
    return "";
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    if (closing) {
      out.close();
    }
  }
}

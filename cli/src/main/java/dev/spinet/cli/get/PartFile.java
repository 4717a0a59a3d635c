package dev.spinet.cli.get;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.json.Json;
import dev.spinet.cli.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that has its name only when it is whole: until then it is {@code NAME.part}, and {@code
 * NAME.part.json} beside it says of what it is a part. A part from earlier is left as it is until
 * the server has answered: a download that cannot even begin destroys nothing.
 */
final class PartFile implements Destination {

  private final Path file;
  private final Path part;
  private final Path note;
  private final RandomAccessFile out;
  private final @Nullable Version version;
  private boolean begun;
  private boolean described;

  private PartFile(Path file, Path part, Path note, RandomAccessFile out, boolean resume)
      throws IOException {
    this.file = file;
    this.part = part;
    this.note = note;
    this.out = out;
    this.version = resume && out.length() > 0 ? read(note) : null;
    out.seek(out.length());
  }

  /**
   * Opens the part.
   *
   * @param file the file that it is to become
   * @param resume whether to keep what is there
   * @throws UsageException if another program is getting the same file
   * @throws IOException if it cannot be written; the message says why
   */
  static PartFile open(Path file, boolean resume) throws IOException, UsageException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Path note = file.resolveSibling(file.getFileName() + ".part.json");
    if (Files.isDirectory(file)) {
      throw new UsageException("'%s' is a directory; name a file with -o".formatted(file));
    }
    // Opened by the NIO way first, because its exceptions say what is wrong.
    try {
      Files.newByteChannel(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
    } catch (IOException e) {
      throw new IOException("cannot write '%s': %s".formatted(part, reason(e)), e);
    }
    var out = new RandomAccessFile(part.toFile(), "rw");
    try {
      lock(out, part);
      return new PartFile(file, part, note, out, resume);
    } catch (IOException | UsageException | RuntimeException e) {
      out.close();
      throw e;
    }
  }

  private static void lock(RandomAccessFile out, Path part) throws IOException, UsageException {
    @Nullable FileLock lock;
    try {
      lock = out.getChannel().tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new UsageException("another program is writing '%s'".formatted(part));
    }
  }

  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such directory";
      case AccessDeniedException _ -> "this user may not write there";
      case FileSystemException failure ->
          Objects.requireNonNullElse(failure.getReason(), failure.toString());
      default -> String.valueOf(e.getMessage());
    };
  }

  /** What the part is of; null if nobody knows, so that it is of no use. */
  private static @Nullable Version read(Path note) {
    try {
      if (JsonReader.read(Files.readString(note)) instanceof Map<?, ?> facts
          && facts.get("url") instanceof String url
          && facts.get("validator") instanceof String validator
          && facts.get("length") instanceof Long length
          && !validator.isEmpty()
          && validator.chars().noneMatch(Character::isISOControl)) {
        return new Version(url, validator, length);
      }
      return null;
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Of what the part that is there is; null if there is none. */
  @Nullable Version version() {
    return version;
  }

  @Override
  public long offset() {
    try {
      return out.length();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public InputStream earlier() throws IOException {
    return Files.newInputStream(part);
  }

  @Override
  public void restart() throws IOException {
    begun = true;
    out.setLength(0);
    out.seek(0);
  }

  @Override
  public void describe(Version found) throws IOException {
    begun = true;
    described = !found.validator().isEmpty();
    if (!described) {
      Files.deleteIfExists(note);
      return;
    }
    var facts = Json.object();
    facts.put("url", found.url());
    facts.put("validator", found.validator());
    facts.put("length", found.length());
    try {
      Files.writeString(note, Json.write(facts) + "\n", StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IOException("cannot write '%s': %s".formatted(note, reason(e)), e);
    }
  }

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    try {
      out.write(bytes, 0, length);
    } catch (IOException e) {
      throw new WriteException("cannot write '%s': %s".formatted(part, reason(e)), e);
    }
  }

  @Override
  public void finish() throws IOException {
    try {
      out.getFD().sync();
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(note);
    } catch (IOException e) {
      throw new WriteException("cannot write '%s': %s".formatted(file, reason(e)), e);
    }
  }

  @Override
  public void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(note);
  }

  @Override
  public String hint() {
    if (!begun || offset() == 0) {
      return "";
    }
    return described
        ? "; it is kept in '%s', and with --resume the rest can be had".formatted(part)
        : "; it is kept in '%s', but the server gave no version by which to ask for the rest"
            .formatted(part);
  }

  @Override
  public String name() {
    return file.toString();
  }

  /** Closes the file; a part in which there is nothing is taken away. */
  @Override
  public void close() throws IOException {
    boolean empty = out.length() == 0;
    out.close();
    if (empty && Files.exists(part)) {
      discard();
    }
  }
}

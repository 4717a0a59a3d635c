package dev.spinet.cli.link;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiSecurity;
import java.io.Console;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Wi-Fi network to join. Its password never stands on the command line, which others see. */
public final class PasswordOptions {

  /** The environment variable in which a password may be. */
  public static final String VARIABLE = "SPINET_WIFI_PASSWORD";

  private static final int LONGEST_FILE = 1024;

  @Option(
      names = "--ssid",
      paramLabel = "NAME",
      description = {
        "The Wi-Fi network to join. Its password is taken from --password-file, else from the"
            + " environment variable SPINET_WIFI_PASSWORD, else it is asked for."
      })
  private @Nullable String ssid;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file whose first line is the password.")
  private @Nullable String passwordFile;

  @Option(
      names = "--security",
      paramLabel = "KIND",
      description = {
        "How the network is protected: open, wep, wpa, wpa2 (the default) or wpa3. One that is"
            + " protected less is not joined."
      })
  private String security = "wpa2";

  /** Nothing said yet. */
  public PasswordOptions() {}

  /**
   * Whether a network is named.
   *
   * @return whether it is
   */
  public boolean isNamed() {
    return ssid != null;
  }

  /**
   * The network with its password, which may be asked for.
   *
   * @param terminal where to ask
   * @return the network; {@code null} if none is named
   * @throws UsageException if the options do not fit together, or there is nobody to ask
   * @throws IOException if the file cannot be read or the thread is interrupted
   */
  public @Nullable WifiNetwork network(Terminal terminal) throws UsageException, IOException {
    var kind = security();
    if (ssid == null) {
      if (passwordFile != null) {
        throw new UsageException("--password-file needs --ssid, the network that it is for");
      }
      return null;
    }
    String password = kind.needsPassword() ? password(terminal) : "";
    try {
      return WifiNetwork.of(ssid, kind, password);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private WifiSecurity security() throws UsageException {
    return switch (security.toLowerCase(Locale.ROOT)) {
      case "open" -> WifiSecurity.WIFI_OPEN;
      case "wep" -> WifiSecurity.WIFI_WEP;
      case "wpa" -> WifiSecurity.WIFI_WPA;
      case "wpa2" -> WifiSecurity.WIFI_WPA2;
      case "wpa3" -> WifiSecurity.WIFI_WPA3;
      default ->
          throw new UsageException(
              "--security is open, wep, wpa, wpa2 or wpa3, not '%s'".formatted(security));
    };
  }

  private String password(Terminal terminal) throws UsageException, IOException {
    if (passwordFile != null) {
      return fromFile(passwordFile);
    }
    String variable = System.getenv(VARIABLE);
    if (variable != null) {
      return variable;
    }
    var console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (console.isEmpty()) {
      throw new UsageException(
          "the password of the network is missing: give it with --password-file FILE or in %s, or"
                  .formatted(VARIABLE)
              + " say --security open");
    }
    return ask(console.get(), terminal);
  }

  private static String fromFile(String file) throws UsageException, IOException {
    try {
      var path = Path.of(file);
      if (Files.isRegularFile(path) && Files.size(path) > LONGEST_FILE) {
        throw new UsageException("%s is too long for a password".formatted(file));
      }
      return Files.readString(path, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    } catch (InvalidPathException | NoSuchFileException e) {
      throw new UsageException("there is no file %s with a password".formatted(file), e);
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()), e);
    }
  }

  /** Asks on a thread of its own, since who reads from a terminal hears nothing of Ctrl-C. */
  private String ask(Console console, Terminal terminal) throws UsageException, IOException {
    var asking =
        new FutureTask<>(() -> console.readPassword("Password of \"%s\": ", String.valueOf(ssid)));
    Thread.ofPlatform().daemon().name("password").start(asking);
    try {
      char @Nullable [] answer = asking.get();
      if (answer == null) {
        throw new UsageException("no password was given");
      }
      return new String(answer);
    } catch (ExecutionException e) {
      throw new IOException("the terminal cannot be read", e.getCause());
    } catch (InterruptedException e) {
      terminal.err().println();
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}

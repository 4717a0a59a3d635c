package dev.spinet.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.DriverProvider;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Opening drivers by device URI. */
final class DriversTest {

  @Test
  void withoutDriversTheMessageSaysSo() {
    var error = assertThrows(IllegalArgumentException.class, () -> Drivers.open("nope:x"));
    assertEquals(
        "unknown device scheme 'nope' in 'nope:x';"
            + " there is no driver on the module path or class path",
        error.getMessage());
  }

  @Test
  void aMalformedUriIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Drivers.open("/dev/spidev0.0"));
  }

  @Test
  void aDriverOnTheClassPathIsFoundByItsScheme() throws Exception {
    onClassPathWithProvider(() -> {
      try (NetworkDriver driver = Drivers.open("pretend:here?colour=blue")) {
        assertEquals("here in blue", driver.name());
      }
    });
  }

  @Test
  void anUnknownSchemeListsTheKnownOnes() throws Exception {
    onClassPathWithProvider(() -> {
      var error = assertThrows(IllegalArgumentException.class, () -> Drivers.open("nope:x"));
      assertTrue(String.valueOf(error.getMessage()).contains("known are: pretend"));
    });
  }

  /** What the loader below finds on its class path. */
  public static final class PretendProvider implements DriverProvider {

    @Override
    public String scheme() {
      return "pretend";
    }

    @Override
    public NetworkDriver open(DeviceUri uri) {
      return new PretendDriver(uri.path() + " in " + uri.options().get("colour"));
    }
  }

  /** Has a name and nothing else. */
  record PretendDriver(String name) implements NetworkDriver {

    @Override
    public dev.spinet.socket.driver.StreamEndpoint openStream() throws IOException {
      throw new NoFreeSocketException("it has none");
    }

    @Override
    public void close() {}
  }

  private static void onClassPathWithProvider(Body body) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new ProviderLoader(DriversTest.class.getClassLoader()));
    try {
      body.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Something that may fail. */
  private interface Body {
    void run() throws Exception;
  }

  /**
   * A class path with one provider. It defines the classes above anew, so that they are outside of
   * this module, as an application's are.
   */
  private static final class ProviderLoader extends ClassLoader {

    ProviderLoader(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(DriversTest.class.getName() + "$Pretend")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
      try (@Nullable InputStream in = DriversTest.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      if (!name.equals("META-INF/services/" + DriverProvider.class.getName())) {
        return super.getResources(name);
      }
      var content = PretendProvider.class.getName().getBytes(StandardCharsets.UTF_8);
      return Collections.enumeration(
          Collections.singleton(URL.of(URI.create("memory:services"), new Content(content))));
    }
  }

  /** Serves a URL from memory. */
  private static final class Content extends URLStreamHandler {

    private final byte[] content;

    Content(byte[] content) {
      this.content = content;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(content);
        }
      };
    }
  }
}

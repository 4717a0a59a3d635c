package dev.spinet.examples.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** nginx, a web server. */
public final class Nginx {

  private Nginx() {}

  /**
   * Starts a server in one process, so that killing it ends all its connections.
   *
   * @param server lines of the {@code server} block after {@code listen}, such as {@code location}
   * @param tls what comes after the port in {@code listen}: an empty text or {@code ssl}
   * @param files writes what the server reads, such as pages and keys, into its directory
   * @return the server; relative paths in its configuration start at its directory
   * @throws Exception if it does not start
   */
  public static RealServer start(String server, String tls, DirectoryFiller files)
      throws Exception {
    return RealServer.start(
        "nginx",
        (directory, port) -> {
          files.fill(directory);
          var configuration = directory.resolve("nginx.conf");
          Files.writeString(
              configuration,
              """
              daemon off;
              master_process off;
              pid %1$s/nginx.pid;
              error_log stderr notice;
              events { worker_connections 64; }
              http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                client_max_body_size 64m;
                server {
                  listen 127.0.0.1:%2$d %3$s;
                  root %1$s;
                  %4$s
                }
              }
              """
                  .formatted(directory, port, tls, server));
          return Recipe.Command.of(
              Programs.find("nginx").toString(),
              "-e",
              "stderr",
              "-p",
              directory.toString(),
              "-c",
              configuration.toString());
        });
  }

  /** Writes files for a server. */
  @FunctionalInterface
  public interface DirectoryFiller {

    /**
     * Writes them.
     *
     * @param directory where to
     * @throws IOException if that fails
     */
    void fill(Path directory) throws IOException;
  }
}

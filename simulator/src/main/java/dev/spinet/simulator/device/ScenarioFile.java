package dev.spinet.simulator.device;

import dev.spinet.simulator.scenario.ModuleScenario;
import dev.spinet.simulator.scenario.Scenario;
import dev.spinet.simulator.scenario.ScenarioSyntaxException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file in which a user has written what is to go wrong with a simulated chip. */
public final class ScenarioFile {

  private ScenarioFile() {}

  /**
   * Reads it.
   *
   * @param path as the user has written it
   * @return the scenario
   * @throws IllegalArgumentException if there is no such file, or a line of it is not understood;
   *     the message is for the user
   */
  public static Scenario read(String path) {
    return read(path, Scenario::read);
  }

  /**
   * Reads that of a Wi-Fi module.
   *
   * @param path as the user has written it
   * @return the scenario
   * @throws IllegalArgumentException if there is no such file, or a line of it is not understood;
   *     the message is for the user
   */
  public static ModuleScenario readForModule(String path) {
    return read(path, ModuleScenario::read);
  }

  /** Reads one kind of scenario. */
  private interface Reader<T> {
    T read(Path file) throws IOException;
  }

  private static <T> T read(String path, Reader<T> reader) {
    try {
      return reader.read(Path.of(path));
    } catch (ScenarioSyntaxException e) {
      throw new IllegalArgumentException("%s, %s".formatted(path, e.getMessage()), e);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'%s' is not a path".formatted(path), e);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file '%s'".formatted(path), e);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException("the file '%s' must not be read".formatted(path), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read '%s': %s".formatted(path, e.getMessage()), e);
    }
  }
}

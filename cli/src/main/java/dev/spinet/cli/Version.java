package dev.spinet.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this program: the one its module, or its jar, was built with. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Version.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion)
            // Without modules, as in the one jar, its manifest says so.
            .or(() -> Optional.ofNullable(Version.class.getPackage().getImplementationVersion()))
            .orElse("(unknown version)");
    return new String[] {"spinet " + version};
  }
}

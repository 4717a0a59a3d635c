# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Runs the Maven wrapper with a JDK that fits. To be sourced by a POSIX shell, after find_jdk of
# etc/find-jdk.sh has set JAVA_HOME and with spinet_root set to the project's folder:
#
#   . "$spinet_root/etc/maven.sh"
#   run_maven -B package

# shellcheck disable=SC2154 # spinet_root comes from whoever sources this
# run_maven ARGUMENT...: ./mvnw, which brings the pinned Maven on first use.
run_maven() {
  if ! command -v unzip >/dev/null 2>&1; then
    # The wrapper checks the digest of a .zip, but without unzip it fetches a .tar.gz. The JDK can
    # unpack it too; jar drops the executable bits.
    mkdir -p "$spinet_root/target/tools"
    cat >"$spinet_root/target/tools/unzip" <<'END'
#!/bin/sh
# Stands in for: unzip [-q] ARCHIVE -d FOLDER
[ "$1" = -q ] && shift
"$JAVA_HOME/bin/jar" --extract --file "$1" --dir "$3" && chmod +x "$3"/*/bin/mvn
END
    chmod +x "$spinet_root/target/tools/unzip"
    PATH=$spinet_root/target/tools:$PATH "$spinet_root/mvnw" -f "$spinet_root/pom.xml" "$@"
  else
    "$spinet_root/mvnw" -f "$spinet_root/pom.xml" "$@"
  fi
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Finds a JDK that can build and run Spinet. To be sourced by a POSIX shell:
#
#   . etc/find-jdk.sh
#   find_jdk || exit 1        # JAVA_HOME is set and exported, or the reason is on stderr
#
# Order: $JAVA_HOME, the javac on PATH, then the newest JDK in the places where distributions and
# version managers put them. Nothing is forked unless a JDK lacks its "release" file, so that a
# command that starts often starts fast.
#
# SPINET_SEARCH_ROOT goes before every absolute place looked at; tests use it.

jdk_needed=25

# jdk_version HOME: sets jdk_version to what HOME says it is ("25.0.1"), or to nothing.
jdk_version() {
  jdk_version=
  if [ -r "$1/release" ]; then
    while IFS='=' read -r jdk_key jdk_value; do
      if [ "$jdk_key" = JAVA_VERSION ]; then
        jdk_version=${jdk_value#\"}
        jdk_version=${jdk_version%%\"*}
        break
      fi
    done <"$1/release"
  fi
  if [ -z "$jdk_version" ] && [ -x "$1/bin/java" ]; then
    # The first quoted word of:  openjdk version "25.0.1" 2025-10-21
    jdk_version=$("$1/bin/java" -version 2>&1 | sed -n 's/^[^"]*version "\([^"]*\)".*/\1/p' | sed 1q)
  fi
}

# jdk_number TEXT: sets jdk_number to the digits TEXT begins with, or to 0. Leading zeros go, since
# the shell would take such a number for an octal one.
jdk_number() {
  jdk_number=${1%%[!0-9]*}
  while [ "${jdk_number#0}" != "$jdk_number" ]; do
    jdk_number=${jdk_number#0}
  done
  [ -n "$jdk_number" ] || jdk_number=0
}

# jdk_rank VERSION: sets jdk_major, and jdk_rank to a number that grows with the version.
jdk_rank() {
  jdk_number "$1"
  jdk_major=$jdk_number
  jdk_rest=${1#*.}
  if [ "$jdk_rest" = "$1" ]; then
    jdk_rest=
  fi
  jdk_number "$jdk_rest"
  jdk_rank=$((jdk_major * 1000000 + jdk_number * 1000))
  case $jdk_rest in
    *.*)
      jdk_number "${jdk_rest#*.}"
      jdk_rank=$((jdk_rank + jdk_number))
      ;;
  esac
}

# jdk_usable HOME: whether HOME is a JDK that is new enough; if it is not, jdk_seen says why.
jdk_usable() {
  [ -x "$1/bin/java" ] || return 1
  jdk_version "$1"
  jdk_rank "$jdk_version"
  if [ "$jdk_major" -lt "$jdk_needed" ]; then
    jdk_note "$1 is Java ${jdk_version:-of an unknown version}"
    return 1
  fi
  if [ ! -x "$1/bin/javac" ]; then
    jdk_note "$1 is Java $jdk_version, but only a JRE: it has no javac"
    return 1
  fi
}

# jdk_note TEXT: remembers a finding once.
jdk_note() {
  case $jdk_seen in
    *"  $1
"*) ;;
    *)
      jdk_seen="$jdk_seen  $1
"
      ;;
  esac
}

# find_jdk: sets and exports JAVA_HOME, or says on stderr what to install and returns 1.
find_jdk() {
  jdk_seen=
  if [ -n "${JAVA_HOME:-}" ]; then
    if jdk_usable "$JAVA_HOME"; then
      export JAVA_HOME
      return 0
    fi
    [ -x "$JAVA_HOME/bin/java" ] || jdk_note "JAVA_HOME=$JAVA_HOME is not a JDK: it has no bin/java"
  fi

  jdk_javac=$(command -v javac) || jdk_javac=
  case $jdk_javac in
    /*)
      jdk_javac=$(readlink -f -- "$jdk_javac")
      jdk_home=${jdk_javac%/bin/javac}
      if [ "$jdk_home" != "$jdk_javac" ] && jdk_usable "$jdk_home"; then
        JAVA_HOME=$jdk_home
        export JAVA_HOME
        return 0
      fi
      ;;
  esac

  jdk_root=${SPINET_SEARCH_ROOT:-}
  jdk_user=${HOME:-/nonexistent}
  jdk_best=
  jdk_best_rank=0
  for jdk_home in \
    "$jdk_root"/usr/lib/jvm/* \
    "$jdk_root"/usr/lib64/jvm/* \
    "$jdk_root"/usr/java/* \
    "$jdk_root"/opt/*jdk* \
    "$jdk_root"/opt/java* \
    "$jdk_root"/opt/java/* \
    "$jdk_root"/usr/local/*jdk* \
    "$jdk_root"/usr/local/java* \
    "$jdk_user"/.sdkman/candidates/java/* \
    "$jdk_user"/.jdks/* \
    "$jdk_user"/.gradle/jdks/* \
    "$jdk_user"/.local/share/mise/installs/java/* \
    "$jdk_user"/.asdf/installs/java/* \
    "$jdk_user"/.linuxbrew/opt/openjdk*/libexec \
    "$jdk_root"/home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
    if jdk_usable "$jdk_home" && [ "$jdk_rank" -gt "$jdk_best_rank" ]; then
      jdk_best=$jdk_home
      jdk_best_rank=$jdk_rank
    fi
  done
  if [ -n "$jdk_best" ]; then
    JAVA_HOME=$jdk_best
    export JAVA_HOME
    return 0
  fi

  {
    printf 'Spinet needs a JDK %s or newer, and none was found on this machine.\n' "$jdk_needed"
    if [ -n "$jdk_seen" ]; then
      printf 'What is here instead:\n%s' "$jdk_seen"
    fi
    printf 'Install one:\n'
    printf '  Debian, Ubuntu, Raspberry Pi OS:  sudo apt install openjdk-25-jdk-headless\n'
    printf '  Fedora:                           sudo dnf install java-25-openjdk-devel\n'
    printf 'Where the release is too old to have that package, install Eclipse Temurin (temurin-25-jdk)\n'
    printf 'as described at https://adoptium.net/installation/linux/\n'
    printf 'An unpacked JDK does as well: set JAVA_HOME to its folder.\n'
  } >&2
  return 1
}

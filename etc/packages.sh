# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Installs Debian packages as root, servers among them, without one of these ever running as a
# service of this machine: the tests start the programs themselves, as processes of their own.

# Where programs are whose packages cannot be installed beside what this machine has; the tests look
# there, too.
private_programs=/var/cache/spinet

# install_packages PACKAGE...: prints what apt said, and fails, if that does not work. Never removes a
# package: one that can only be installed in the place of another, such as chrony on a machine with
# another time service, is unpacked below $private_programs instead.
install_packages() {
  # What Debian has for this: invoke-rc.d and deb-systemd-invoke, which every package starts its
  # service with, ask policy-rc.d first; 101 forbids it.
  local policy=/usr/sbin/policy-rc.d our_policy=
  # postgresql would make and later run a database of its own.
  local clusters=/etc/postgresql-common/createcluster.d our_cluster_setting=
  local log before status=0
  log=$(mktemp)
  before=$(dpkg-query -W -f '${Package}\n' | sort)
  if [ ! -e "$policy" ]; then
    our_policy=$policy
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  if [[ " $* " = *" postgresql"* ]]; then
    our_cluster_setting=$clusters/spinet-check.conf
    mkdir -p "$clusters"
    echo "create_main_cluster = false" >"$our_cluster_setting"
  fi
  # shellcheck disable=SC2064 # these very files, also when the script is interrupted
  trap "rm -f '$our_policy' '$our_cluster_setting' '$log'" EXIT

  export DEBIAN_FRONTEND=noninteractive
  { apt-get -q update && install_beside "$@"; } >"$log" 2>&1 || status=1
  # Packages that were there before keep their services as they are; new ones shall not start theirs
  # with the machine.
  dpkg-query -W -f '${Package}\n' | sort | comm -13 <(echo "$before") - | disable_services_of >>"$log" 2>&1
  if [ "$status" != 0 ]; then
    cat "$log" >&2
  fi
  rm -f "$our_policy" "$our_cluster_setting" "$log"
  trap - EXIT
  return "$status"
}

# Installs packages that are not in the way of others, and unpacks those that are.
install_beside() {
  local package install=() unpack=()
  for package in "$@"; do
    if is_in_the_way "$package"; then
      unpack+=("$package")
    else
      install+=("$package")
    fi
  done
  if [ ${#install[@]} -gt 0 ]; then
    apt-get -q install -y --no-remove --no-install-recommends "${install[@]}" || return 1
  fi
  if [ ${#unpack[@]} -gt 0 ]; then
    unpack_privately "$private_programs" "${unpack[@]}" || return 1
  fi
}

# is_in_the_way PACKAGE: whether apt would remove another package for it.
is_in_the_way() {
  local plan
  plan=$(apt-get -q -s install --no-install-recommends "$1") && grep -q '^Remv ' <<<"$plan"
}

# unpack_privately DIRECTORY PACKAGE...: below the directory, without their scripts. What they depend
# on is installed, for their libraries.
unpack_privately() {
  local directory=$1 downloads deb needs status=0
  shift
  downloads=$(mktemp -d)
  chmod 755 "$downloads" # apt downloads as a user of its own
  mkdir -p "$directory"
  (cd "$downloads" && apt-get -q download "$@") || status=1
  for deb in "$downloads"/*.deb; do
    [ "$status" = 0 ] || break
    needs=$(dpkg-deb -f "$deb" Depends)
    if [ -n "$needs" ]; then
      apt-get -q satisfy -y --no-remove --no-install-recommends "$needs" || status=1
    fi
    dpkg-deb -x "$deb" "$directory" || status=1
  done
  rm -rf "$downloads"
  return "$status"
}

# Reads names of packages; keeps their services from starting with the machine.
disable_services_of() {
  local package file
  while read -r package; do
    dpkg -L "$package" 2>/dev/null | while read -r file; do
      case "$file" in
        */systemd/system/*@.service) ;;
        */systemd/system/*.service)
          if command -v systemctl >/dev/null; then
            systemctl disable "${file##*/}" || true
          fi
          ;;
        /etc/init.d/*)
          if command -v update-rc.d >/dev/null; then
            update-rc.d "${file##*/}" disable || true
          fi
          ;;
      esac
    done
  done
}

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Installs Debian packages as root, servers among them, without one of these ever running as a
# service of this machine: the tests start the programs themselves, as processes of their own.

# install_packages PACKAGE...: prints what apt said, and fails, if that does not work.
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
  { apt-get -q update && apt-get -q install -y --no-install-recommends "$@"; } >"$log" 2>&1 || status=1
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

#!/bin/bash
# Responses to packet-ins per second: the library's learning switch, ovs-testcontroller and os-ken under one load.
# Installs the two others where they are missing, and prints a table and how many times faster the library is.
#
# usage: tests/Bench/responder.sh [OPTIONS]      --seconds 3 --switches 1,16,64 --ovs-version 1.0 ...
set -euo pipefail

repository=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")

install_peers() {
    local missing=() package
    for package in openvswitch-testcontroller python3-os-ken; do
        dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    # RUNLEVEL=1: the package would start a controller of its own.
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}" ||
        { apt-get -qq update && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}"; }
}

quietly() {
    local log
    log=$(mktemp)
    "$@" >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; return 1; }
    rm -f "$log"
}

quietly install_peers
quietly dotnet build "$repository/tests/Bench" --configuration Release --nologo
exec "$repository/tests/Bench/bin/Release/net10.0/Sdn.Bench" responder "$@"

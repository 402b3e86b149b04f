#!/bin/bash
# Records the seeds anew from a real ovsdb-server: what it says to the client's every request, with each generation of monitoring.
#
# usage: tests/Ovsdb.Fuzz/record.sh
set -euo pipefail

cd "$(dirname "$(readlink -f "$0")")"
dotnet build --configuration Release --nologo --verbosity quiet
directory=$(mktemp -d)
server=
# shellcheck disable=SC2154
trap '[[ -z $server ]] || kill "$server"; rm -rf "$directory"' EXIT

# record NAME METHOD...: one session, with methods that the server is not to know
record() {
    local name=$1
    shift
    ovsdb-tool create "$directory/$name" Seeds/fuzz.ovsschema
    ovsdb-server "$directory/$name" --remote=ptcp:0:127.0.0.1 --unixctl="$directory/ctl" --no-chdir -vconsole:info -vsyslog:off \
        2>"$directory/$name.log" &
    server=$!
    until grep -q 'listening on port' "$directory/$name.log" && grep -q 'ovsdb-server (Open vSwitch)' "$directory/$name.log"; do
        kill -0 "$server"
        sleep 0.1
    done
    dotnet bin/Release/net10.0/Sdn.Ovsdb.Fuzz.dll record "$(sed -nE 's/.*listening on port ([0-9]+).*/\1/p' "$directory/$name.log")" "$@" \
        >"Seeds/$name.jsonl"
    kill "$server"
    wait "$server" || true
    server=
}

record update3
record update2 monitor_cond_since
record update monitor_cond_since monitor_cond
wc -lc Seeds/*.jsonl

#!/bin/bash
# Breeds inputs from real messages and checks that a library stands them: each is read or refused with a reason; no other
# exception, no hang, no memory out of proportion. The test projects of the libraries do the same briefly. Exits with 0 if
# nothing broke.
#
#   openflow  messages that can then be printed, encoded, written as JSON and read again
#   ovsdb     whole sessions of a client with a replica, then schemas alone
#
# usage: tests/fuzz.sh [openflow|ovsdb] [COUNT [FIRST]]
#
# COUNT inputs (10,000,000 of OpenFlow, 300,000 of OVSDB), bred by the lots from FIRST (1) on.
set -euo pipefail

cd "$(dirname "$(readlink -f "$0")")"
library=openflow
if [[ ${1-} == openflow || ${1-} == ovsdb ]]; then
    library=$1
    shift
fi

# run PROJECT VERB COUNT FIRST
run() {
    nice -n 10 dotnet "$1/bin/Release/net10.0/Sdn.$1.dll" "$2" "$3" "$4"
}

if [[ $library == openflow ]]; then
    dotnet build OpenFlow.Fuzz --configuration Release --nologo --verbosity quiet
    run OpenFlow.Fuzz survive "${1:-10000000}" "${2:-1}"
else
    dotnet build Ovsdb.Fuzz --configuration Release --nologo --verbosity quiet
    run Ovsdb.Fuzz survive "${1:-300000}" "${2:-1}"
    run Ovsdb.Fuzz survive-schema "${1:-300000}" "${2:-1}"
fi

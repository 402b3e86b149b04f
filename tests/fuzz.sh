#!/bin/bash
# Breeds inputs from real messages and checks that the OpenFlow library stands them: each is a message that can be printed,
# encoded, written as JSON and read again, or is refused; no other exception, no hang, no memory out of proportion.
# tests/OpenFlow.Tests does the same briefly. Exits with 0 if nothing broke.
#
# usage: tests/fuzz.sh [COUNT [FIRST]]     COUNT inputs (10,000,000), bred by the lots from FIRST (1) on
set -euo pipefail

cd "$(dirname "$(readlink -f "$0")")"
dotnet build OpenFlow.Fuzz --configuration Release --nologo --verbosity quiet
exec nice -n 10 dotnet OpenFlow.Fuzz/bin/Release/net10.0/Sdn.OpenFlow.Fuzz.dll survive "${1:-10000000}" "${2:-1}"

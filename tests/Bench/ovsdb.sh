#!/bin/bash
# The OVSDB library beside its peers: builds what measures, and compiles the program that loads a database once ahead of time
# too, since ovs-vsctl starts without a JIT as well.
#
# usage: tests/Bench/ovsdb.sh sync|memory|transact|fanout [OPTIONS]      sync --rows 10000,100000 --rounds 5 --slow 1 ...
set -euo pipefail

repository=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")
bench=$repository/tests/Bench/bin/Release/net10.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; return 1; }; }

quietly dotnet build "$repository/tests/Bench" --configuration Release --nologo

cat >"$work/load.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <PublishAot>true</PublishAot>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup>
    <Compile Include="$repository/tests/Bench/OvsdbLoad.cs" />
$(for assembly in Sdn.Ovsdb StreamJsonRpc Microsoft.VisualStudio.Threading Microsoft.VisualStudio.Validation Nerdbank.Streams Newtonsoft.Json; do
    echo "    <Reference Include=\"$bench/$assembly.dll\" />"
done)
  </ItemGroup>
</Project>
END
echo 'return await Sdn.Bench.OvsdbLoad.Run(args[0]);' >"$work/Program.cs"
case ${1-} in
    sync | memory)
        quietly dotnet publish "$work" --runtime linux-x64 --output "$work/native" --nologo
        export OVSDB_LOAD_NATIVE=$work/native/load
        ;;
esac
grep -m 1 'model name' /proc/cpuinfo | sed 's/.*: //; s/$/,/' | tr '\n' ' '
echo "$(nproc) cores, $(ovsdb-server --version | head -1), load $(cut -d ' ' -f 1 /proc/loadavg)"
verb=${1:?usage: tests/Bench/ovsdb.sh sync|memory|transact|fanout [OPTIONS]}
"$bench/Sdn.Bench" "ovsdb-$verb" "${@:2}"

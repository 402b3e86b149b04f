#!/bin/bash
# Packs the libraries and uses each package as its README says: the C# there is compiled to native code against the packages
# alone, outside of this repository, and has to print what the README says it prints. What the OVSDB library's README does it
# does to a real ovsdb-server.
#
# usage: tests/package.sh [OpenFlow] [Ovsdb]     both unless told
#        UPDATE_GOLDEN=1 tests/package.sh        writes what they print into the READMEs
set -euo pipefail

repository=$(dirname "$(dirname "$(readlink -f "$0")")")
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$work"' EXIT

# block README LANGUAGE: what stands in the README's blocks of that language.
block() { sed -n "/^\`\`\`$2\$/,/^\`\`\`\$/{/^\`\`\`/d;p}" "$1"; }

# use LIBRARY ARGUMENTS...: packs a library, and runs its README's program.
use() {
    local library=$1 package readme=$repository/src/$1/README.md use=$work/$1
    shift
    dotnet pack "$repository/src/$library" --configuration Release --output "$work/feed" --nologo
    package=$(basename "$work/feed/Sdn.$library".*.nupkg .nupkg)
    mkdir -p "$use"
    block "$readme" csharp >"$use/Program.cs"
    cat >"$use/use.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <PublishAot>true</PublishAot>
    <TrimmerSingleWarn>false</TrimmerSingleWarn> <!-- each place, where a dependency is not fit for it -->
    <InvariantGlobalization>true</InvariantGlobalization>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <NoWarn>CS8321</NoWarn> <!-- a README shows a function and does not call it -->
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Sdn.$library" Version="[${package#"Sdn.$library."}]" />
  </ItemGroup>
</Project>
END
    dotnet publish "$use" --use-current-runtime --output "$use/out" --nologo
    (cd "$work" && "$use/out/use" "$@") >"$use/printed"

    if [[ ${UPDATE_GOLDEN-} == 1 && -z ${CI-} ]]; then
        sed -i -e "/^\`\`\`text\$/r $use/printed" -e "/^\`\`\`text\$/,/^\`\`\`\$/{/^\`\`\`/!d}" "$readme"
    fi
    diff <(block "$readme" text) "$use/printed"
}

# certificate NAME: one of the authority in $work/cacert.pem, as ovs-pki makes them.
certificate() {
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$work/$1-privkey.pem" -out "$work/$1-req.pem"
    openssl x509 -req -in "$work/$1-req.pem" -days 1 -CA "$work/cacert.pem" -CAkey "$work/cakey.pem" -CAcreateserial -out "$work/$1-cert.pem"
}

# serve MANAGER: a device's database, of a cluster of one, at db.sock and with TLS at a port of its own, from which it dials MANAGER.
serve() {
    openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=devices -days 1 -keyout "$work/cakey.pem" -out "$work/cacert.pem"
    certificate controller
    certificate device-1
    ovsdb-tool create-cluster "$work/db" "$repository/tests/Ovsdb.Tests/Files/vswitch.ovsschema" "unix:$work/raft"
    ovsdb-server "$work/db" --remote="punix:$work/db.sock" --remote=pssl:0:127.0.0.1 --remote="$1" --unixctl="$work/ctl" --no-chdir \
        --private-key="$work/device-1-privkey.pem" --certificate="$work/device-1-cert.pem" --ca-cert="$work/cacert.pem" \
        --log-file="$work/log" -vconsole:off &
    server=$!
    ovsdb-client --timeout=30 wait "unix:$work/db.sock" Open_vSwitch connected
}

# What the packages need is there: this repository has restored it, the native compiler for its agent. Nothing else is looked for.
dotnet restore "$repository/src/Agent" --nologo
cat >"$work/nuget.config" <<END
<configuration>
  <packageSources>
    <clear />
    <add key="feed" value="$work/feed" />
    <add key="restored" value="$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')" />
  </packageSources>
  <config><add key="globalPackagesFolder" value="$work/packages" /></config>
</configuration>
END

libraries=("$@")
[[ $# -gt 0 ]] || libraries=(OpenFlow Ovsdb)
for library in "${libraries[@]}"; do
    case $library in
        OpenFlow) use OpenFlow ;;
        Ovsdb)
            port=$(shuf --input-range=20000-29999 --head-count=1)   # below those that the system hands out
            serve "ssl:127.0.0.1:$port"
            listening=$(sed -n 's/.*0:127.0.0.1: listening on port //p' "$work/log")
            use Ovsdb "unix:$work/db.sock" "ssl:127.0.0.1:1,ssl:127.0.0.1:$listening" "pssl:$port:127.0.0.1"
            ;;
        *) echo "tests/package.sh: $library is no library with a package" >&2; exit 2 ;;
    esac
done

#!/bin/bash
# Packs the OpenFlow library and uses the package as its README says: the C# there is compiled against the package alone,
# outside of this repository, and has to print what the README says it prints.
#
# usage: tests/package.sh
#        UPDATE_GOLDEN=1 tests/package.sh     writes what it prints into the README
set -euo pipefail

repository=$(dirname "$(dirname "$(readlink -f "$0")")")
readme=$repository/src/OpenFlow/README.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# block LANGUAGE: what stands in the README's blocks of that language.
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d;p}" "$readme"; }

mkdir -p "$work/feed" "$work/use"
dotnet pack "$repository/src/OpenFlow" --configuration Release --output "$work/feed" --nologo
package=$(basename "$work"/feed/Sdn.OpenFlow.*.nupkg .nupkg)

cat >"$work/use/nuget.config" <<END
<configuration>
  <packageSources><clear /><add key="feed" value="$work/feed" /></packageSources>
  <config><add key="globalPackagesFolder" value="$work/packages" /></config>
</configuration>
END
cat >"$work/use/use.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <NoWarn>CS8321</NoWarn> <!-- the README shows a function and does not call it -->
    <UseAppHost>false</UseAppHost>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Sdn.OpenFlow" Version="[${package#Sdn.OpenFlow.}]" />
  </ItemGroup>
</Project>
END
block csharp >"$work/use/Program.cs"
dotnet build "$work/use" --nologo
dotnet "$work/use/bin/Debug/net10.0/use.dll" >"$work/printed"

if [[ ${UPDATE_GOLDEN-} == 1 && -z ${CI-} ]]; then
    sed -i -e "/^\`\`\`text\$/r $work/printed" -e "/^\`\`\`text\$/,/^\`\`\`\$/{/^\`\`\`/!d}" "$readme"
fi
diff <(block text) "$work/printed"

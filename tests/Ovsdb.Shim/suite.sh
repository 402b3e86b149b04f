#!/bin/bash
# Runs the published OVSDB suite of an Open vSwitch source tree against this library: its own tests/ovsdb-*.at, made into a test
# suite by autotest as upstream does, with the shim in the place of test-ovsdb and Debian's ovsdb-server, ovsdb-tool and
# ovsdb-client beside it. Prints a table of scores and what failed; exits with 0 if nothing did.
#
# usage: tests/Ovsdb.Shim/suite.sh SOURCE [SELECTION...]
#
#   SOURCE      an unpacked Open vSwitch, configured or not: mkdir ovs && git archive v3.1.0 | tar x -C ovs
#   SELECTION   autotest's: numbers, -k KEYWORD, --list ...; without it all that runs test-ovsdb
#
# SUITE_KEEP=DIRECTORY keeps testsuite.log and a folder for each test that failed.
#
# Left out is what no client has: logs, transactions and triggers inside a server (ovsdb-log, ovsdb-execution, ovsdb-trigger), and
# the tests of other programs than test-ovsdb, which are Open vSwitch's Python client and test-stream.
set -euo pipefail

files=(types data column table row schema condition mutation query transaction idl)
test_ovsdb=(-k '!python,!python3,!stream,!execution')

here=$(dirname "$(readlink -f "$0")")
if [[ $# -eq 0 || ! -e $1/tests/ovsdb-idl.at ]]; then
    sed -n '/^# usage/,/^# Left/{/^# Left/d;s/^# \?//p}' "$0" >&2
    exit 2
fi
source=$(readlink -f "$1")
shift
selection=("${@:-${test_ovsdb[@]}}")

# install PROGRAM PACKAGE: where the program is not there yet.
install() {
    command -v "$1" >/dev/null ||
        DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "$2" </dev/null >/dev/null
}

# configure: writes what upstream's configure and make would, into the working directory.
configure() {
    local tests=$source/tests name
    for name in NAME TARNAME VERSION STRING BUGREPORT; do
        echo "m4_define([AT_PACKAGE_$name], [openvswitch])"
    done >package.m4
    # ovsdb-execution defines what others use; it comes last, and none of its tests is selected.
    {
        echo 'AT_INIT'
        printf 'm4_include([tests/%s.at])\n' ovs-macros ovsdb-macros ofproto-macros "${files[@]/#/ovsdb-}" ovsdb-execution
    } >testsuite.at
    cat >atconfig <<SH
at_testdir=.
abs_builddir='$work'
at_srcdir='$tests'
abs_srcdir='$tests'
at_top_srcdir='$source'
abs_top_srcdir='$source'
at_top_build_prefix='$work/'
abs_top_builddir='$work'
at_top_builddir=\$at_top_build_prefix
EXEEXT=
AUTOTEST_PATH='$work/bin'
SHELL=\${CONFIG_SHELL-'/bin/bash'}
SH
    # Upstream's finds out much more, and puts network devices on the machine to do so.
    cat >atlocal <<SH
PYTHON3=/usr/bin/python3 PYTHONPATH='$work/python' PYTHONDONTWRITEBYTECODE=yes PYTHONIOENCODING=utf_8
HAVE_IPV6=yes IS_WIN32=no OVS_CTL_TIMEOUT=30 OVS_SYSLOG_METHOD=null
export PYTHONPATH PYTHONDONTWRITEBYTECODE PYTHONIOENCODING OVS_CTL_TIMEOUT OVS_SYSLOG_METHOD
SH
    # Two tests run upstream's Python client beside the shim.
    mkdir python
    cp -r "$source/python/ovs" python/
    sed 's,@[A-Za-z]*@,/nonexistent,' "$source/python/ovs/dirs.py.template" >python/ovs/dirs.py
    autom4te --language=autotest -I "$work" -I "$source" -o testsuite testsuite.at
}

# scores LIST RESULTS: a line for each .at file, from autotest's list of tests and its output; of two results the later counts.
scores() {
    awk '
        NR == FNR { if ($1 ~ /^[0-9]+:$/) { split($2, at, ":"); file[$1] = at[1]; title[$1] = $0; gsub(/ +/, " ", title[$1]) } next }
        $1 ~ /^[0-9]+:$/ && match($0, / (ok|FAILED|skipped)( \(.*\))?$/) {
            split(substr($0, RSTART + 1), word, " ")
            if (($1 in result) && result[$1] == "FAILED" && word[1] == "ok") second[$1]
            result[$1] = word[1]
        }
        END {
            printf "%-24s %6s %6s %6s %7s\n", "file", "tests", "ok", "failed", "skipped"
            for (test in result) {
                count[file[test], result[test]]++; count["all", result[test]]++; tests[file[test]]++; tests["all"]++
            }
            for (name in tests)
                if (name != "all") row(name, "sort")
            close("sort")
            row("all", "cat")
            close("cat")
            for (test in second) print "ok at the second try:" title[test] | "sort"
            for (test in result) if (result[test] != "ok") print result[test] ":" title[test] | "sort"
            exit !count["all", "ok"] || count["all", "FAILED"] > 0
        }
        function row(name, command) {
            printf "%-24s %6d %6d %6d %7d\n", name, tests[name], count[name, "ok"], count[name, "FAILED"],
                count[name, "skipped"] | command
        }' "$1" "$2"
}

# clean_up: a test that breaks off before it says how to stop a server leaves it running.
# shellcheck disable=SC2317 # called by trap
clean_up() {
    local process
    for process in $(pgrep -x ovsdb-server); do
        [[ $(readlink "/proc/$process/cwd") != "$work"/testsuite.dir/* ]] || kill "$process"
    done
    rm -rf "$work"
}

install autom4te autoconf
install ovsdb-server openvswitch-switch
work=$(mktemp -d "${TMPDIR:-/tmp}/ovsdb-suite.XXXXXX")
trap clean_up EXIT
cd "$work"
configure
mkdir bin
dotnet publish "$here" --configuration Release --output shim --nologo --verbosity quiet
ln -s ../shim/Sdn.Ovsdb.Shim bin/test-ovsdb

if [[ " ${selection[*]} " == *" --list "* ]]; then
    ./testsuite "${selection[@]}"
    exit
fi
./testsuite --list >list
# Upstream's RECHECK=yes: a few tests race with the server, and may fail on a busy machine.
./testsuite -j"$(nproc)" "${selection[@]}" >results 2>&1 </dev/null || ./testsuite --recheck >>results 2>&1 </dev/null || true
if [[ -n ${SUITE_KEEP-} ]]; then
    mkdir -p "$SUITE_KEEP"
    cp -r testsuite.log testsuite.dir "$SUITE_KEEP"
fi
scores list results

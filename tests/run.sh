#!/bin/bash
# Builds everything and runs every check: buf lint, vagrant validate, the packages of the libraries, and each test project.
# The last line is "N passed, N failed".
#
# usage: tests/run.sh [--no-install] [NAME...] [-- TEST OPTIONS...]
#
# NAME is a test project without .Tests (OpenFlow, Lab), or "buf", "vagrant" or "package": only those run. What stands after --
# goes to each test project, such as --filter-class Sdn.Wire.Tests.FrameDecoderTests.
set -euo pipefail

repository=$(dirname "$(dirname "$(readlink -f "$0")")")
results=$repository/tests/TestResults
project_minutes_max=30

# Tests that may be skipped, by name; any other skipped test counts as failed.
may_be_skipped=()

install=yes names=() test_options=()
while [[ $# -gt 0 ]]; do
    case $1 in
        --no-install) install= ;;
        --) shift; test_options=("$@"); break ;;
        -*) echo "tests/run.sh: unknown option $1" >&2; exit 2 ;;
        *) names+=("$1") ;;
    esac
    shift
done

passed=0 failed=0
cd "$repository"

wants() {
    local name
    [[ ${#names[@]} -gt 0 ]] || return 0
    for name in "${names[@]}"; do
        [[ $name != "$1" ]] || return 0
    done
    return 1
}

# finish: the one line that sums up, whatever happened before.
finish() {
    echo "$passed passed, $failed failed"
    [[ $failed -eq 0 && $passed -gt 0 ]] || exit 1
    exit 0
}

# check NAME COMMAND...: one check; what it says is shown when it fails.
check() {
    local name=$1 log=$results/$1.log
    shift
    wants "$name" || return 0
    if "$@" >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "ok    $name"
    else
        failed=$((failed + 1))
        cat "$log"
        echo "FAIL  $name: $*"
    fi
}

# need STEP COMMAND...: a step without which nothing else makes sense.
need() {
    local step=$1 log=$results/$1.log
    shift
    if ! "$@" >"$log" 2>&1; then
        cat "$log"
        echo "FAIL  $step: $*"
        failed=$((failed + 1))
        finish
    fi
}

# With names, only what they need.
# shellcheck disable=SC2317 # called through "need"
build() {
    local name
    if [[ ${#names[@]} -eq 0 ]]; then
        dotnet build SdnController.sln --configuration Release --nologo
        return
    fi
    for name in "${names[@]}"; do
        [[ ! -d tests/$name.Tests ]] || dotnet build "tests/$name.Tests" --configuration Release --nologo || return 1
    done
}

# count FILE NAME: a number from the summary of a .trx file.
count() { sed -nE "s/.*<Counters [^>]*\b$2=\"([0-9]+)\".*/\1/p" "$1" | head -n 1; }

run_project() {
    local project=$1 name log trx code=0
    name=$(basename "$project" .Tests)
    wants "$name" || return 0
    log=$results/$name.log trx=$results/$name.trx
    timeout --kill-after=30 "${project_minutes_max}m" dotnet test --project "$project" --configuration Release --no-build \
        --report-trx --report-trx-filename "$name.trx" --results-directory "$results" "${test_options[@]}" \
        >"$log" 2>&1 || code=$?
    summarize "$name" "$log" "$trx" "$code"
}

# A project that ran nothing, that broke off, or that says it failed although no test did, is a failure of its own.
summarize() {
    local name=$1 log=$2 trx=$3 code=$4 total=0 good=0 bad=0 skipped=0 excused=0
    if [[ -e $trx ]]; then
        total=$(count "$trx" total) good=$(count "$trx" passed)
        skipped=$(grep -c 'outcome="NotExecuted"' "$trx" || true)
        excused=$(excused_skips "$trx")
    fi
    bad=$((total - good - excused))
    if [[ $bad -eq 0 && ($code -ne 0 || $good -eq 0) ]]; then
        bad=1
        echo "FAIL  $name ended with exit code $code and $good passed tests" >>"$log"
    fi
    passed=$((passed + good)) failed=$((failed + bad))
    if [[ $bad -eq 0 ]]; then
        echo "ok    $name: $good passed$( ((excused == 0)) || echo ", $excused skipped by name")"
    else
        cat "$log"
        echo "FAIL  $name: $good passed, $bad failed$( ((skipped == excused)) || echo " (skipped tests count)")"
    fi
}

excused_skips() {
    local trx=$1 test number=0
    for test in "${may_be_skipped[@]}"; do
        if grep 'outcome="NotExecuted"' "$trx" | grep -qF "testName=\"$test\""; then
            number=$((number + 1))
        fi
    done
    echo "$number"
}

for name in "${names[@]}"; do
    [[ $name == buf || $name == vagrant || $name == package || -d tests/$name.Tests ]] || {
        echo "tests/run.sh: there is no check named $name" >&2
        exit 2
    }
done
rm -rf "$results"
mkdir -p "$results"

[[ -z $install ]] || need install lab/install --vagrant --buf
need build build
check buf npm --prefix proto run --silent lint
check vagrant vagrant validate
check package tests/package.sh
for project in tests/*.Tests; do
    [[ $project == */Lab.Tests ]] || run_project "$project"
done
# Last, because it takes the machine's whole attention.
[[ ! -d tests/Lab.Tests ]] || run_project tests/Lab.Tests
finish

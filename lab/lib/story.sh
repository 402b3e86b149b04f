# How the demo speaks: chapters, facts, checks, and the sum of them.
# shellcheck shell=bash

if [[ -t 1 ]]; then
    bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
else
    bold='' green='' red='' plain=''
fi

checks_passed=0 checks_failed=0
story_began=${EPOCHREALTIME/[.,]/}

chapter() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
fact() { printf '  %s\n' "$*"; }

# check SENTENCE COMMAND...: the sentence is true if the command succeeds; what the command says is shown if not.
check() {
    local sentence=$1 output
    shift
    if output=$("$@" 2>&1); then
        pass "$sentence"
    else
        fail "$sentence"
        [[ -z $output ]] || sed 's/^/        /' <<<"$output"
    fi
}

# must SENTENCE COMMAND...: a check without which the rest would show nothing.
must() {
    local failed_before=$checks_failed
    check "$@"
    [[ $checks_failed -eq $failed_before ]] || exit 1
}

pass() {
    checks_passed=$((checks_passed + 1))
    printf '  %sPASS%s  %s\n' "$green" "$plain" "$1"
}

fail() {
    checks_failed=$((checks_failed + 1))
    printf '  %sFAIL%s  %s\n' "$red" "$plain" "$1"
}

# milliseconds COMMAND...: runs it and prints how long it took.
milliseconds() {
    local began=${EPOCHREALTIME/[.,]/}
    "$@" >/dev/null || return
    echo $(((${EPOCHREALTIME/[.,]/} - began) / 1000))
}

seconds_so_far() {
    local milliseconds=$(((${EPOCHREALTIME/[.,]/} - story_began) / 1000))
    printf '%d.%d' $((milliseconds / 1000)) $((milliseconds % 1000 / 100))
}

# What the lab says, and how it fails.
# shellcheck shell=bash

say() { echo "$*" >&2; }

die() {
    echo "lab: $*" >&2
    exit 1
}

need_root() {
    [[ $EUID -eq 0 ]] || die "needs root (network namespaces, Open vSwitch, dockerd): run it with sudo"
}

need_command() {
    command -v "$1" >/dev/null || die "'$1' is missing: run lab/install first"
}

# wait_until SECONDS WHAT COMMAND...: asks until the command succeeds; WHAT names the fact that is waited for.
wait_until() {
    local seconds=$1 what=$2
    shift 2
    local deadline=$((${EPOCHREALTIME/[.,]/} + seconds * 1000000))
    until "$@" >/dev/null 2>&1; do
        ((${EPOCHREALTIME/[.,]/} < deadline)) || {
            say "lab: $what did not happen within $seconds s"
            return 1
        }
        sleep 0.05
    done
}

# wait_for_all PID...: fails if one of the jobs did.
wait_for_all() {
    local job failed=0
    for job in "$@"; do
        wait "$job" || failed=1
    done
    return "$failed"
}

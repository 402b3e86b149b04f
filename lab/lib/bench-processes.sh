# Memory and processor time of the two daemons: idle, and while containers come and go.
# shellcheck shell=bash disable=SC2154,SC2034

idle_seconds=10
declare -A goal_mb=([controller]=100 [agent]=40)

measure_idle() {
    say "idle for $idle_seconds s"
    processes_now idle-begin
    read -rt "$idle_seconds" <> <(:) || true # nothing to wait for: the time itself is what is measured
    processes_now idle
}

# processes_now WHEN: takes resident memory and processor time of both daemons.
processes_now() {
    process_now ctl controller "$1"
    process_now d1 agent "$1"
}

process_now() {
    local machine=$1 service=$2 when=$3 pid
    read -r pid <"$state/$machine/run/$service.pid"
    in_machine "$machine" cat "/proc/$pid/status" >"$samples/$service-$when.status"
    in_machine "$machine" cat "/proc/$pid/stat" >"$samples/$service-$when.stat"
}

# memory SERVICE WHEN FIELD: megabytes (10^6).
memory() { awk -v field="$3:" '$1 == field { printf "%.1f\n", $2 * 1024 / 1000000 }' "$samples/$1-$2.status"; }

# processor_ms SERVICE FROM TO: user and system time between two moments.
processor_ms() {
    local ticks_from ticks_to
    ticks_from=$(ticks "$1" "$2") ticks_to=$(ticks "$1" "$3")
    echo $(((ticks_to - ticks_from) * 1000 / $(getconf CLK_TCK)))
}

# What follows the program's name, which may contain blanks, in parentheses: utime and stime are the 12th and 13th.
ticks() { sed 's/.*) //' "$samples/$1-$2.stat" | awk '{ print $12 + $13 }'; }

print_processes() {
    local service
    echo
    echo "the daemons, with three devices: resident memory in MB, processor time in ms"
    {
        printf 'program\tidle\tof it mapped files\tgoal\tafter all of the above\tprocessor, idle, a second\tfor a connect and a disconnect\n'
        for service in controller agent; do
            printf 'sdn-%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$service" "$(memory "$service" idle VmRSS)" \
                "$(memory "$service" idle RssFile)" "under ${goal_mb[$service]}" "$(memory "$service" after VmRSS)" \
                "$(ratio "$(processor_ms "$service" idle-begin idle)" "$idle_seconds")" \
                "$(ratio "$(processor_ms "$service" before-connects after-connects)" "$operations")"
        done
    } | in_columns
}

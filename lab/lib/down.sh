# Taking a lab down, also one that was only half built, and proving that nothing of it is left.
# shellcheck shell=bash

# Kills a lab's machines. A machine's first process takes all others with it, and the kernel lets it go only after them.
down() {
    stop_recorded_machines
    stop_marked_processes
    remove_links
    remove_namespaces
    remove_cgroups
    rm -rf --one-file-system "$state"
}

stop_recorded_machines() {
    local file machine pid
    for file in "$state"/*/init; do
        [[ -e $file ]] || continue
        machine=$(basename "$(dirname "$file")")
        pid=$(machine_pid "$machine") || continue
        kill -KILL "$pid" 2>/dev/null || true
        wait_until 20 "the end of machine $machine" process_ended "$pid" || true
    done
}

process_ended() { [[ ! -e /proc/$1 ]]; }

# What no record tells of: a machine that was interrupted while it came up.
stop_marked_processes() {
    local pid
    for pid in $(marked_processes); do
        kill -KILL "$pid" 2>/dev/null || true
    done
    wait_until 20 "the end of the lab's processes" no_marked_processes || true
}

no_marked_processes() { [[ -z $(marked_processes) ]]; }

# Processes that carry this lab's mark in their environment.
marked_processes() {
    local file
    for file in /proc/[0-9]*/environ; do
        if { tr '\0' '\n' <"$file" | grep -q "^SDN_LAB_MACHINE=$lab_name/"; } 2>/dev/null; then
            file=${file#/proc/}
            echo "${file%/environ}"
        fi
    done
}

remove_links() {
    local link
    for link in $(wan_links); do
        ip -n "$(netns wan)" link delete "$link"
    done
}

# The links' ends in the wan, one name a line.
wan_links() {
    [[ -e /run/netns/$(netns wan) ]] || return 0
    ip -n "$(netns wan)" -oneline link show type veth | sed -E 's/^[0-9]+: ([^:@]+).*/\1/'
}

remove_namespaces() {
    local namespace
    for namespace in $(lab_namespaces); do
        ip netns delete "$namespace"
    done
}

lab_namespaces() {
    ip netns list | sed 's/ .*//' | grep -E "^$lab_name-(wan|ctl|d[0-9]+)\$" || true
}

remove_cgroups() {
    local directory
    for directory in $(lab_cgroups); do
        find "$directory" -depth -type d -exec rmdir {} +
    done
}

lab_cgroups() {
    local directory
    for directory in /sys/fs/cgroup/"$cgroup" /sys/fs/cgroup/*/"$cgroup"; do
        [[ ! -d $directory ]] || echo "$directory"
    done
}

# Prints what is left of the lab, a kind a line; fails if there is anything.
leftovers() {
    local left=0
    report_leftovers namespaces "$(lab_namespaces)" || left=1
    report_leftovers processes "$(marked_processes)" || left=1
    report_leftovers "veths on this host" "$(host_veths)" || left=1
    report_leftovers mounts "$(grep -F " $state" /proc/self/mountinfo || true)" || left=1
    report_leftovers cgroups "$(lab_cgroups)" || left=1
    report_leftovers "state" "$(if [[ -e $state ]]; then echo "$state"; fi)" || left=1
    return "$left"
}

# Container veths have no business on this host: they are made in a device and stay in it.
host_veths() {
    ip -oneline link show type veth | sed -E 's/^[0-9]+: ([^:@]+).*/\1/' | grep -E '^sdn[0-9a-f]{11}$' || true
}

report_leftovers() {
    local kind=$1 found=$2
    if [[ -z $found ]]; then
        printf '%-20s none left\n' "$kind"
    else
        printf '%-20s LEFT: %s\n' "$kind" "$(tr '\n' ' ' <<<"$found")"
        return 1
    fi
}

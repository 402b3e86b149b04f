# A machine of the lab: a network namespace on the underlay with a process, mount and host name space of its own.
# Devices and the controller are machines; the wan is only a network namespace.
# shellcheck shell=bash

wan_up() {
    local wan
    wan=$(netns wan)
    ip netns add "$wan"
    # Multicast snooping would forget who listens to neighbour discovery, for want of a querier.
    ip -n "$wan" link add underlay type bridge stp_state 0 mcast_snooping 0
    ip netns exec "$wan" sysctl -qw net.ipv6.conf.underlay.disable_ipv6=1
    ip -n "$wan" link set underlay up
    ip -n "$wan" link set lo up
}

# The link's end in the wan has the machine's name: that is where to capture what the machine sends and receives.
link_up() {
    local machine=$1 wan
    wan=$(netns wan)
    ip link add "$machine" netns "$wan" type veth peer name uplink netns "$(netns "$machine")"
    ip netns exec "$wan" sysctl -qw "net.ipv6.conf.$machine.disable_ipv6=1"
    ip -n "$wan" link set "$machine" master underlay up
}

machine_up() {
    local machine=$1
    mkdir -p "$state/$machine/run" "$state/$machine/log"
    ip netns add "$(netns "$machine")"
    ip -n "$(netns "$machine")" link set lo up
    link_up "$machine"
    # SDN_LAB_MACHINE marks every process of the lab; "down" and "leftovers" find them by it.
    env -i PATH="$PATH" HOME=/root SDN_LAB_MACHINE="$lab_name/$machine" \
        setsid --fork nsenter --net="/run/netns/$(netns "$machine")" \
        unshare --mount --propagation private --uts --pid --fork \
        "$lab_dir/lib/machine-init" "$state" "$machine" \
        </dev/null >"$state/$machine/log/init.log" 2>&1
    wait_until 10 "machine $machine" test -e "$state/$machine/init" || {
        cat "$state/$machine/log/init.log" >&2
        return 1
    }
}

# The pid of a machine's first process, if it still is that process and not another one that got its number.
machine_pid() {
    local pid started stat fields
    read -r pid started 2>/dev/null <"$state/$1/init" || return 1
    read -r stat 2>/dev/null <"/proc/$pid/stat" || return 1
    read -ra fields <<<"${stat##*) }"
    [[ ${fields[19]} == "$started" ]] || return 1
    echo "$pid"
}

machine_exists() {
    machine_pid "$1" >/dev/null || die "there is no machine '$1' in the lab '$lab_name' (lab/lab status shows them)"
}

# in_machine MACHINE COMMAND...: runs a command as if logged in there.
in_machine() {
    local machine=$1 pid
    shift
    pid=$(machine_pid "$machine") || die "machine $machine does not run"
    nsenter --target "$pid" --mount --uts --net --pid --wd \
        env -i PATH="$build_dir/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/root \
        TERM="${TERM:-dumb}" DOTNET_ROOT="$(dotnet_root)" SDN_LAB_MACHINE="$lab_name/$machine" \
        SDNCTL_CONTROLLER="$controller_url" "$@"
}

dotnet_root() { dirname "$(readlink -f "$(command -v dotnet)")"; }

# start_service MACHINE SERVICE COMMAND...: the pid file is written by the process that becomes the service.
start_service() {
    local machine=$1 service=$2
    shift 2
    rm -f "$state/$machine/run/$service.pid"
    # shellcheck disable=SC2016
    in_machine "$machine" setsid --fork bash -c 'echo $$ >"$0"; exec "$@"' "/run/$service.pid" "$@" \
        </dev/null >>"$state/$machine/log/$service.log" 2>&1
    wait_until 10 "the start of $service on $machine" test -s "$state/$machine/run/$service.pid"
}

service_runs() {
    local machine=$1 service=$2 pid
    read -r pid 2>/dev/null <"$state/$machine/run/$service.pid" || return 1
    in_machine "$machine" kill -0 "$pid" 2>/dev/null
}

service_ended() { ! service_runs "$@"; }

# await_service MACHINE SERVICE SECONDS COMMAND...: waits until the command succeeds; a service that ended before is not
# waited for.
await_service() {
    local machine=$1 service=$2 seconds=$3
    shift 3
    wait_until "$seconds" "$service on $machine" serves_or_ended "$machine" "$service" "$@" &&
        service_runs "$machine" "$service" || {
        show_log "$machine" "$service"
        return 1
    }
}
# A socket's file outlives a server that was killed; only a server takes a connection.
takes_connections() { socat -u OPEN:/dev/null "UNIX-CONNECT:$1"; }
serves_or_ended() {
    local machine=$1 service=$2
    shift 2
    "$@" || service_ended "$machine" "$service"
}

# stop_service MACHINE SERVICE [SIGNAL]
stop_service() {
    local machine=$1 service=$2 signal=${3:-TERM} pid
    service_runs "$machine" "$service" || die "$service does not run on $machine"
    read -r pid <"$state/$machine/run/$service.pid"
    in_machine "$machine" kill "-$signal" "$pid"
    wait_until 20 "the end of $service on $machine" service_ended "$machine" "$service"
    rm -f "$state/$machine/run/$service.pid"
}

# show_log MACHINE SERVICE: what a service said last, for someone who has to find out why it failed.
show_log() {
    say "--- last lines of $state/$1/log/$2.log"
    tail -n 15 "$state/$1/log/$2.log" >&2 || true
}

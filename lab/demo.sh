#!/bin/bash
# The whole product in one sitting: two applications on three devices, real Docker containers, isolation that is
# proven on the wire, a policy that opens one port and closes it again. Nothing stays on the machine but packages.
#
# usage: lab/demo.sh [--keep]        --keep leaves the lab up, to look around
set -euo pipefail
shopt -s inherit_errexit

# shellcheck source-path=SCRIPTDIR
here=$(dirname "$(readlink -f "$0")")
source "$here/lib/settings.sh"
source "$here/lib/output.sh"
source "$here/lib/machine.sh"
source "$here/lib/device.sh"
source "$here/lib/controller.sh"
source "$here/lib/story.sh"
source "$here/lib/reach.sh"

keep=
[[ ${1:-} != --keep ]] || keep=yes
devices=(d1 d2 d3)
lab=$here/lab
logs=$build_dir/demo-logs
finished=

main() {
    need_root
    [[ ! -e $state ]] || die "the lab '$lab_name' is up: lab/lab down first"
    trap finish EXIT
    prepare
    create_applications
    start_containers
    show_reachability
    show_wire
    show_policy
    show_attach_times
    [[ -n $keep ]] || tear_down
    finished=yes
}

prepare() {
    chapter "1. Three devices and a controller"
    "$here/install"
    "$lab" up "${#devices[@]}"
    must "every service runs" "$lab" status --check
    must "every device is connected to the controller" wait_until 30 "the devices' connection" devices_are_ready
    "$lab" status | sed 's/^/  /'
}

devices_are_ready() {
    local device
    for device in "${devices[@]}"; do
        [[ $(sdnctl device get "$device" -o json | jq -r .status.state) == DEVICE_STATE_READY ]] || return 1
    done
}

create_applications() {
    chapter "2. Two applications, each with a network and a tunnel of its own"
    sdnctl application create cameras --encapsulation vxlan >/dev/null
    sdnctl application create meters --encapsulation gre >/dev/null
    sdnctl application list | sed 's/^/  /'
    fact "on each device: docker network create -d sdn -o application=cameras cameras, and the same for meters"
    local device application
    for application in cameras meters; do
        for device in "${devices[@]}"; do
            docker_of "$device" network create -d sdn -o "application=$application" "$application" >/dev/null
        done
        must "Docker's network $application has the application's subnets on every device" \
            wait_until 10 "the subnets of $application" networks_have_subnets "$application"
    done
}

# Docker chose addresses of its own; the agent replaces the network by one with those of the application.
networks_have_subnets() {
    local application=$1 device wanted
    wanted=$(sdnctl application get "$application" -o json | jq -r '[.status.ipv4Subnet, .status.ipv6Subnet] | sort | join(" ")')
    for device in "${devices[@]}"; do
        [[ $(docker_of "$device" network inspect "$application" | jq -r '[.[0].IPAM.Config[].Subnet] | sort | join(" ")') == "$wanted" ]] ||
            return 1
    done
}

start_containers() {
    chapter "3. Six containers, started with docker run"
    local device
    local took
    took=$(milliseconds docker_of d1 run --detach --name alone --network none "$image")
    docker_of d1 rm --force alone >/dev/null
    fact "without a network, for comparison: $took ms"
    for device in "${devices[@]}"; do
        start_container "camera-${device#d}" "$device" cameras
        start_container "meter-${device#d}" "$device" meters
    done
    must "the controller knows six endpoints" has_endpoints 6
}

start_container() {
    local name=$1 device=$2 application=$3 took
    took=$(milliseconds docker_of "$device" run --detach --name "$name" --network "$application" "$image")
    add_container "$name" "$device" "$application"
    fact "$(printf '%-9s on %s  %-12s %-20s docker run: %5d ms' \
        "$name" "$device" "${address4_of[$name]}" "${address6_of[$name]}" "$took")"
}

has_endpoints() {
    local count
    count=$(sdnctl endpoint list -o json | jq -s '[.. | objects | select(.name? // "" | startswith("endpoints/"))] | length')
    [[ $count == "$1" ]] || { echo "the controller lists $count endpoints"; return 1; }
}

show_reachability() {
    chapter "4. Who reaches whom (ping): yes inside an application, no across; ! marks what should not be so"
    local family
    for family in 4 6; do
        if matrix "$family"; then
            pass "IPv$family: every container reaches its own application on every device, and no other"
        else
            fail "IPv$family: the matrix is not what it should be"
        fi
    done
}

show_wire() {
    chapter "5. The wire between the devices, while all of them ping all others again"
    local report=$state/wire.json links=() device
    for device in "${devices[@]}"; do
        links+=(--interface "$device")
    done
    # The capture runs in the wan, the pings in the devices.
    if capture_matrix "$report" "${links[@]}"; then
        pass "every packet of an application is in its own tunnel, nothing leaks and nothing else is there"
    else
        fail "the wire is clean"
        jq '.links' "$report" 2>/dev/null | sed 's/^/        /' || true
    fi
    show_tallies "$report"
    check "cameras were seen on every link, with their VNI" seen_on_every_link "$report" cameras
    check "meters were seen on every link, with their GRE key" seen_on_every_link "$report" meters
}

# Told apart by the exit code: 0 clean, 1 not clean, 3 no proof.
capture_matrix() {
    local report=$1
    shift
    "$lab" exec wan -- "$build_dir/bin/sdn-lab-wire" capture "$@" --json \
        --application "$(wire_application cameras)" --application "$(wire_application meters)" \
        -- bash -c "$(declare -p containers device_of application_of address4_of address6_of state)
            $(declare -f docker_of in_container pings_of wait_for_all ping_everything); ping_everything" >"$report" 2>"$report.log" ||
        { local code=$?; cat "$report.log" >&2; return "$code"; }
}

ping_everything() {
    local source family jobs=()
    for family in 4 6; do
        for source in "${containers[@]}"; do
            pings_of "$source" "$family" >/dev/null &
            jobs+=("$!")
        done
    done
    wait_for_all "${jobs[@]}"
}

# An application as sdn-lab-wire wants it: cameras=vxlan:100:10.64.0.0/24:fd64::/64.
wire_application() {
    sdnctl application get "$1" -o json | jq -r --arg name "$1" '
        ((.spec.encapsulation // "ENCAPSULATION_VXLAN") | ascii_downcase | ltrimstr("encapsulation_")) as $encapsulation |
        "\($name)=\($encapsulation):\(.status.key):\(.status.ipv4Subnet):\(.status.ipv6Subnet)"'
}

show_tallies() {
    jq -r '.links[] | "  \(.link): " +
        (if .tunnels == {} then "no tunnel packets" else ([.tunnels | to_entries[] | "\(.value) packets in \(.key)"] | join(", ")) end) +
        (if .other == {} then "" else "; besides " + ([.other | to_entries[] | "\(.value) \(.key)"] | join(", ")) end)' \
        "$1" 2>/dev/null || true
}

seen_on_every_link() { jq -e --arg application "$2" '.links | length > 0 and all(.own[$application] > 0)' "$1"; }

show_policy() {
    chapter "6. A policy: cameras may open TCP port 8080 of meters, and nothing more"
    local to4=${address4_of[meter-2]} to6=${address6_of[meter-2]} before after
    check "before, the port is closed" tcp_is closed camera-1 "$to4" 8080
    sdnctl policy create cameras-to-meters --from cameras --to meters --protocol tcp --port 8080 >/dev/null
    sdnctl wait >/dev/null
    fact "sdnctl policy create cameras-to-meters --from cameras --to meters --protocol tcp --port 8080"
    check "camera-1 reaches port 8080 of meter-2 by IPv4" tcp_is open camera-1 "$to4" 8080
    check "camera-1 reaches port 8080 of meter-2 by IPv6" tcp_is open camera-1 "$to6" 8080
    check "port 9090 stays closed" tcp_is closed camera-1 "$to4" 9090
    check "ping stays closed" ping_is closed camera-1 "$to4"
    check "the other way stays closed" tcp_is closed meter-2 "${address4_of[camera-1]}" 8080

    hold_connection camera-1 "$to4" 8080
    check "an open connection carries data" wait_until 5 "the first echo" echoes_more_than camera-1 0
    before=$(echoed camera-1)
    check "and goes on carrying it" wait_until 5 "more echoes" echoes_more_than camera-1 "$before"
    sdnctl policy delete cameras-to-meters >/dev/null
    sdnctl wait >/dev/null
    fact "sdnctl policy delete cameras-to-meters"
    before=$(echoed camera-1)
    read -rt 2 <> <(:) || true # the time in which twenty more lines would have come
    after=$(echoed camera-1)
    check "the client still sends" connection_is_held camera-1
    check "the open connection is cut: $before bytes came back, two seconds later $after" test "$before" -eq "$after"
    check "the port is closed again" tcp_is closed camera-1 "$to4" 8080
}

show_attach_times() {
    chapter "7. How long an attach takes (docker network connect, to a running container)"
    local name network times=()
    for name in "${containers[@]}"; do
        network=${application_of[$name]}
        docker_of "${device_of[$name]}" network disconnect "$network" "$name"
        times+=("$(milliseconds docker_of "${device_of[$name]}" network connect "$network" "$name")")
        read_addresses "$name"
        fact "$(printf '%-9s %5d ms' "$name" "${times[-1]}")"
    done
    check "the containers reach each other as before" matrix 4
}

tear_down() {
    chapter "8. Everything goes"
    local device name
    for name in "${containers[@]}"; do
        docker_of "${device_of[$name]}" rm --force "$name" >/dev/null
    done
    check "no endpoint is left at the controller" has_endpoints 0
    for device in "${devices[@]}"; do
        docker_of "$device" network rm cameras meters >/dev/null
        check "no port is left on $device" no_ports_left "$device"
    done
    sdnctl application delete cameras >/dev/null
    sdnctl application delete meters >/dev/null
    save_logs
    "$lab" down
    check "nothing is left of the lab" "$lab" leftovers
    "$lab" leftovers | sed 's/^/        /'
}

# The bridge may have its own interface; containers and tunnels are gone.
no_ports_left() {
    local left
    left=$(in_machine "$1" ovs-vsctl --if-exists list-ports br-int)
    [[ -z $left ]] || { echo "$left"; return 1; }
}

# The lab's logs go with the lab; what failed should be found out all the same.
save_logs() {
    rm -rf "$logs"
    mkdir -p "$logs"
    local directory
    for directory in "$state"/*/log; do
        [[ ! -d $directory ]] || cp -r "$directory" "$logs/$(basename "$(dirname "$directory")")"
    done
}

finish() {
    local code=$?
    trap - EXIT
    if [[ -z $finished ]]; then
        fail "the demo was gone through to its end (exit code $code)"
        save_logs || true
        [[ -n $keep ]] || "$lab" down || true
    fi
    printf '\n%d passed, %d failed, %s s\n' "$checks_passed" "$checks_failed" "$(seconds_so_far)"
    if [[ $checks_failed -gt 0 ]]; then
        echo "The logs of the last run are in $logs."
        exit 1
    fi
    [[ -z $keep ]] || echo "The lab is still up: lab/sdnctl device list, lab/docker d1 ps, lab/lab status; lab/lab down ends it."
}

main "$@"

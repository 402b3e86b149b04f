# Bringing a lab up: the underlay first, then the controller and the devices at the same time.
# shellcheck shell=bash

up() {
    local count=${1:-3}
    [[ $count =~ ^[0-9]+$ ]] && ((count >= 1 && count <= devices_max)) ||
        die "the number of devices must be 1 to $devices_max, not '$count'"
    check_tools
    [[ ! -e $state ]] || die "the lab '$lab_name' is up or was not taken down: lab/lab down first"
    with_controller || say "Devices only, no controller and no agents."
    ! with_controller || "$lab_dir/build"
    # From here on this process has the lab's mark too, so that "down" can end an "up" that still runs.
    exec env SDN_LAB_MACHINE="$lab_name/up" "$lab_dir/lab" up-machines "$count"
}

up_machines() {
    local count=$1
    mkdir "$state"
    "$lab_dir/image" "$state/image.tar"
    wan_up
    machines_up "$count" || die "the lab is not up; look at $state/*/log, then lab/lab down"
    ! with_controller || agents_up "$count" || die "the lab is not up; look at $state/*/log, then lab/lab down"
    say "Up: $(device_names "$count" | tr '\n' ' ')$(! with_controller || echo "and the controller at $controller_url")"
}

with_controller() { [[ -z ${SDN_LAB_ONLY_DEVICES:-} ]]; }

check_tools() {
    local tool
    for tool in ip nsenter unshare sysctl iptables ethtool socat jq busybox docker dockerd docker-init ovsdb-server ovs-vswitchd; do
        need_command "$tool"
    done
    [[ -c /dev/net/tun ]] || die "/dev/net/tun is missing: the kernel needs the tun driver (modprobe tun)"
    ! with_controller || need_command dotnet
}

device_names() { seq -f 'd%g' 1 "$1"; }

machines_up() {
    local count=$1 device jobs=()
    if with_controller; then
        controller_up &
        jobs+=("$!")
    fi
    for device in $(device_names "$count"); do
        device_up "$device" &
        jobs+=("$!")
    done
    wait_for_all "${jobs[@]}"
}

# An agent starts when the controller knows its device.
agents_up() {
    local count=$1 device jobs=()
    for device in $(device_names "$count"); do
        create_device "$device" || return 1
        start_agent "$device" &
        jobs+=("$!")
    done
    wait_for_all "${jobs[@]}" || return 1
    wait_until 60 "that every device is ready" devices_are_ready "$count"
}

devices_are_ready() {
    local ready
    ready=$(sdnctl device list -o json | jq '[.[] | select(.status.state == "DEVICE_STATE_READY")] | length')
    [[ $ready -eq $1 ]]
}

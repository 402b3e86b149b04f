# A device: a machine with Open vSwitch, dockerd and the agent. The command lines of all three stand here.
# shellcheck shell=bash

device_services=(ovsdb-server ovs-vswitchd dockerd agent)

device_up() {
    local device=$1
    machine_up "$device"
    start_ovsdb_server "$device"
    start_ovs_vswitchd "$device"
    provision_device "$device"
    start_dockerd "$device"
    load_image "$device"
}

start_ovsdb_server() {
    local device=$1
    local database=$state/$device/conf.db
    mkdir -p "$state/$device/run/openvswitch"
    [[ -e $database ]] ||
        in_machine "$device" ovsdb-tool create "$database" /usr/share/openvswitch/vswitch.ovsschema
    start_service "$device" ovsdb-server ovsdb-server "$database" \
        --remote=punix:/run/openvswitch/db.sock --remote=db:Open_vSwitch,Open_vSwitch,manager_options \
        --unixctl=/run/openvswitch/ovsdb-server.ctl --no-chdir -vconsole:info -vsyslog:off
    await_service "$device" ovsdb-server 10 takes_connections "$state/$device/run/openvswitch/db.sock"
    in_machine "$device" ovs-vsctl --no-wait init
}

start_ovs_vswitchd() {
    local device=$1
    start_service "$device" ovs-vswitchd ovs-vswitchd unix:/run/openvswitch/db.sock \
        --pidfile=/run/openvswitch/ovs-vswitchd.pid --no-chdir -vconsole:info -vsyslog:off
}

# The same script makes a device of a virtual machine (see Vagrantfile).
provision_device() {
    local device=$1
    in_machine "$device" env DEVICE="$device" CONTROLLER="$controller_address" DATAPATH=netdev UPLINK=uplink \
        ADDRESS4="$(address4 "$device")/$prefix4" ADDRESS6="$(address6 "$device")/$prefix6" \
        "$lab_dir/provision/device" configure
}

# No bridge and no packet filter of its own: the only networks are the agent's.
dockerd_without_networks=(--bridge none --iptables=false --ip6tables=false --ip-masq=false --userland-proxy=false)

# start_dockerd DEVICE [OPTION...]: with other options than those above, if there are any.
start_dockerd() {
    local device=$1 options=("${@:2}")
    [[ ${#options[@]} -gt 0 ]] || options=("${dockerd_without_networks[@]}")
    # dockerd turns IP forwarding on, as on a real device, so isolation must not depend on its being off. The cgroup driver
    # is named because dockerd would otherwise ask the systemd of the machine that the lab runs on.
    start_service "$device" dockerd dockerd --data-root "$state/$device/docker" "${options[@]}" \
        --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$cgroup/$device"
    await_service "$device" dockerd 60 docker_of "$device" version
}

# The agent's command line.
start_agent() {
    local device=$1
    start_service "$device" agent "$build_dir/agent/sdn-agent" --device "$device" --controller "$controller_url" \
        --state-dir "$state/$device/agent" --plugin-socket /run/docker/plugins/sdn.sock \
        --docker unix:///run/docker.sock
    await_service "$device" agent 20 takes_connections "$state/$device/run/docker/plugins/sdn.sock"
}

# The real docker client against a device's dockerd.
docker_of() {
    local device=$1
    shift
    docker -H "unix://$state/$device/run/docker.sock" "$@"
}

load_image() { docker_of "$1" load --quiet --input "$state/image.tar" >/dev/null; }

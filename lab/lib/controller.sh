# The controller: a machine with an address on the underlay that runs sdn-controller. Its command line stands here.
# shellcheck shell=bash

controller_up() {
    machine_up ctl
    provision_controller
    start_controller
}

# A plain host: its addresses are on the link itself.
provision_controller() {
    in_machine ctl env UPLINK=uplink ADDRESS4="$(address4 ctl)/$prefix4" ADDRESS6="$(address6 ctl)/$prefix6" \
        "$lab_dir/provision/controller" configure
}

start_controller() {
    mkdir -p "$state/ctl/store"
    start_service ctl controller "$build_dir/controller/sdn-controller" --state-dir "$state/ctl/store" \
        "--Listen:Grpc=0.0.0.0:$grpc_port" "--Listen:Ovsdb=0.0.0.0:$ovsdb_port" \
        "--Listen:OpenFlow=0.0.0.0:$openflow_port"
    await_service ctl controller 30 sdnctl device list
}

sdnctl() { in_machine ctl "$build_dir/cli/sdnctl" "$@"; }

create_device() {
    sdnctl device create "$1" --system-id "$1" --vtep "$(address4 "$1")" >/dev/null
}

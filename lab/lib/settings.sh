# The names, paths and addresses of one lab. Every other file reads them from here.
# shellcheck shell=bash disable=SC2034

# Labs with different names live side by side: SDN_LAB=mine lab/lab up.
lab_name=${SDN_LAB:-sdn}
[[ $lab_name =~ ^[a-z][a-z0-9]{0,7}$ ]] || {
    echo "lab: SDN_LAB must be up to 8 small letters and digits, not '$lab_name'" >&2
    exit 2
}

lab_dir=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
repository=$(dirname "$lab_dir")
build_dir=$lab_dir/.build
state=/run/$lab_name-lab            # all that a running lab writes
cgroup=$lab_name-lab                # the containers' cgroups, below each hierarchy's root
image=sdn-lab:latest                # what the containers run

# The underlay: documentation prefixes (RFC 5737, RFC 3849), so that no real network is shadowed.
underlay4=192.0.2 prefix4=24
underlay6=2001:db8:1: prefix6=64
controller_host=250                 # the controller's last address part
devices_host=10                     # device N has this + N; lower ones are for routers, as on most networks
devices_max=100

ovsdb_port=6640 openflow_port=6653 grpc_port=6650

controller_address=$underlay4.$controller_host
controller_url=http://$controller_address:$grpc_port

netns() { echo "$lab_name-$1"; }

# The last part of a machine's addresses.
host_part() {
    case $1 in
        ctl) echo "$controller_host" ;;
        d*) echo "$((devices_host + ${1#d}))" ;;
    esac
}
address4() { echo "$underlay4.$(host_part "$1")"; }
address6() { echo "$underlay6:$(host_part "$1")"; }

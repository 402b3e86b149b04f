# What is compared: the networks on d1's dockerd, and whether overlay can be one of them.
# shellcheck shell=bash disable=SC2154,SC2034

sdn=bench-sdn bridge=bench-bridge bridge6=bench-bridge6 overlay=bench-overlay
peers=()
overlay_refusal=    # docker's own words when there is no overlay here

declare -A peer_is=(
    [$sdn]="sdn (IPv4 and IPv6)"
    [$bridge]="bridge (IPv4 only)"
    [$bridge6]="bridge (IPv4 and IPv6)"
    [$overlay]="overlay (IPv4 only)"
    [none]="none"
)

# The lab's devices have a dockerd that makes no networks of its own. Here it runs as a newcomer has it: with its bridge
# and its packet filter.
docker_as_installed() {
    local device=$1
    stop_service "$device" dockerd
    start_dockerd "$device" --iptables=true
}

peers_up() {
    sdnctl application create "$sdn" >/dev/null
    sdn_network_up d1
    sdn_network_up d2
    docker_of d1 network create --driver bridge "$bridge" >/dev/null
    docker_of d1 network create --driver bridge --ipv6 --subnet fd00:b6::/64 "$bridge6" >/dev/null
    peers=("$sdn" "$bridge" "$bridge6")
    if overlay_refusal=$(overlay_up 2>&1); then
        peers+=("$overlay")
        overlay_refusal=
    fi
}

sdn_network_up() {
    docker_of "$1" network create --driver sdn --opt "application=$sdn" "$sdn" >/dev/null
    wait_until 10 "the application's subnets on $1" network_has_subnets "$1" "$sdn"
}

# Docker chose addresses of its own; the agent replaces the network by one with those of the application.
network_has_subnets() {
    [[ $(docker_of "$1" network inspect "$2" | jq -r '[.[0].IPAM.Config[].Subnet] | sort | join(" ")') == \
        $(sdnctl application get "$2" -o json | jq -r '[.status.ipv4Subnet, .status.ipv6Subnet] | sort | join(" ")') ]]
}

# A swarm of d1 and d2. Its VXLAN has a UDP port of its own: 4789 is that of Open vSwitch here, which takes the packets
# before the kernel sees them. Prints what docker said, should it refuse.
overlay_up() {
    docker_of d1 swarm init --advertise-addr "$(address4 d1)" --data-path-port 4790 >/dev/null || return
    docker_of d2 swarm join --advertise-addr "$(address4 d2)" --token "$(docker_of d1 swarm join-token --quiet worker)" \
        "$(address4 d1):2377" >/dev/null || return
    docker_of d1 network create --driver overlay --attachable "$overlay" >/dev/null
}

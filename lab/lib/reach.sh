# Who reaches whom: the demo's containers, and probes between them with ping and TCP.
# shellcheck shell=bash

# Two containers a device: camera-N and meter-N on dN.
containers=()
declare -A device_of application_of address4_of address6_of

# add_container NAME DEVICE APPLICATION: remembers one that runs, with the addresses that Docker says it has.
add_container() {
    local name=$1 device=$2 application=$3
    containers+=("$name")
    device_of[$name]=$device
    application_of[$name]=$application
    read_addresses "$name"
}

read_addresses() {
    local name=$1 network=.NetworkSettings.Networks.${application_of[$1]}
    read -r "address4_of[$name]" "address6_of[$name]" < <(docker_of "${device_of[$name]}" inspect \
        --format "{{$network.IPAddress}} {{$network.GlobalIPv6Address}}" "$name")
}

in_container() {
    local name=$1
    shift
    docker_of "${device_of[$name]}" exec "$name" "$@"
}

# pings_of SOURCE FAMILY: the containers that SOURCE reaches by one ping each, all at once, one name a line.
pings_of() {
    local source=$1 family=$2 target script=''
    local -n addresses=address${family}_of
    for target in "${containers[@]}"; do
        [[ $target == "$source" ]] ||
            script+="ping -c 1 -W 2 ${addresses[$target]} >/dev/null 2>&1 && echo $target & "
    done
    in_container "$source" sh -c "$script wait"
}

# may_reach SOURCE TARGET: what should be.
may_reach() { [[ ${application_of[$1]} == "${application_of[$2]}" ]]; }

# matrix FAMILY: a row a source, in each cell what was seen; "!" marks where that is not what should be.
# Fails if anything is not what should be.
matrix() {
    local family=$1 source target reached wrong=0 cell seen jobs=()
    # All sources ping at the same time: what stays unanswered takes its full patience.
    seen=$(mktemp -d)
    for source in "${containers[@]}"; do
        pings_of "$source" "$family" >"$seen/$source" &
        jobs+=("$!")
    done
    wait_for_all "${jobs[@]}" || { rm -rf "$seen"; return 1; }
    printf '        %-10s' "IPv$family"
    printf '%-10s' "${containers[@]}"
    printf '\n'
    for source in "${containers[@]}"; do
        reached=$(<"$seen/$source")
        reached=" ${reached//$'\n'/ } "
        printf '        %-10s' "$source"
        for target in "${containers[@]}"; do
            cell=$(cell "$source" "$target" "$reached")
            [[ $cell != *'!' ]] || wrong=1
            printf '%-10s' "$cell"
        done
        printf '\n'
    done
    rm -rf "$seen"
    return "$wrong"
}

cell() {
    local source=$1 target=$2 reached=$3 seen=no expected=no
    [[ $source != "$target" ]] || { echo .; return; }
    [[ $reached != *" $target "* ]] || seen=yes
    ! may_reach "$source" "$target" || expected=yes
    [[ $seen == "$expected" ]] && echo "$seen" || echo "$seen!"
}

# tcp_of SOURCE ADDRESS PORT: "open" if a line goes there and comes back, "closed" if not. Either is said in the
# container, so that a probe that could not be made is neither.
tcp_of() {
    in_container "$1" sh -c "[ \"\$(echo there and back | nc -w 2 $2 $3 2>/dev/null)\" = 'there and back' ] && echo open || echo closed"
}
ping_of() {
    in_container "$1" sh -c "ping -c 1 -W 2 $2 >/dev/null 2>&1 && echo open || echo closed"
}
tcp_is() { is "$1" tcp_of "${@:2}"; }
ping_is() { is "$1" ping_of "${@:2}"; }

# is EXPECTED COMMAND...: says what there is instead.
is() {
    local expected=$1 seen
    shift
    seen=$("$@") && [[ $seen == "$expected" ]] || { echo "it is ${seen:-not known}"; return 1; }
}

# A connection that stays open and carries a line ten times a second, which the other side echoes.
hold_connection() {
    docker_of "${device_of[$1]}" exec --detach "$1" \
        sh -c "while :; do echo tick; sleep 0.1; done | nc $2 $3 >/tmp/echoed"
}
echoed() { in_container "$1" sh -c 'wc -c </tmp/echoed'; }
echoes_more_than() { (($(echoed "$1") > $2)); }
connection_is_held() { in_container "$1" sh -c 'ps | grep -q "[n]c "'; }

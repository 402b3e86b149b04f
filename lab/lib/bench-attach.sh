# docker network connect, docker run, and docker run to the first answered ping across devices, of all peers in turns.
# shellcheck shell=bash disable=SC2154,SC2034

# turns COUNT MEASURE...: calls MEASURE... PEER for each peer, COUNT times, and begins with another peer each time, so that
# the machine's noise, and what one operation leaves for the next, hit all alike.
turns() {
    local count=$1 turn index networks=("${peers[@]}")
    shift
    for ((turn = 0; turn < count; turn++)); do
        for ((index = 0; index < ${#networks[@]}; index++)); do
            "$@" "${networks[(turn + index) % ${#networks[@]}]}"
        done
    done
}

# One container takes all the connects. It is on Docker's default bridge, because one without a network cannot get one.
measure_connects() {
    docker_of d1 run --detach --name target "$image" >/dev/null
    say "connecting and disconnecting ${#peers[@]} networks in turns, $operations times each"
    turns 1 connect_once first
    processes_now before-connects
    turns "$operations" connect_once warm
    processes_now after-connects
    docker_of d1 rm --force target >/dev/null
}

# The first operation of each peer is a series of its own: it loads and compiles what the others find ready.
connect_once() {
    add_sample "connect-$1-$2" "$(docker_api d1 "networks/$2/connect" '{"Container":"target"}')"
    add_sample "disconnect-$1-$2" "$(docker_api d1 "networks/$2/disconnect" '{"Container":"target"}')"
}

# docker_api DEVICE PATH BODY: asks dockerd and prints the milliseconds from the connect to its socket to its whole answer;
# so the docker client's own start is not in the figure.
docker_api() {
    local answer
    answer=$(curl --silent --show-error --unix-socket "$state/$1/run/docker.sock" --output "$samples/.answer" \
        --header 'Content-Type: application/json' --data "$3" --write-out '%{http_code} %{time_total}' "http://docker/$2")
    [[ $answer == 2* ]] || die "docker refused $2: $(cat "$samples/.answer")"
    awk '{ print $2 * 1000 }' <<<"$answer"
}

measure_runs() {
    local peers=("${peers[@]}" none)
    say "docker run on ${#peers[@]} networks in turns, $runs times each"
    turns 1 run_once first
    turns "$runs" run_once warm
}

run_once() {
    local from=${EPOCHREALTIME/[.,]/}
    docker_of d1 run --detach --name one --network "$2" "$image" >/dev/null
    add_sample "run-$1-$2" "$(milliseconds_since "$from")"
    docker_of d1 rm --force one >/dev/null
}

# A container on d1 that pings one on d2 from its first moment, with a second's patience for each ping.
measure_first_pings() {
    local peers=("$sdn")
    [[ -n $overlay_refusal ]] || peers+=("$overlay")
    say "docker run to the first answered ping from d1 to d2 in turns, $runs times each"
    local peer
    for peer in "${peers[@]}"; do
        docker_of d2 run --detach --name "far-$peer" --network "$peer" "$image" >/dev/null
    done
    turns 1 first_ping_once first
    turns "$runs" first_ping_once warm
}

first_ping_once() {
    local far from pings=
    far=$(docker_of d2 inspect --format "{{(index .NetworkSettings.Networks \"$2\").IPAddress}}" "far-$2")
    from=${EPOCHREALTIME/[.,]/}
    # The time is taken when the line comes, not when the container has ended.
    while read -r pings; do
        add_sample "ping-$1-$2" "$(milliseconds_since "$from")"
        add_sample "pings-$1-$2" "$pings"
    done < <(docker_of d1 run --rm --network "$2" "$image" sh -c \
        "for i in 1 2 3 4 5 6 7 8 9 10; do if ping -c 1 -W 1 $far >/dev/null 2>&1; then echo \$i; break; fi; done")
    has_samples "ping-$1-$2" || die "no ping from d1 to d2 over $2 was answered"
}

print_connects() {
    echo
    echo "docker network connect of a running container: milliseconds of dockerd's API (curl on its socket), $operations operations of each in turns"
    {
        printf 'network\tfirst\tp50\tp99\tdisconnect p50\tp99\tsdn / this at p50\tat p99\n'
        local peer
        for peer in "${peers[@]}"; do
            printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "${peer_is[$peer]}" "$(first_sample "connect-first-$peer")" \
                "$(percentile "connect-warm-$peer" 50)" "$(percentile "connect-warm-$peer" 99)" \
                "$(percentile "disconnect-warm-$peer" 50)" "$(percentile "disconnect-warm-$peer" 99)" \
                "$(ratio "$(percentile "connect-warm-$sdn" 50)" "$(percentile "connect-warm-$peer" 50)")" \
                "$(ratio "$(percentile "connect-warm-$sdn" 99)" "$(percentile "connect-warm-$peer" 99)")"
        done
    } | in_columns
    echo "  sdn / this: below 1, sdn is faster (goal: below 1 for bridge). The two bridges differ in IPv6 alone."
    [[ -z $overlay_refusal ]] || echo "  overlay cannot run here; docker says: $overlay_refusal"
}

# The agent says of each attach where its time went; the rest of a connect is dockerd's own.
print_share() {
    local log=$state/d1/log/agent.log step
    # The first connect is not among the samples; the attaches of docker run come after them.
    sed -nE 's/.*: veth ([0-9.]+) ms, controller ([0-9.]+) ms, addresses and state ([0-9.]+) ms.*/\1 \2 \3/p' "$log" |
        awk -v last=$((operations + 1)) 'NR > 1 && NR <= last' >"$samples/.steps"
    awk '{ print $1 }' "$samples/.steps" >"$samples/step-veth"
    awk '{ print $2 }' "$samples/.steps" >"$samples/step-controller"
    awk '{ print $3 }' "$samples/.steps" >"$samples/step-state"
    awk '{ print $1 + $2 + $3 }' "$samples/.steps" >"$samples/step-agent"
    paste "$samples/connect-warm-$sdn" "$samples/step-agent" | awk '{ print $1 - $2 }' >"$samples/step-docker"
    echo
    echo "where the time of sdn's connects goes: milliseconds"
    {
        printf 'step\tp50\tp99\n'
        for step in "agent: veth pair|veth" "agent: controller (store, plan, OVSDB, OpenFlow)|controller" \
            "agent: addresses and state file|state" "dockerd itself, and its other calls of the driver|docker"; do
            printf '%s\t%s\t%s\n' "${step%|*}" "$(percentile "step-${step#*|}" 50)" "$(percentile "step-${step#*|}" 99)"
        done
    } | in_columns
}

print_runs() {
    local peer
    echo
    echo "docker run of a detached container: milliseconds of the docker client, $runs runs of each in turns"
    {
        printf 'network\tfirst\tp50\tlongest\n'
        for peer in "${peers[@]}" none; do
            printf '%s\t%s\t%s\t%s\n' "${peer_is[$peer]}" "$(first_sample "run-first-$peer")" \
                "$(percentile "run-warm-$peer" 50)" "$(percentile "run-warm-$peer" 100)"
        done
    } | in_columns
    echo
    echo "docker run to the first answered ping across devices: milliseconds, $runs runs of each in turns"
    {
        printf 'network\tfirst\tp50\tlongest\tanswered by ping number\n'
        for peer in "$sdn" "$overlay"; do
            printf '%s\t%s\t%s\t%s\t%s\n' "${peer_is[$peer]}" "$(first_sample "ping-first-$peer")" \
                "$(percentile "ping-warm-$peer" 50)" "$(percentile "ping-warm-$peer" 100)" "$(ping_numbers "$peer")"
        done
    } | in_columns
}

# How often the first ping was answered, how often only the second, ...: "1 (9 times)".
ping_numbers() {
    has_samples "pings-warm-$1" || { echo -; return; }
    sort -n "$samples/pings-warm-$1" | uniq -c | awk '{ printf "%s%s (%s times)", (NR > 1 ? ", " : ""), $2, $1 }'
}

# What runs, for people and for programs.
# shellcheck shell=bash

status() {
    local output=table check=
    while [[ $# -gt 0 ]]; do
        case $1 in
            -o) output=${2:?-o needs json or table}; shift ;;
            --check) check=yes ;;
            *) die "status: unknown argument '$1'" ;;
        esac
        shift
    done
    local json
    json=$(status_json)
    case $output in
        json) echo "$json" ;;
        table) status_table "$json" ;;
        *) die "status: -o json or table, not '$output'" ;;
    esac
    [[ -z $check ]] || jq -e '.machines | length > 0 and all(.services | all(.running))' <<<"$json" >/dev/null
}

status_json() {
    local machine
    for machine in $(machine_names); do
        machine_json "$machine"
    done | jq -s --arg lab "$lab_name" --arg state "$state" --arg wan "$(netns wan)" \
        --arg url "$controller_url" '{lab: $lab, state: $state, wan: $wan, controller: $url, machines: .}'
}

machine_names() {
    local directory
    for directory in "$state"/ctl "$state"/d*; do
        [[ ! -d $directory/run ]] || basename "$directory"
    done | sort -V
}

machine_services() {
    case $1 in
        ctl) echo controller ;;
        *) [[ -e $state/ctl ]] && echo "${device_services[*]}" || echo "${device_services[*]/agent/}" ;;
    esac
}

machine_json() {
    local machine=$1 service pid
    pid=$(machine_pid "$machine") || pid=null
    for service in $(machine_services "$machine"); do
        jq -n --arg name "$service" --arg log "$state/$machine/log/$service.log" \
            --argjson running "$(if [[ $pid != null ]] && service_runs "$machine" "$service"; then echo true; else echo false; fi)" \
            '{name: $name, running: $running, log: $log}'
    done | jq -s --arg name "$machine" --arg netns "$(netns "$machine")" --argjson pid "$pid" \
        --arg address4 "$(address4 "$machine")" --arg address6 "$(address6 "$machine")" --arg run "$state/$machine/run" \
        '{name: $name, netns: $netns, pid: $pid, address4: $address4, address6: $address6, run: $run, services: .}'
}

status_table() {
    local json=$1
    if [[ $(jq '.machines | length' <<<"$json") == 0 ]]; then
        echo "The lab '$lab_name' is not up."
        return
    fi
    jq -r '["MACHINE", "NAMESPACE", "ADDRESSES", "SERVICES"],
        (.machines[] | [.name, .netns, .address4 + " " + .address6,
            (.services | map(if .running then .name else .name + " (DOWN)" end) | join(", "))]) | @tsv' <<<"$json" |
        column -t -s "$(printf '\t')"
}

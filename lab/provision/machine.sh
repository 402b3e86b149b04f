# What the controller's and the devices' virtual machines have in common: Debian packages, and a program as a service.
# shellcheck shell=bash

# install_packages COMMAND:PACKAGE...: only what is missing, for machines without a way to the Internet.
install_packages() {
    local entry missing=()
    for entry in "$@"; do
        command -v "${entry%%:*}" >/dev/null || missing+=("${entry#*:}")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
}

# install_service NAME COMMAND...: runs a command as a systemd service, again after the command line changed.
install_service() {
    local name=$1
    shift
    cat >"/etc/systemd/system/$name.service" <<UNIT
[Unit]
Description=SdnController: $name
Wants=network-online.target
After=network-online.target openvswitch-switch.service

[Service]
ExecStart=$*
StateDirectory=$name
Restart=always
RestartSec=2

[Install]
WantedBy=multi-user.target
UNIT
    systemctl daemon-reload
    systemctl enable --quiet "$name"
    systemctl restart "$name"
}

# The interface that already has an address, with or without its prefix length.
interface_with() {
    ip -oneline -4 address show to "${1%/*}" | awk '{print $2; exit}'
}

need_program() {
    [[ -x $1 ]] || { echo "$1 is missing: run lab/build --self-contained on the host, then vagrant rsync" >&2; exit 1; }
}

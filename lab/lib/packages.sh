# Which Debian packages what needs: a command that proves it is there, and the package that brings it. Of packages with
# a slash between them, the first that this Debian has.
# shellcheck shell=bash disable=SC2034

# The lab's devices.
packages_lab=(
    ip:iproute2 nsenter:util-linux column:bsdextrautils sysctl:procps ping:iputils-ping ethtool:ethtool iptables:iptables
    ovsdb-server:openvswitch-switch ovs-vsctl:openvswitch-common
    dockerd:docker.io docker:docker-cli/docker.io docker-init:docker.io
    busybox:busybox-static tcpdump:tcpdump socat:socat jq:jq curl:curl
)
# SharpPcap loads this library; native AOT links with these.
packages_build=(
    libpcap.so.1:libpcap0.8 clang:clang zlib.h:zlib1g-dev
)
# "vagrant validate" wants a provider; it asks no libvirtd. What begins with a slash is a file.
packages_vagrant=(vagrant:vagrant /usr/share/rubygems-integration/all/specifications/vagrant-libvirt-*.gemspec:vagrant-libvirt)
# buf is an npm package.
packages_buf=(node:nodejs npm:npm)

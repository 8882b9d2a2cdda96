# SPDX-License-Identifier: MIT
# Debian's archive as apt knows it on this machine: for scripts that fetch
# packages of another release or architecture.
#
# What comes in: apt's configuration.  What goes out: functions; they write
# only in the directory that they are given, and install nothing.

# The main archive among those that apt uses here; nothing when there is none.
debian_mirror () {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
        'Origin: Debian' 'Label: Debian' 2>/dev/null | grep '^https\?:' |
        head -n 1
}

# apt_open DIRECTORY ARCHITECTURE SUITE...: fetches the lists of these suites.
# What apt knows of this machine's packages has no part in it; its proxies and
# the like have.  False when the mirror can't be reached or lacks one of them.
apt_open () {
    apt_root=$1
    apt_arch=$2
    shift 2
    apt_mirror=$(debian_mirror)
    [ -n "$apt_mirror" ] || return 1
    mkdir -p "$apt_root/lists/partial" "$apt_root/archives/partial"
    : >"$apt_root/status"
    for apt_suite in "$@"; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
            "$apt_mirror $apt_suite main"
    done >"$apt_root/sources.list"
    {
        echo "Dir::State \"$apt_root\";"
        echo "Dir::State::status \"$apt_root/status\";"
        echo "Dir::Cache \"$apt_root\";"
        echo "Dir::Etc::sourcelist \"$apt_root/sources.list\";"
        echo 'Dir::Etc::sourceparts "/dev/null";'
        echo 'Dir::Etc::preferences "/dev/null";'
        echo 'Dir::Etc::preferencesparts "/dev/null";'
        echo "APT::Architecture \"$apt_arch\";"
        echo "APT::Architectures { \"$apt_arch\"; };"
        # The directory need not be open to apt's own user.
        echo 'APT::Sandbox::User "root";'
        echo 'APT::Update::Error-Mode "any";'
    } >"$apt_root/apt.conf"
    apt_in "$apt_root" apt-get -q update
}

# apt_in DIRECTORY COMMAND...
apt_in () {
    apt_config=$1/apt.conf
    shift
    APT_CONFIG=$apt_config timeout 300 "$@" </dev/null
}

# apt_unpack DIRECTORY TO PACKAGE...: downloads packages and unpacks them.
apt_unpack () {
    apt_root=$1
    apt_to=$2
    shift 2
    mkdir -p "$apt_to" "$apt_root/debs"
    rm -f "$apt_root/debs"/*
    (cd "$apt_root/debs" && apt_in "$apt_root" apt-get -q download "$@") ||
        return 1
    for apt_deb in "$apt_root/debs"/*.deb; do
        dpkg-deb -x "$apt_deb" "$apt_to" || return 1
    done
    rm -f "$apt_root/debs"/*
}

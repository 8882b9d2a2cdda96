#!/busybox sh
# SPDX-License-Identifier: MIT
# The first process of a kernel that check-kernels booted: runs the plan and
# switches the machine off.
#
# What comes in: /busybox, the file $plan with a line for each run (its
# directory), the plan of each run beside that directory, /environment.  What goes out, on
# each of two serial lines that share the runs: "@@run DIRECTORY", the output
# of the run, "@@end STATUS SECONDS"; and "@@done" when no run is left.

/busybox mkdir -p /bin /usr/bin /proc /sys /dev /tmp /var/tmp /root /etc
/busybox --install -s /bin
PATH=/bin:/usr/bin
export PATH
ln -s /bin/env /usr/bin/env
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
chmod 1777 /tmp /var/tmp
ln -s /proc/self/fd /dev/fd
echo root:x:0:0:root:/root:/bin/sh >/etc/passwd
ip link set lo up
HOME=/root
. /environment

# serve PORT FIRST: every second run, from the first or the second.
serve () {
    stty -F "/dev/$1" raw -echo
    exec >"/dev/$1"
    serve_n=0
    while read -r run; do
        serve_n=$((serve_n + 1))
        [ $((serve_n % 2)) -eq "$2" ] || continue
        mkdir -p "$run"
        read -r seconds <"$run.plan"
        sed 1d "$run.plan" >"$run.sh"
        began=$(cut -d . -f 1 /proc/uptime)
        timeout -k 5 "$seconds" sh "$run.sh" >"$run.out" 2>&1 </dev/null
        status=$?
        ended=$(cut -d . -f 1 /proc/uptime)
        echo "@@run $run"
        tail -c 8000 "$run.out"
        echo
        echo "@@end $status $((ended - began))"
        rm -rf "$run" "$run.out" "$run.sh"
    done <"$plan"
    echo @@done
}

serve ttyS1 1 &
serve ttyS2 0 &
wait
reboot -f

# shellcheck shell=bash
#
# The stage on which the documentation is run: this script has a mount namespace, a network and
# process numbers of its own, so that what is written there can be run as it is written. Port 80 is
# free, /dev/spidev0.0 leads to a simulated chip, 192.168.1.10 is this machine, and all of it is gone
# afterwards.
#
#   stage.sh PROJECT FOLDER JAVA_HOME
#
# FOLDER/play.sh is what to do; FOLDER/results gets, for each block, files with the suffixes out, err
# and code.
set -u
project=$1
# Where it is written from here on, since /tmp gets a layer, too.
folder=/mnt
jdk=$3
layers=$folder/layers
here=$layers/project
results=$folder/results
board=$layers/board

fail() {
  echo "stage: $*" >&2
  exit 1
}

mount -t proc proc /proc || fail "no /proc"
ip link set lo up || fail "no loopback"
ip address add 192.168.1.10/24 dev lo || fail "no address"

mount --bind "$2" "$folder" || fail "no folder"

# Files may be changed everywhere below these, and are as before afterwards.
mkdir "$layers"
mount -t tmpfs tmpfs "$layers" || fail "no tmpfs"
for place in /etc /opt /usr/local /home /tmp; do
  mkdir -p "$layers$place/upper" "$layers$place/work"
  mount -t overlay overlay -o "lowerdir=$place,upperdir=$layers$place/upper,workdir=$layers$place/work" "$place" ||
    fail "no overlay on $place"
done
rm -rf /tmp/esp* /tmp/w5500* /tmp/watched*
mkdir "$layers/dev"
for device in null zero full random urandom tty fuse; do
  : >"$layers/dev/$device"
  mount --bind "/dev/$device" "$layers/dev/$device" || fail "no $device"
done
for directory in pts shm; do
  mkdir "$layers/dev/$directory"
  mount --bind "/dev/$directory" "$layers/dev/$directory" || fail "no $directory"
done
ln -s pts/ptmx "$layers/dev/ptmx"
ln -s /proc/self/fd "$layers/dev/fd"
ln -s fd/0 "$layers/dev/stdin"
ln -s fd/1 "$layers/dev/stdout"
ln -s fd/2 "$layers/dev/stderr"
mount --rbind "$layers/dev" /dev || fail "no /dev"

# A Java that gives each of its processes descriptors for the lines of the virtual GPIO chip.
mkdir -p "$layers/jdk/bin" "$layers/bin" "$layers/user"
for file in "$jdk"/*; do
  [ "${file##*/}" = bin ] || ln -s "$file" "$layers/jdk/"
done
for file in "$jdk"/bin/*; do
  ln -s "$file" "$layers/jdk/bin/"
done
rm "$layers/jdk/bin/java"
cat >"$layers/jdk/bin/java" <<END
#!/bin/bash
slot=0
for descriptor in 40 41 42 43 44 45 46 47; do
  [ "\$descriptor" -lt \$((40 + \${STAGE_LINES:-2})) ] || break
  while [ "\$slot" -lt 64 ] && ! { eval "exec \$descriptor<$board/linepool\$slot"; } 2>/dev/null; do
    slot=\$((slot + 1))
  done
  slot=\$((slot + 1))
done
exec "$jdk/bin/java" "\$@"
END
printf '#!/bin/sh\nexec "$@"\n' >"$layers/bin/sudo"
chmod +x "$layers/jdk/bin/java" "$layers/bin/sudo"

# The project as somebody sees it who has built it.
mkdir -p "$here/cli/target" "$here/packaging/target" "$results"
cp "$project/spinet" "$here/"
cp -r "$project/etc" "$here/"
for file in docs native examples bench LICENSE cli/target/app packaging/target/spinet.jar packaging/board; do
  ln -s "$project/$file" "$here/$file"
done
ln -s packaging/target/spinet.jar "$here/spinet.jar"
: >"$here/cli/target/app.stamp"

unset JAVA_TOOL_OPTIONS http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
mkdir -m 700 "$layers/run"
export JAVA_HOME=$layers/jdk HOME=$layers/user XDG_RUNTIME_DIR=$layers/run LC_ALL=C.UTF-8 TERM=dumb
export PATH=$layers/bin:$layers/jdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd "$here" || fail "no project"

# await FILE TEXT PID: waits until a file has a text; fails if the process ends, or at last by itself.
await() {
  local tries=0
  until grep -qF -- "$2" "$1" 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 3000 ] || ! kill -0 "$3" 2>/dev/null; then
      return 1
    fi
    sleep 0.1
  done
}

# Who is at the other end: servers of this machine, a board's devices, and a Wi-Fi module.
mkdir "$layers/www"
echo 'Hello from behind the chip' >"$layers/www/index.html"
java -cp "$STAGE_CLASSES" dev.spinet.docs.stage.Servers "$layers/www" >"$folder/servers.log" 2>&1 &
await "$folder/servers.log" ready $! || fail "no servers: $(cat "$folder/servers.log")"
printf 'listener 1883\nlistener 1884\nallow_anonymous true\nuser root\n' >"$folder/mosquitto.conf"
mosquitto -c "$folder/mosquitto.conf" >"$folder/mosquitto.log" 2>&1 &
# Every name there is leads here.
dnsmasq --keep-in-foreground --no-resolv --no-hosts --user=root --address=/#/192.168.1.10 \
  --pid-file= --conf-file=/dev/null >"$folder/dnsmasq.log" 2>&1 &
rm -f /etc/resolv.conf
echo 'nameserver 127.0.0.1' >/etc/resolv.conf || fail "no name server"
"$jdk/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp spinet.jar \
  dev.spinet.simulator.fuse.VirtualDeviceServer w5500 "$board" >"$folder/board.log" 2>&1 &
await "$folder/board.log" ready $! || fail "no board: $(cat "$folder/board.log")"
ln -s "$board/spidev0.0" /dev/spidev0.0
ln -s "$board/gpiochip0" /dev/gpiochip0
"$jdk/bin/java" -XX:+UseSerialGC -jar spinet.jar sim esp-at --pty /dev/ttyUSB0 \
  --ap 'Your Wifi SSID:Your Wifi Password' >"$folder/module.log" 2>&1 &
await "$folder/module.log" 'Ctrl-C ends it.' $! || fail "no module: $(cat "$folder/module.log")"

background=()

# run ID: runs results/ID.sh and waits for it.
run() {
  timeout --kill-after=5 300 bash -eu "$results/$1.sh" </dev/null >"$results/$1.out" 2>"$results/$1.err"
  echo $? >"$results/$1.code"
}

# start ID TEXT: runs it until the end of the page, and goes on when it has said the text, or at once
# if there is none.
start() {
  bash -eu "$results/$1.sh" </dev/null >"$results/$1.out" 2>"$results/$1.err" &
  local pid=$!
  background+=("$1:$pid")
  if [ -n "$2" ] && ! await "$results/$1.out" "$2" "$pid"; then
    echo "it never said: $2" >>"$results/$1.err"
    echo 1 >"$results/$1.code"
  fi
}

# page_end: ends what runs.
page_end() {
  local each id pid
  for each in "${background[@]}"; do
    id=${each%%:*}
    pid=${each##*:}
    pkill -TERM -P "$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null
    wait "$pid"
    local code=$?
    [ -e "$results/$id.code" ] || echo "$code" >"$results/$id.code"
  done
  background=()
}

# shellcheck disable=SC1091
. "$folder/play.sh"
echo 'that is all' >"$results/done"

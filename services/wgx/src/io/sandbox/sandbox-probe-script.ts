/** What the probe script is told about the host; none of it may be reachable from inside. */
export interface ProbeTargets {
  /** Path of a file that everybody on the host can read. */
  readonly secret: string
  /** Port on 127.0.0.1 of the host on which somebody listens. */
  readonly port: number
  /** Path of a Unix socket of the host on which somebody listens. */
  readonly socket: string
}

/** Quotes a text for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/**
 * A bash script that tries to get out or to see something, and prints `held <name>` or `broke <name>` for each try.
 * A try that could not be made (its program is missing, or it never ended) counts as broken.
 */
export const probeScript = ({ secret, port, socket }: ProbeTargets): string => `
secret=${quoted(secret)} port=${port} socket=${quoted(socket)}
${SCRIPT}`

const SCRIPT = String.raw`
say() { if [ "$1" = 0 ]; then echo "held $2"; else echo "broke $2"; fi; }
refused() { name=$1; shift; ( "$@" ) >/dev/null 2>&1 </dev/null; code=$?
  if [ $code = 127 ] || [ $code = 124 ] || [ $code = 0 ]; then say 1 "$name"; else say 0 "$name"; fi; }
holds() { name=$1; shift; ( "$@" ) >/dev/null 2>&1 </dev/null; say $? "$name"; }
write() { echo probe > "$1"; }
connect() { timeout 3 bash -c 'exec 9<>"/dev/tcp/$0/$1"' "$1" "$2"; }
status() { while read -r key value; do [ "$key" = "$1:" ] && { echo "$value"; return; }; done < /proc/self/status; }

refused host-file-read cat "$secret"
refused host-file-write write "$secret"
refused host-file-through-proc cat "/proc/1/root$secret"
refused host-passwords cat /etc/shadow
absent() { for path; do [ ! -e "$path" ] || return 1; done; }
holds host-folders-absent absent /root /sys /run /var /srv /boot /mnt /media /etc/ssh /etc/systemd
environment() { for name in $(compgen -e); do case $name in PATH|HOME|LANG|PWD|OLDPWD|SHLVL|_) ;; *) return 1 ;; esac; done; }
holds environment-empty environment
first_environment() { while IFS= read -r -d '' entry; do case $entry in PATH=*|LD_LIBRARY_PATH=*|PWD=*|OLDPWD=*|SHLVL=*|_=*|line=*) ;; *) return 1 ;; esac; done < /proc/1/environ || true; }
holds environment-of-first-process first_environment
interfaces() { while read -r name rest; do case $name in Inter-*|face|lo:) ;; *) return 1 ;; esac; done < /proc/net/dev; }
holds network-interfaces-absent interfaces
refused network-unreachable connect 192.0.2.1 9
refused loopback-service-unreachable connect 127.0.0.1 "$port"
holds unix-socket-absent absent "$socket"
abstract() { ! grep -q @ /proc/net/unix; }
holds abstract-sockets-absent abstract

refused usr-read-only write /usr/probe
refused root-read-only write /probe
refused etc-read-only write /etc/probe
refused dev-read-only write /dev/probe
empty() { [ -z "$(ls -A "$1")" ]; }
holds tmp-private empty /tmp
holds home-private empty "$HOME"
size() { [ $(( $(stat -f -c '%b * %S' "$1") )) -le 268435456 ]; }
holds tmp-bounded size /tmp
holds shared-memory-bounded size /dev/shm
refused file-size-bounded truncate -s 1G /work/large
nosuid() { while read -r device place kind options rest; do case ,$options, in *,nosuid,*) ;; *) return 1 ;; esac; done < /proc/self/mounts; }
holds no-set-user-id-mounts nosuid

processes() { for file in /proc/[0-9]*/comm; do read -r comm < "$file" || continue; case $comm in bwrap|bash|sh) ;; *) return 1 ;; esac; done; }
holds host-processes-hidden processes
capabilities() { for set in CapInh CapPrm CapEff CapBnd CapAmb; do [ "$(status $set)" = 0000000000000000 ] || return 1; done; }
holds capabilities-none capabilities
privileges() { [ "$(status NoNewPrivs)" = 1 ]; }
holds no-new-privileges privileges
user() { [ "$(id -u)" = 1000 ] && [ "$(id -g)" = 1000 ]; }
holds own-user user
refused user-namespace-refused unshare --user true
refused mount-namespace-refused unshare --mount true
refused network-namespace-refused unshare --net true
refused mount-refused mount -t tmpfs none /tmp
refused remount-refused mount -o remount,rw /usr
refused device-node-refused mknod /tmp/device b 8 0
disks() { for file in /dev/* /dev/*/*; do [ ! -b "$file" ] || return 1; done; }
holds disks-absent disks
holds kernel-memory-absent absent /dev/mem /dev/kmem /dev/kmsg /dev/port
refused kernel-settings-read-only write /proc/sys/kernel/panic
refused kernel-requests-refused write /proc/sysrq-trigger
refused host-name-refused write /proc/sys/kernel/hostname
clock() { date -s "@$(date +%s)"; }
refused clock-refused clock

terminal() { exec < /dev/tty; }
refused terminal-absent terminal
files() { [ "$(echo $(ls /proc/self/fd))" = '0 1 2 3' ]; }
holds open-files-not-inherited files
limit() { [ "$(ulimit -H -n)" -le 1024 ] && [ "$(ulimit -H -c)" = 0 ]; }
holds open-files-and-core-bounded limit
`

/** Names of the tries of the script, in its order. */
export const scriptProbes: readonly string[] = SCRIPT.split('\n').flatMap((line) => {
  const name = /^(?:refused|holds) ([a-z-]+) /.exec(line)?.[1]
  return name === undefined ? [] : [name]
})

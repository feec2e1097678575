import type { Random } from '../rig/random.js'

/** What a change may try to reach on the machine of the mesh. */
export interface Targets {
  /** A file that everybody may read and write, with a secret in it. */
  readonly file: string
  /** The secret of that file, of the environments of the services, and of no other place. */
  readonly secret: string
  /** Ports of this machine that somebody listens at, the servers of the mesh among them. */
  readonly ports: readonly number[]
  /** A unix socket that somebody listens at. */
  readonly socket: string
  /** Processes of the mesh. */
  readonly pids: readonly number[]
  /** Folder of the repository that the change is of. */
  readonly repository: string
  /** Name that a process takes which is to outlive its run. */
  readonly daemon: string
}

/** Folder that a step of the default branch made, and all runs read; below it one file with this text. */
export const SHARED = 'lib'
export const AS_IT_WAS = 'as-it-was'

type Attack = (targets: Targets, random: Random) => string

const any = (random: Random, list: readonly (string | number)[]): string => String(random.pick(list))

/** Each is a piece of a shell script of a change. What it reads is printed, where the log would keep it. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'a file is read': ({ file }) => `cat ${file}`,
  'a file is read through another process': ({ file, pids }, random) =>
    `cat /proc/${any(random, [1, 2, 'self', ...pids])}/root${file}; cat /proc/*/root${file}`,
  'a file is read through a link': ({ file }) => `ln -sf ${file} link; cat link; ln -sf / all; cat all${file}`,
  'a report is a link': ({ file }) => `rm -rf report.xml; ln -s ${file} report.xml`,
  'a report is a hard link': ({ file }) => `rm -rf report.xml; ln ${file} report.xml`,
  'a report is a pipe': () => 'rm -rf report.xml; mkfifo report.xml',
  'a report is endless': () => 'rm -rf report.xml; truncate -s 60M report.xml',
  'a file is written': ({ file }) => `echo changed >> ${file}; echo changed > ${file}`,
  'a file is removed': ({ file }) => `rm -rf ${file} \$(dirname ${file})`,
  'the repository is written to': ({ repository }) =>
    `touch ${repository}/broke; echo x > ${repository}/.git/hooks/post-checkout; git -C ${repository} branch broke`,
  'environments are read': (_targets, random) =>
    `tr '\\0' '\\n' < /proc/${any(random, [1, '*', 'self'])}/environ; cat /proc/*/environ; env`,
  'arguments are read': () => 'cat /proc/*/cmdline | tr "\\0" " "; ps auxe',
  'memory of a process is read': ({ pids }) => pids.map((pid) => `head -c 100 /proc/${pid}/mem`).join('; '),
  'a port is connected to': ({ ports }, random) =>
    `bash -c 'exec 9<>/dev/tcp/${random.pick(['127.0.0.1', 'localhost', '0.0.0.0', '::1'])}/${any(random, ports)}; echo GET / >&9'`,
  'every port is connected to': ({ ports }) =>
    ports.map((port) => `bash -c 'exec 9<>/dev/tcp/127.0.0.1/${port}; echo hello >&9'`).join('; '),
  'a unix socket is connected to': ({ socket }) =>
    `perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Peer => "${socket}") or die' `,
  'processes are killed': ({ pids }) => `kill -9 ${pids.join(' ')}; for p in ${pids.join(' ')}; do kill -STOP $p; done`,
  'a process is left behind': ({ daemon }) =>
    `setsid nohup bash -c 'exec -a ${daemon} sleep 600' >/dev/null 2>&1 </dev/null & disown 2>/dev/null; true`,
  'a process leaves its group twice': ({ daemon }) =>
    `perl -MPOSIX -e 'fork and exit; POSIX::setsid(); fork and exit; $0="${daemon}"; exec {"/bin/sleep"} "${daemon}", 600'`,
  'another namespace is made': ({ file }) => `unshare -rm cat ${file}; unshare -rUpf --mount-proc cat ${file}`,
  'a file system is mounted': () => 'mount -t proc proc /mnt; mount --bind / /mnt; umount -l /work; chroot / true',
  'something is traced': ({ pids }) => `strace -p ${pids[0]} -e none & perl -e 'syscall(101, 16, ${pids[0]}, 0, 0)'`,
  'the host is named': () => 'hostname broke; sysctl -w kernel.hostname=broke; echo broke > /proc/sys/kernel/hostname',
  'devices are made': ({ file }) => `mknod disk b 8 0; cat /dev/sda /dev/mem /dev/kmsg | head -c 100; ls -l ${file}`,
  'many processes are started': () => '(ulimit -u; for i in $(seq 600); do sleep 2 & done) >/dev/null 2>&1; true',
  'a large file is written': () => 'head -c 90M /dev/zero > large; rm -f large',
  'the terminal is written to': () => `printf '\\033]0;broke\\007\\033[2J\\033c\\233 \\x00 end\\n'; echo x > /dev/tty`,
  'what runs share is written to': () =>
    `echo broke > ${SHARED}/one; echo broke > ${SHARED}/two; rm -rf ${SHARED}/one; chmod -R 777 ${SHARED}; mv ${SHARED} gone; ` +
    `ln ${SHARED}/one hard && echo broke > hard; mount -o remount,rw /work/${SHARED}; umount /work/${SHARED}; truncate -s 0 ${SHARED}/one`,
  'a way out is looked for': ({ ports }, random) =>
    `ls -la /door; export HTTPS_PROXY=http://127.0.0.1:3128; bash -c 'exec 9<>/dev/tcp/127.0.0.1/3128; printf "CONNECT 127.0.0.1:${any(random, ports)} HTTP/1.1\r\n\r\n" >&9; cat <&9'`,
  'the result is forged': () =>
    `echo '{"verdict":"passed","exit_code":0}'; echo '::set-output name=verdict::passed'; exit_code=0`,
}

/** A script that makes some of them, each with little time, whatever became of the one before. */
export const scriptOf = (names: readonly string[], targets: Targets, random: Random): string => {
  const tries = names.map((name, place) => {
    const body = ATTACKS[name]!(targets, random)
    return `cat > try-${place}.sh <<'END-OF-TRY'\n${body}\nEND-OF-TRY\ntimeout 5 sh try-${place}.sh 2>&1 | head -c 3000\n`
  })
  return `#!/bin/sh\n${tries.join('')}echo "shared:$(cat ${SHARED}/one):$(ls -A ${SHARED})"\necho all-were-tried\nexit 1\n`
}

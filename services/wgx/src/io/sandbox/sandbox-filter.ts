/**
 * System calls that no check needs and that have been ways out of a sandbox: kernel keyrings (shared with the session
 * that started us), mounts, namespaces, modules, tracing of the kernel, clocks. Numbers on x64 and on arm64.
 */
const REFUSED: Readonly<Record<string, readonly [x64: number, arm64: number | undefined]>> = {
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  move_mount: [429, 429],
  open_tree: [428, 428],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  setns: [308, 268],
  unshare: [272, 97],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
  syslog: [103, 116],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  lookup_dcookie: [212, 18],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  vhangup: [153, 58],
  fanotify_init: [300, 262],
  iopl: [172, undefined],
  ioperm: [173, undefined],
}

const PROCESSORS = {
  x64: { column: 0, architecture: 0xc000003e, clone: 56, ioctl: 16 },
  arm64: { column: 1, architecture: 0xc00000b7, clone: 220, ioctl: 29 },
} as const

/** The same number on both. */
const CLONE3 = 435
/** Any of the CLONE_NEW… flags. */
const NEW_NAMESPACE = 0x7e020000
/** Faked keyboard input to the terminal that we were started from. */
const TERMINAL_INPUT = [0x5412, 0x541c]
/** Calls of the 32-bit variant of x64 carry this bit. */
const X32_BIT = 0x40000000

const LOAD = 0x20
const EQUAL = 0x15
const AT_LEAST = 0x35
const ANY_BIT = 0x45
const RETURN = 0x06
const ALLOW = 0x7fff0000
const errno = (number: number): number => 0x00050000 | number
const NOT_PERMITTED = errno(1)
/** What makes the C library fall back from clone3, whose flags a filter cannot read, to clone. */
const NO_SUCH_CALL = errno(38)

/**
 * A classic BPF program for bubblewrap's `--seccomp`; undefined for a processor that it is not written for. It only
 * refuses more than the namespaces already do, so a run without it is still closed.
 */
export const systemCallFilter = (processor: string): Buffer | undefined => {
  if (processor !== 'x64' && processor !== 'arm64') return undefined
  const { column, architecture, clone, ioctl } = PROCESSORS[processor]
  const refused = Object.values(REFUSED).flatMap((numbers) => numbers[column] ?? [])
  const program: Instruction[] = [
    [LOAD, 0, 0, 4],
    [EQUAL, 1, 0, architecture],
    [RETURN, 0, 0, NOT_PERMITTED],
    [LOAD, 0, 0, 0],
    [AT_LEAST, 0, 1, X32_BIT],
    [RETURN, 0, 0, NOT_PERMITTED],
    [EQUAL, 0, 1, CLONE3],
    [RETURN, 0, 0, NO_SUCH_CALL],
    [EQUAL, 0, 4, clone],
    [LOAD, 0, 0, 16],
    [ANY_BIT, 0, 1, NEW_NAMESPACE],
    [RETURN, 0, 0, NOT_PERMITTED],
    [RETURN, 0, 0, ALLOW],
    [EQUAL, 0, 5, ioctl],
    [LOAD, 0, 0, 24],
    [EQUAL, 1, 0, TERMINAL_INPUT[0]!],
    [EQUAL, 0, 1, TERMINAL_INPUT[1]!],
    [RETURN, 0, 0, NOT_PERMITTED],
    [RETURN, 0, 0, ALLOW],
    ...refused.map((number, index): Instruction => [EQUAL, refused.length - index, 0, number]),
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, NOT_PERMITTED],
  ]
  return Buffer.concat(program.map(encoded))
}

type Instruction = readonly [code: number, jumpIfTrue: number, jumpIfFalse: number, value: number]

const encoded = ([code, jumpIfTrue, jumpIfFalse, value]: Instruction): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(code, 0)
  bytes.writeUInt8(jumpIfTrue, 2)
  bytes.writeUInt8(jumpIfFalse, 3)
  bytes.writeUInt32LE(value, 4)
  return bytes
}

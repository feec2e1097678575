#!/bin/sh
# Starts, stops and shows one stack; every word goes to the CLI. PROD, or TEST with --test.
set -eu

usage() {
  cat <<'TEXT'
Usage: deploy/heimgewebe-control.sh <command> [process] [--test] [--json]

  up, start      start the stack in the background (start <process>: one process)
  down, stop     stop it; data stay (stop <process>: one process)
  restart        stop and start it (restart <process>: one process)
  status         each process with port and state; exit code 1 when any is down
  logs [process] recent log lines (-n <count>, -f to follow)
  docker-up      start the stack in containers
  docker-down    stop the containers; volumes stay
  sync-rag-to-test
                 copy what PROD's search knows to TEST, both running: vectors
                 as they are, and the nodes that they are about

  --test         the TEST stack: own ports, own data, own processes
TEXT
}

folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

case "${1-}" in
  up | down | status | start | stop | restart | logs | docker-up | docker-down | sync-rag-to-test)
    exec node "$folder/cli/bin/heimgewebe.mjs" "$@" ;;
  '' | help | -h | --help) usage ;;
  *)
    echo "heimgewebe-control: unknown command \"$1\"" >&2
    usage >&2
    exit 2 ;;
esac

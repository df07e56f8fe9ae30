#!/bin/sh
# `server /data …` and `--flag …` are arguments of minio; the name of another program runs that program.
case "${1:-}" in
  minio) ;;
  '' | -* | server) set -- minio "$@" ;;
  *) command -v "$1" >/dev/null 2>&1 || set -- minio "$@" ;;
esac
exec "$@"

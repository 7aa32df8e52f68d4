#!/bin/sh
# Runs workerd so that it never outlives the process that started it, not even when that one is killed with SIGKILL:
# an orphan would keep the port and the database. start.mjs names this script to miniflare in MINIFLARE_WORKERD_PATH.
[ -n "$PARTY_PID_FILE" ] && echo $$ > "$PARTY_PID_FILE"
# Linux: the kernel sees to it.
if command -v setpriv > /dev/null 2>&1 && setpriv --pdeathsig KILL true 2> /dev/null; then
  exec setpriv --pdeathsig KILL "$WORKERD_BINARY" "$@"
fi
# Elsewhere: a watcher asks a few times a second whether its parent is still its parent (a dead one may linger as a zombie, but has no children).
parent=$PPID
(
  while [ "$(ps -o ppid= -p $$ 2> /dev/null || echo "$parent")" -eq "$parent" ] && kill -0 "$parent" 2> /dev/null && kill -0 $$ 2> /dev/null; do sleep 0.3; done
  kill -9 $$
) < /dev/null > /dev/null 2>&1 3>&- &
exec "$WORKERD_BINARY" "$@"

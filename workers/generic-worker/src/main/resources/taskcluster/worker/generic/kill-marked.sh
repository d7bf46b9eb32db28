# Kills the process group of the running command, and every process that carries the run's mark in its environment.
# Argument: the mark, as NAME=value. The variable `group` is the process group, if any.
mark=$1
[ -z "$group" ] || kill -KILL -- "-$group" 2>/dev/null
tries=0
while [ "$tries" -lt 50 ]; do
  found=
  for file in $(grep -lszxF -- "$mark" /proc/[0-9]*/environ 2>/dev/null); do
    pid=${file#/proc/}
    kill -KILL "${pid%/environ}" 2>/dev/null && found=yes
  done
  [ "$found" ] || break
  tries=$((tries + 1))
done

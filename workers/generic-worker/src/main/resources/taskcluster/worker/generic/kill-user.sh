# Kills every process of a user. Arguments: the words that change to that user.
# The signal goes to all processes that the user may signal, in one step that no fork can escape; twice for good measure.
for round in 1 2; do
  "$@" /bin/sh -c '[ "$(id -u)" != 0 ] && kill -KILL -1' 2>/dev/null
done

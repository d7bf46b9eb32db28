# Runs a launch script in a session of its own. Arguments: the script, then the words that change the user.
# Standard output carries what the command writes; standard error tells the worker the leader of the session and, at
# the end, the processor time used. The task sees nothing of this shell: neither its environment nor its descriptors.
# The redirections are made in a subshell, lest this shell's own words ("Killed") get into the output.
launch=$1
shift
exec 3>&2
(exec setsid "$@" /bin/sh -s <"$launch" 2>&1)
status=$?
times >&2
exit "$status"

# Waits until the worker closes the other end of standard input, which also happens when the worker dies in whatever
# way; what follows this script then kills the processes of the task. Each line read names the process group of the
# command that runs at the moment, an empty one says that there is none.
group=
while read -r line; do
  group=$line
done

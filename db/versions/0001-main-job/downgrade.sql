-- Before version 1 there was nothing.
drop schema if exists auth, queue, pulse, taskcluster cascade;

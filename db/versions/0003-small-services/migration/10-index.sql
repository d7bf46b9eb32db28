-- The index: names for tasks, in a tree of namespaces.

create schema if not exists index;

-- The task a.b.c is the row (a.b, c); one without a dot has the namespace ''.
create table taskcluster.indexed_tasks (
  namespace text collate "C" not null,
  name text collate "C" not null,
  rank integer not null,
  task_id text collate "C" not null,
  data json not null,
  expires timestamptz not null,
  primary key (namespace, name)
);

create index indexed_tasks_expires_idx on taskcluster.indexed_tasks (expires);

-- For browsing only: tasks do not refer to these. The namespace a.b is the row (a, b), and a namespace never expires before
-- those in it.
create table taskcluster.index_namespaces (
  parent text collate "C" not null,
  name text collate "C" not null,
  expires timestamptz not null,
  primary key (parent, name)
);

create index index_namespaces_expires_idx on taskcluster.index_namespaces (expires);

-- What the functions of this service return.
create type index.indexed_task as (
  namespace text,
  name text,
  rank integer,
  task_id text,
  data json,
  expires timestamptz
);

create type index.namespace as (
  parent text,
  name text,
  expires timestamptz
);

-- Tasks and their runs. A task row is the lock of its task: whoever changes the task or one of its runs holds that row first.
-- There are no queue tables. What is pending, claimed or overdue is what the partial indexes below say, so that "a pending run
-- can be claimed", "a running run expires" and "an unresolved task meets its deadline" hold for as long as the rows exist.
--
-- Ids sort by their bytes, whatever the locale of the database, so that pages of listings are stable.

create type task_state as enum ('unscheduled', 'pending', 'running', 'completed', 'failed', 'exception');

create type task_requirement as enum ('all-completed', 'all-resolved');

-- What functions say of a change that they made to a task: its status afterwards, and which events were appended, in short:
-- 'task-pending/0' for run 0.
create type task_change as (status json, announced text[]);

-- What a caller asked for, in canonical form: every key is there, dates have milliseconds. Only a change of the priority
-- rewrites it. It is text, since nearly always it is only stored and handed out as a whole.
create table task_definitions (
  task_id text collate "C" primary key,
  definition json not null
);

-- The small, changing part of a task. Only what is looked up is indexed, and a claim changes no indexed column, so that most
-- updates stay within their page.
create table tasks (
  task_id text collate "C" primary key,
  task_queue_id text collate "C" not null,
  scheduler_id text not null,
  project_id text not null,
  task_group_id text collate "C" not null,
  -- 1 is lowest, 7 is highest
  priority smallint not null check (priority between 1 and 7),
  -- as the task was created: what a repeated creation is compared with
  submitted_priority smallint not null check (submitted_priority between 1 and 7),
  retries smallint not null,
  retries_left smallint not null check (retries_left >= 0),
  deadline timestamptz not null,
  expires timestamptz not null,
  routes text[] not null,
  tags json not null,
  -- that of the last run
  state task_state not null,
  run_count smallint not null check (run_count between 0 and 50),
  -- dependencies that are not satisfied yet
  blocked_by integer not null check (blocked_by >= 0),
  is_resolved boolean not null generated always as (state in ('completed', 'failed', 'exception')) stored,
  ever_resolved boolean not null,
  check ((state = 'unscheduled') = (run_count = 0))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

create index tasks_of_group on tasks (task_group_id, task_id);
create index tasks_never_resolved on tasks (task_group_id) where not ever_resolved;
create index tasks_by_deadline on tasks (deadline) where not is_resolved;
create index tasks_by_expiry on tasks (expires);

create table runs (
  task_id text collate "C" not null,
  run_id smallint not null,
  task_queue_id text collate "C" not null,
  priority smallint not null check (priority between 1 and 7),
  state task_state not null check (state <> 'unscheduled'),
  reason_created text not null,
  reason_resolved text,
  worker_group text collate "C",
  worker_id text collate "C",
  -- claimed by naming the task, not by asking for work
  claimed_by_name boolean not null default false,
  taken_until timestamptz,
  scheduled timestamptz not null,
  started timestamptz,
  resolved timestamptz,
  deadline timestamptz not null,
  primary key (task_id, run_id),
  check ((state in ('pending', 'running')) = (resolved is null)),
  check (state <> 'running' or taken_until is not null and worker_group is not null and worker_id is not null)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- The queue of each task queue: in this order runs are claimed.
create index runs_pending on runs (task_queue_id, priority desc, scheduled, task_id) where state = 'pending';
create index runs_by_claim_expiry on runs (taken_until) where state = 'running';
create index runs_of_worker on runs (task_queue_id, worker_group, worker_id) where state = 'running';

-- An edge of the graph. It stays when it is satisfied, so that dependents can be listed for as long as they exist.
create table task_dependencies (
  required_task_id text collate "C" not null,
  dependent_task_id text collate "C" not null,
  requires task_requirement not null,
  satisfied boolean not null,
  expires timestamptz not null,
  primary key (required_task_id, dependent_task_id)
) with (fillfactor = 90);

create index task_dependencies_by_expiry on task_dependencies (expires);

create table task_groups (
  task_group_id text collate "C" primary key,
  scheduler_id text not null,
  expires timestamptz not null,
  sealed timestamptz
) with (fillfactor = 80);

create index task_groups_by_expiry on task_groups (expires);

-- Resolutions whose consequences for dependents and group are still to be drawn; written by the transaction that resolves.
create table resolved_tasks (
  id bigint generated always as identity primary key,
  task_id text collate "C" not null,
  task_group_id text collate "C" not null,
  resolution task_state not null check (resolution in ('completed', 'failed', 'exception'))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

create table task_queues (
  task_queue_id text collate "C" primary key,
  expires timestamptz not null,
  last_date_active timestamptz not null,
  description text not null default '',
  stability text not null default 'experimental'
) with (fillfactor = 80);

create index task_queues_by_expiry on task_queues (expires);

create table queue_workers (
  task_queue_id text collate "C" not null,
  worker_group text collate "C" not null,
  worker_id text collate "C" not null,
  expires timestamptz not null,
  first_claim timestamptz not null,
  last_date_active timestamptz not null,
  -- in the past when the worker is not quarantined
  quarantine_until timestamptz not null,
  quarantine_details jsonb not null default '[]',
  -- the last 20 runs that it claimed, oldest first: {taskId, runId}
  recent_tasks jsonb not null default '[]',
  primary key (task_queue_id, worker_group, worker_id)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);

create index queue_workers_by_expiry on queue_workers (expires);

-- What the queue needs to give lost claims back and to tell what is claimed since when.

alter table runs
  -- When the run was claimed, or its claim was last renewed.
  add column claimed timestamptz,
  -- By which the worker that claimed the run gets the claim once more, should the reply be lost.
  add column claim_key text collate "C";

update runs set claimed = started where state = 'running';

-- Provisioners are no rows of their own: they are what task queues have in common.
create index task_queues_by_provisioner on task_queues (split_part(task_queue_id, '/', 1));

-- What is done for one run only is done for many at once now.
drop function
  claim_run(tasks, text, text, boolean, timestamptz, timestamptz),
  hand_out(tasks, runs),
  worker_seen(text, text, text, jsonb, timestamptz, timestamptz),
  add_run(tasks, text, integer, timestamptz),
  resolve_task(tasks, task_state),
  end_run(tasks, task_state, text, text, timestamptz);

-- A task of many that are created at once.
create type new_task as (
  task_id text collate "C",
  task_queue_id text collate "C",
  scheduler_id text,
  project_id text,
  task_group_id text collate "C",
  priority text,
  retries smallint,
  deadline timestamptz,
  expires timestamptz,
  requires task_requirement,
  dependencies text[],
  routes text[],
  tags json,
  definition json
);

-- What is to be known of a task that others depend on.
create type required_task as (
  task_id text collate "C",
  state task_state,
  expires timestamptz
);

-- What a worker asks for: up to count runs of a task queue. The number of the request is its place among those that are answered at once.
create type claim_request as (
  request integer,
  task_queue_id text collate "C",
  worker_group text collate "C",
  worker_id text collate "C",
  count integer,
  claim_key text collate "C",
  ageing interval
);

-- Whose a run is to be, and which request that answers.
create type run_claim as (
  task_id text collate "C",
  run_id integer,
  worker_group text,
  worker_id text,
  claim_key text,
  request integer
);

create type claimed_run as (
  task tasks,
  run runs,
  request integer
);

-- How a worker says that a run ended.
create type run_report as (
  task_id text collate "C",
  run_id integer,
  state task_state,
  reason text
);

-- How a run ends; with a reason for a retry another run follows.
create type run_ending as (
  task_id text collate "C",
  run_id integer,
  state task_state,
  reason text,
  retry_reason text
);

-- An artifact that is to be created on a run.
create type new_artifact as (
  task_id text collate "C",
  run_id integer,
  name text collate "C",
  storage_type text,
  content_type text,
  content_length bigint,
  details jsonb,
  expires timestamptz
);

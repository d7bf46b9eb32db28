-- What the queue needs to give lost claims back and to tell what is claimed since when.

alter table runs
  -- When the run was claimed, or its claim was last renewed.
  add column claimed timestamptz,
  -- By which the worker that claimed the run gets the claim once more, should the reply be lost.
  add column claim_key text collate "C";

update runs set claimed = started where state = 'running';

-- Provisioners are no rows of their own: they are what task queues have in common.
create index task_queues_by_provisioner on task_queues (split_part(task_queue_id, '/', 1));

-- It gets another parameter.
drop function claim_run(tasks, text, text, boolean, timestamptz, timestamptz);

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

-- What the events of a task look like, for those that are appended one by one and those of many tasks at once. No service may
-- call these.

-- Words that do not apply are '_'.
create or replace function taskcluster.task_routing_key(task_in taskcluster.tasks, run_in taskcluster.runs) returns text
language plpgsql stable
as $$
begin
  return concat_ws('.',
    'primary',
    task_in.task_id,
    coalesce(run_in.run_id::text, '_'),
    coalesce(run_in.worker_group, '_'),
    coalesce(run_in.worker_id, '_'),
    replace(task_in.task_queue_id, '/', '.'),
    task_in.scheduler_id,
    task_in.task_group_id,
    '_');
end
$$;

-- Each route of the task is a further key.
create or replace function taskcluster.task_cc(task_in taskcluster.tasks) returns text[]
language plpgsql immutable
as $$
declare
  cc text[] := '{}';
  route text;
begin
  -- A loop costs a tenth of a query, at the few routes that tasks have.
  foreach route in array task_in.routes loop
    cc := cc || ('route.' || route);
  end loop;
  return cc;
end
$$;

-- What an event says that tells how a task moves on; the row of the run is null when it is about the task as a whole.
create or replace function taskcluster.task_event(
  exchange_in text,
  task_in taskcluster.tasks,
  run_in taskcluster.runs,
  status_in json
) returns json
language plpgsql stable
as $$
declare
  task json := json_build_object('tags', task_in.tags);
begin
  return case
    when exchange_in = 'task-defined' then
      json_build_object('version', 1, 'status', status_in, 'task', task)
    when exchange_in = 'task-pending' or run_in.worker_id is null then
      json_build_object('version', 1, 'status', status_in, 'runId', run_in.run_id, 'task', task)
    when exchange_in = 'task-running' then
      json_build_object(
        'version', 1, 'status', status_in, 'runId', run_in.run_id,
        'workerGroup', run_in.worker_group, 'workerId', run_in.worker_id,
        'takenUntil', json_timestamp(run_in.taken_until), 'task', task)
    else
      json_build_object(
        'version', 1, 'status', status_in, 'runId', run_in.run_id,
        'workerGroup', run_in.worker_group, 'workerId', run_in.worker_id, 'task', task)
  end;
end
$$;

-- Appends an event about a run, or about a task as a whole when the row of the run is null.
create or replace function taskcluster.append_task_event(
  exchange_in text,
  task_in taskcluster.tasks,
  run_in taskcluster.runs,
  payload_in json
) returns void
language plpgsql
as $$
begin
  perform append_event(
    'exchange/taskcluster-queue/v1/' || exchange_in,
    task_routing_key(task_in, run_in),
    task_cc(task_in),
    payload_in);
end
$$;

-- Appends one of the events that tell how a task moves on. Returns it in short, 'task-pending/0', for the service to log.
create or replace function taskcluster.announce(
  exchange_in text,
  task_in taskcluster.tasks,
  run_in taskcluster.runs,
  status_in json
) returns text
language plpgsql
as $$
begin
  perform append_task_event(exchange_in, task_in, run_in, task_event(exchange_in, task_in, run_in, status_in));
  return exchange_in || coalesce('/' || run_in.run_id, '');
end
$$;

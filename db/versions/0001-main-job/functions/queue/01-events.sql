-- Events of tasks and groups, appended within the transaction that makes them true. No service may call these.

-- Appends an event about a run, or about a task as a whole when the row of the run is null. Words of the routing key that do
-- not apply are '_'; each route of the task is a further key.
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
    concat_ws('.',
      'primary',
      task_in.task_id,
      coalesce(run_in.run_id::text, '_'),
      coalesce(run_in.worker_group, '_'),
      coalesce(run_in.worker_id, '_'),
      replace(task_in.task_queue_id, '/', '.'),
      task_in.scheduler_id,
      task_in.task_group_id,
      '_'),
    case
      when task_in.routes = '{}' then '{}'
      else array(select 'route.' || route from unnest(task_in.routes) with ordinality r(route, position) order by position)
    end,
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
declare
  task json := json_build_object('tags', task_in.tags);
begin
  perform append_task_event(exchange_in, task_in, run_in, case
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
  end);
  return exchange_in || coalesce('/' || run_in.run_id, '');
end
$$;

create or replace function taskcluster.append_task_group_event(
  exchange_in text,
  group_in taskcluster.task_groups,
  payload_in json
) returns void
language plpgsql
as $$
begin
  perform append_event(
    'exchange/taskcluster-queue/v1/' || exchange_in,
    concat_ws('.', 'primary', group_in.task_group_id, group_in.scheduler_id, '_'),
    '{}',
    payload_in);
end
$$;

-- Appends one of the events that tell how a group is by now.
create or replace function taskcluster.announce_task_group(exchange_in text, group_in taskcluster.task_groups) returns void
language plpgsql
as $$
begin
  perform append_task_group_event(exchange_in, group_in, json_strip_nulls(json_build_object(
    'version', 1,
    'taskGroupId', group_in.task_group_id,
    'schedulerId', group_in.scheduler_id,
    'expires', json_timestamp(group_in.expires),
    'sealed', json_timestamp(group_in.sealed))));
end
$$;

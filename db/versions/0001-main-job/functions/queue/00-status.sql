-- How tasks and groups are told to the world, in replies and messages alike. No service may call these.
--
-- All functions of the queue are planned with enable_seqscan off: a plan that was made while a table was all but empty is kept
-- by its session, and must not scan the table when that has grown.

-- 2026-01-01T00:00:00.000Z
create or replace function taskcluster.json_timestamp(time_in timestamptz) returns text
language sql stable
as $$
  select to_char(time_in at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

create or replace function taskcluster.priority_name(rank_in integer) returns text
language sql immutable
as $$
  select (array['lowest', 'very-low', 'low', 'medium', 'high', 'very-high', 'highest'])[rank_in]
$$;

-- Null, which no column takes, for what is not the name of a priority.
create or replace function taskcluster.priority_rank(name_in text) returns smallint
language sql immutable
as $$
  select array_position(array['lowest', 'very-low', 'low', 'medium', 'high', 'very-high', 'highest'], name_in)::smallint
$$;

create or replace function taskcluster.run_json(run_in taskcluster.runs) returns json
language plpgsql stable
as $$
begin
  return json_strip_nulls(json_build_object(
    'runId', run_in.run_id,
    'state', run_in.state,
    'reasonCreated', run_in.reason_created,
    'reasonResolved', run_in.reason_resolved,
    'workerGroup', run_in.worker_group,
    'workerId', run_in.worker_id,
    'takenUntil', json_timestamp(run_in.taken_until),
    'scheduled', json_timestamp(run_in.scheduled),
    'started', json_timestamp(run_in.started),
    'resolved', json_timestamp(run_in.resolved)));
end
$$;

create or replace function taskcluster.runs_json(task_id_in text) returns json
language plpgsql stable set enable_seqscan = off
as $$
begin
  return (select json_agg(run_json(r) order by r.run_id) from runs r where r.task_id = task_id_in);
end
$$;

create or replace function taskcluster.task_status_with_runs(task_in taskcluster.tasks, runs_in json) returns json
language plpgsql stable
as $$
begin
  return json_build_object(
    'taskId', task_in.task_id,
    'provisionerId', split_part(task_in.task_queue_id, '/', 1),
    'workerType', split_part(task_in.task_queue_id, '/', 2),
    'taskQueueId', task_in.task_queue_id,
    'schedulerId', task_in.scheduler_id,
    'projectId', task_in.project_id,
    'taskGroupId', task_in.task_group_id,
    'priority', priority_name(task_in.priority),
    'deadline', json_timestamp(task_in.deadline),
    'expires', json_timestamp(task_in.expires),
    'retriesLeft', task_in.retries_left,
    'state', task_in.state,
    'runs', coalesce(runs_in, '[]'::json));
end
$$;

create or replace function taskcluster.task_status(task_in taskcluster.tasks) returns json
language plpgsql stable
as $$
begin
  return task_status_with_runs(task_in, case when task_in.run_count > 0 then runs_json(task_in.task_id) end);
end
$$;

-- Null when there is no such task.
create or replace function taskcluster.task_status_json(task_id_in text) returns json
language plpgsql stable set enable_seqscan = off
as $$
begin
  return (select task_status(t) from tasks t where t.task_id = task_id_in);
end
$$;

create or replace function taskcluster.task_group_json(group_in taskcluster.task_groups) returns json
language plpgsql stable
as $$
begin
  return json_strip_nulls(json_build_object(
    'taskGroupId', group_in.task_group_id,
    'schedulerId', group_in.scheduler_id,
    'expires', json_timestamp(group_in.expires),
    'sealed', json_timestamp(group_in.sealed)));
end
$$;

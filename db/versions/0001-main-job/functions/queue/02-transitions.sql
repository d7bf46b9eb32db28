-- The changes of a task's state. Whoever calls these holds the lock of the task's row, with the row in hand. They change the
-- row and its runs, keep book of a resolution, and append the events of the change: nothing of it can happen without the
-- rest. No service may call these.

create or replace function taskcluster.lock_task(task_id_in text) returns taskcluster.tasks
language plpgsql set enable_seqscan = off
as $$
declare
  task tasks%rowtype;
begin
  select * into task from tasks t where t.task_id = task_id_in for no key update;
  if not found then
    raise exception using errcode = 'TC404', message = 'Task {{taskId}} does not exist. Are you sure it was created?',
      detail = json_build_object('taskId', task_id_in)::text;
  end if;
  return task;
end
$$;

create or replace function taskcluster.refuse_after_deadline(task_in taskcluster.tasks, now_in timestamptz) returns void
language plpgsql
as $$
begin
  if task_in.deadline <= now_in then
    raise exception using errcode = 'TC409',
      message = 'The deadline of task {{taskId}} has passed, it was {{deadline}}: the task cannot change any more.',
      detail = json_build_object('taskId', task_in.task_id, 'deadline', json_timestamp(task_in.deadline))::text;
  end if;
end
$$;

create or replace function taskcluster.last_run(task_in taskcluster.tasks) returns taskcluster.runs
language plpgsql stable set enable_seqscan = off
as $$
declare
  run runs%rowtype;
begin
  select * into run from runs r where r.task_id = task_in.task_id and r.run_id = task_in.run_count - 1;
  return run;
end
$$;

-- Repeats events about the task as it is, for a caller who may not know that they were appended already.
create or replace function taskcluster.announce_again(task_in taskcluster.tasks, events_in text[])
returns taskcluster.task_change
language plpgsql
as $$
declare
  status json := task_status(task_in);
  run runs%rowtype;
  announced text[] := '{}';
  event text;
begin
  foreach event in array events_in loop
    select * into run from runs r where r.task_id = task_in.task_id and r.run_id = split_part(event, '/', 2)::integer;
    announced := announced || announce(split_part(event, '/', 1), task_in, run, status);
  end loop;
  return (status, announced)::task_change;
end
$$;

create or replace function taskcluster.insert_pending_run(
  task_in taskcluster.tasks, run_id_in integer, reason_in text, now_in timestamptz
) returns taskcluster.runs
language plpgsql
as $$
declare
  run runs%rowtype;
begin
  insert into runs (task_id, run_id, task_queue_id, priority, state, reason_created, scheduled, deadline)
    values (task_in.task_id, run_id_in, task_in.task_queue_id, task_in.priority, 'pending', reason_in, now_in,
      task_in.deadline)
    returning * into run;
  return run;
end
$$;

-- Adds a pending run.
create or replace function taskcluster.add_run(
  task_in taskcluster.tasks, reason_in text, retries_left_in integer, now_in timestamptz
) returns taskcluster.tasks
language plpgsql set enable_seqscan = off
as $$
begin
  perform insert_pending_run(task_in, task_in.run_count, reason_in, now_in);
  update tasks t set state = 'pending', run_count = t.run_count + 1, retries_left = retries_left_in
    where t.task_id = task_in.task_id
    returning * into task_in;
  return task_in;
end
$$;

-- Adds a pending run and announces it.
create or replace function taskcluster.start_run(
  task_in taskcluster.tasks, reason_in text, retries_left_in integer, now_in timestamptz
) returns taskcluster.task_change
language plpgsql
as $$
declare
  task tasks%rowtype := add_run(task_in, reason_in, retries_left_in, now_in);
  status json := task_status(task);
begin
  return (status, array[announce('task-pending', task, last_run(task), status)])::task_change;
end
$$;

-- The task is resolved as its last run is: what follows from it for dependents and the group is put on the work list.
create or replace function taskcluster.resolve_task(task_in taskcluster.tasks, resolution_in taskcluster.task_state)
returns taskcluster.tasks
language plpgsql set enable_seqscan = off
as $$
begin
  update tasks t set state = resolution_in, run_count = greatest(t.run_count, 1), ever_resolved = true
    where t.task_id = task_in.task_id
    returning * into task_in;
  insert into resolved_tasks (task_id, task_group_id, resolution)
    values (task_in.task_id, task_in.task_group_id, resolution_in);
  return task_in;
end
$$;

-- Ends the last run, which is pending or running. With a reason for a retry, and a retry left, a new run follows; otherwise
-- the task is resolved. Whoever waited for the lock may come with a time before the run began: no run ends before that.
create or replace function taskcluster.end_run(
  task_in taskcluster.tasks,
  state_in taskcluster.task_state,
  reason_in text,
  retry_reason_in text,
  now_in timestamptz
) returns taskcluster.task_change
language plpgsql set enable_seqscan = off
as $$
declare
  task tasks%rowtype;
  run runs%rowtype;
  status json;
  announced text[];
  retried boolean := retry_reason_in is not null and task_in.retries_left > 0;
begin
  update runs r set state = state_in, reason_resolved = reason_in,
      resolved = greatest(now_in, date_trunc('milliseconds', greatest(r.scheduled, r.started)))
    where r.task_id = task_in.task_id and r.run_id = task_in.run_count - 1
    returning * into run;
  if retried then
    task := add_run(task_in, retry_reason_in, task_in.retries_left - 1, now_in);
  else
    task := resolve_task(task_in, state_in);
  end if;
  status := task_status(task);
  if reason_in = 'deadline-exceeded' then
    -- It is the task's fault, not its worker's.
    run.worker_group := null;
    run.worker_id := null;
  end if;
  announced := array[announce('task-' || state_in, task, run, status)];
  if retried then
    announced := announced || announce('task-pending', task, last_run(task), status);
  end if;
  return (status, announced)::task_change;
end
$$;

-- Ends a task that is not resolved from outside: its last run becomes an exception. A task without a run gets one that is.
create or replace function taskcluster.abort_task(task_in taskcluster.tasks, reason_in text, now_in timestamptz)
returns taskcluster.task_change
language plpgsql
as $$
declare
  task tasks%rowtype;
  status json;
begin
  if task_in.state <> 'unscheduled' then
    return end_run(task_in, 'exception', reason_in, null, now_in);
  end if;
  insert into runs (
      task_id, run_id, task_queue_id, priority, state, reason_created, reason_resolved, scheduled, resolved, deadline)
    values (task_in.task_id, 0, task_in.task_queue_id, task_in.priority, 'exception', 'exception', reason_in, now_in, now_in,
      task_in.deadline);
  task := resolve_task(task_in, 'exception');
  status := task_status(task);
  return (status, array[announce('task-exception', task, last_run(task), status)])::task_change;
end
$$;

create or replace function taskcluster.the_run(task_in taskcluster.tasks, run_id_in integer) returns taskcluster.runs
language plpgsql stable set enable_seqscan = off
as $$
declare
  run runs%rowtype;
begin
  select * into run from runs r where r.task_id = task_in.task_id and r.run_id = run_id_in;
  if not found then
    raise exception using errcode = 'TC404', message = 'Task {{taskId}} has no run {{runId}}.',
      detail = json_build_object('taskId', task_in.task_id, 'runId', run_id_in)::text;
  end if;
  return run;
end
$$;

-- What callers do to a task as a whole. All are TC404 when there is no such task, TC409 when its deadline has passed.

-- Schedules a task whatever it depends on; one that has been scheduled stays as it is.
create or replace function queue.schedule_task(task_id_in text, now_in timestamptz)
returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  task tasks%rowtype := lock_task(task_id_in);
begin
  perform refuse_after_deadline(task, now_in);
  if task.state = 'unscheduled' then
    return query select c.status, c.announced from start_run(task, 'scheduled', task.retries_left, now_in) c;
  else
    return query select task_status(task), '{}'::text[];
  end if;
end
$$;

-- Adds a run to a task that is resolved or was never scheduled, with its retries renewed as far as 50 runs allow. One that
-- is pending is announced again; one that is running stays as it is. TC409 when it has had 50 runs.
create or replace function queue.rerun_task(task_id_in text, now_in timestamptz)
returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  max_runs constant integer := 50;
  task tasks%rowtype := lock_task(task_id_in);
begin
  perform refuse_after_deadline(task, now_in);
  if task.state = 'pending' then
    return query select c.status, c.announced from announce_again(task, array['task-pending/' || task.run_count - 1]) c;
  elsif task.state = 'running' then
    return query select task_status(task), '{}'::text[];
  elsif task.run_count >= max_runs then
    raise exception using errcode = 'TC409',
      message = 'Task {{taskId}} has had {{runs}} runs, which is the most a task can have.',
      detail = json_build_object('taskId', task_id_in, 'runs', task.run_count)::text;
  else
    return query
      select c.status, c.announced
        from start_run(task, 'rerun', least(task.retries, max_runs - task.run_count - 1), now_in) c;
  end if;
end
$$;

-- Cancels a task that is not resolved. One that is canceled is announced again; one that is resolved otherwise stays as it is.
create or replace function queue.cancel_task(task_id_in text, now_in timestamptz)
returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  task tasks%rowtype := lock_task(task_id_in);
  run runs%rowtype;
begin
  perform refuse_after_deadline(task, now_in);
  if not task.is_resolved then
    return query select c.status, c.announced from abort_task(task, 'canceled', now_in) c;
    return;
  end if;
  run := last_run(task);
  if run.reason_resolved = 'canceled' then
    return query select c.status, c.announced from announce_again(task, array['task-exception/' || run.run_id]) c;
  else
    return query select task_status(task), '{}'::text[];
  end if;
end
$$;

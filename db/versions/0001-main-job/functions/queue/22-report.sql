-- How a worker's run ended. Without a retry the task is resolved by it; the reasons worker-shutdown and intermittent-task add
-- a run while retries are left.
--
-- A report that was made before is accepted again, and its events are appended again: for completed and failed while the run
-- is the last, for an exception also when one run has followed. TC404 when there is no such task or run; TC409 when the run is
-- neither running nor reported so already.
create or replace function queue.report_run(
  task_id_in text, run_id_in integer, state_in text, reason_in text, now_in timestamptz
) returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  task tasks%rowtype := lock_task(task_id_in);
  run runs%rowtype := the_run(task, run_id_in);
  later_runs integer := task.run_count - 1 - run_id_in;
begin
  if run.state = 'running' then
    return query
      select c.status, c.announced
        from end_run(task, state_in::task_state, reason_in,
          case reason_in when 'worker-shutdown' then 'retry' when 'intermittent-task' then 'task-retry' end,
          now_in) c;
  elsif run.state::text = state_in and run.reason_resolved = reason_in
      and (later_runs = 0 or later_runs = 1 and state_in = 'exception') then
    return query
      select c.status, c.announced
        from announce_again(task,
          array['task-' || state_in || '/' || run_id_in]
            || case when later_runs = 1 and task.state = 'pending' then array['task-pending/' || run_id_in + 1] end) c;
  else
    raise exception using errcode = 'TC409',
      message = E'Run {{runId}} of task {{taskId}} is resolved or not running; it is {{state}}.\n\n'
        || 'Status of the task: {{status}}',
      detail = json_build_object('taskId', task_id_in, 'runId', run_id_in, 'state', run.state,
        'status', task_status(task))::text;
  end if;
end
$$;

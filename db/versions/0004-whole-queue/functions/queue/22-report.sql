-- How workers' runs ended: an array of objects with the properties of run_report, about different tasks. Without a retry a task is
-- resolved by it; the reasons worker-shutdown and intermittent-task add a run while retries are left.
--
-- A report that was made before is accepted again, and its events are appended again: for completed and failed while the run
-- is the last, for an exception also when one run has followed. TC404 when there is no such task or run; TC409 when the run is
-- neither running nor reported so already. The order of the result is open.
create or replace function queue.report_runs(reports_in json, now_in timestamptz)
returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  reports run_report[] := array(select r from json_populate_recordset(null::run_report, reports_in) r);
  locked tasks[] := array(
    select t from tasks t
      where t.task_id = any (array(select r.task_id from unnest(reports) r))
      order by t.task_id
      for no key update);
  reported record;
  task tasks%rowtype;
  run runs%rowtype;
  later_runs integer;
  ending tasks[] := '{}';
  states task_state[] := '{}';
  reasons text[] := '{}';
  retry_reasons text[] := '{}';
begin
  for reported in
    select r.task_id, r.run_id, r.state, r.reason, t as task, n as run
      from unnest(reports) r
      left join unnest(locked) t on t.task_id = r.task_id
      left join runs n on n.task_id = r.task_id and n.run_id = r.run_id
      order by r.task_id
  loop
    task := reported.task;
    run := reported.run;
    if task.task_id is null then
      perform lock_task(reported.task_id);
    elsif run.task_id is null then
      perform the_run(task, reported.run_id);
    end if;
    later_runs := task.run_count - 1 - reported.run_id;
    if run.state = 'running' then
      ending := ending || task;
      states := states || reported.state;
      reasons := reasons || reported.reason;
      retry_reasons := retry_reasons
        || case reported.reason when 'worker-shutdown' then 'retry' when 'intermittent-task' then 'task-retry' end;
    elsif run.state = reported.state and run.reason_resolved = reported.reason
        and (later_runs = 0 or later_runs = 1 and reported.state = 'exception') then
      return query
        select c.status, c.announced
          from announce_again(task,
            array['task-' || reported.state || '/' || reported.run_id]
              || case when later_runs = 1 and task.state = 'pending'
                then array['task-pending/' || reported.run_id + 1] end) c;
    else
      raise exception using errcode = 'TC409',
        message = E'Run {{runId}} of task {{taskId}} is resolved or not running; it is {{state}}.\n\n'
          || 'Status of the task: {{status}}',
        detail = json_build_object('taskId', reported.task_id, 'runId', reported.run_id, 'state', run.state,
          'status', task_status(task))::text;
    end if;
  end loop;
  if cardinality(ending) > 0 then
    return query select c.status, c.announced from end_runs(ending, states, reasons, retry_reasons, now_in) c;
  end if;
end
$$;

-- The same for one run: for programs of the version before.
create or replace function queue.report_run(
  task_id_in text, run_id_in integer, state_in text, reason_in text, now_in timestamptz
) returns table (status json, announced text[])
language plpgsql security definer set search_path = taskcluster, pg_temp
as $$
begin
  return query
    select c.status, c.announced
      from queue.report_runs(
        json_build_array(json_build_object(
          'task_id', task_id_in, 'run_id', run_id_in, 'state', state_in, 'reason', reason_in)),
        now_in) c;
end
$$;

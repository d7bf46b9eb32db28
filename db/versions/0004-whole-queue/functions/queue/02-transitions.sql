-- Changes of the states of many tasks at once: what takes a statement for each task takes one for all of them here.

-- As an event tells of a run that ended by no fault of its worker.
create or replace function taskcluster.without_worker(run_in taskcluster.runs) returns taskcluster.runs
language plpgsql immutable
as $$
begin
  run_in.worker_group := null;
  run_in.worker_id := null;
  return run_in;
end
$$;

-- The status of a task, given its last run as it is. Most tasks have no other.
create or replace function taskcluster.task_status_with_last_run(task_in taskcluster.tasks, run_in taskcluster.runs) returns json
language plpgsql stable
as $$
begin
  return task_status_with_runs(
    task_in, case when task_in.run_count = 1 then json_build_array(run_json(run_in)) else runs_json(task_in.task_id) end);
end
$$;

-- Ends the last runs of tasks, which are pending or running; the state, the reason and the reason for a retry, or null, are those
-- at the task's position. With a reason for a retry, and a retry left, a new run follows; otherwise the task is resolved. Whoever
-- waited for the locks may come with a time before a run began: no run ends before that. The order of the result is open.
create or replace function taskcluster.end_runs(
  tasks_in taskcluster.tasks[],
  states_in taskcluster.task_state[],
  reasons_in text[],
  retry_reasons_in text[],
  now_in timestamptz
) returns setof taskcluster.task_change
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  endings run_ending[] := array(
    select (t.task_id, t.run_count - 1, states_in[t.ordinality], reasons_in[t.ordinality],
        case when t.retries_left > 0 then retry_reasons_in[t.ordinality] end)::run_ending
      from unnest(tasks_in) with ordinality t
      order by t.task_id);
  ended runs[];
  following runs[];
  changed tasks[];
begin
  with done as (
    update runs r
      set state = e.state, reason_resolved = e.reason,
        resolved = greatest(now_in, date_trunc('milliseconds', greatest(r.scheduled, r.started)))
      from unnest(endings) e
      where r.task_id = e.task_id and r.run_id = e.run_id
      returning r as run
  )
  select array_agg(d.run) into ended from done d;

  if exists (select from unnest(endings) e where e.retry_reason is not null) then
    with added as (
      insert into runs as r (task_id, run_id, task_queue_id, priority, state, reason_created, scheduled, deadline)
        select t.task_id, t.run_count, t.task_queue_id, t.priority, 'pending', e.retry_reason, now_in, t.deadline
          from unnest(endings) e
          join unnest(tasks_in) t on t.task_id = e.task_id
          where e.retry_reason is not null
        returning r as run
    )
    select array_agg(a.run) into following from added a;
  end if;

  with done as (
    update tasks t
      set state = case when e.retry_reason is null then e.state else 'pending' end,
        run_count = t.run_count + (e.retry_reason is not null)::integer,
        retries_left = t.retries_left - (e.retry_reason is not null)::integer,
        ever_resolved = t.ever_resolved or e.retry_reason is null
      from unnest(endings) e
      where t.task_id = e.task_id
      returning t as task
  )
  select array_agg(d.task) into changed from done d;

  insert into resolved_tasks (task_id, task_group_id, resolution)
    select t.task_id, t.task_group_id, t.state from unnest(changed) t where t.is_resolved;

  return query
    with told as materialized (
      select
          t as task, r as run, next as next_run,
          task_status_with_last_run(t, r) as status
        from unnest(changed) t
        join unnest(ended) r on r.task_id = t.task_id
        left join unnest(following) next on next.task_id = t.task_id
    ), appended as (
      insert into events (exchange, routing_key, cc, payload)
        select
            'exchange/taskcluster-queue/v1/' || e.name, task_routing_key(e.task, e.run), task_cc(e.task),
            task_event(e.name, e.task, e.run, e.status)
          from (
            select
                1 as place, 'task-' || (o.run).state as name, o.task, o.status,
                case when (o.run).reason_resolved = 'deadline-exceeded' then without_worker(o.run) else o.run end as run
              from told o
            union all
            select 2, 'task-pending', o.task, o.status, o.next_run from told o where (o.next_run).task_id is not null
          ) e
          order by (e.task).task_id, e.place
    )
    select
        o.status,
        array['task-' || (o.run).state || '/' || (o.run).run_id]
          || case when (o.next_run).task_id is not null then array['task-pending/' || (o.next_run).run_id] end
      from told o;
end
$$;

-- The same for one task.
create or replace function taskcluster.end_run(
  task_in taskcluster.tasks,
  state_in taskcluster.task_state,
  reason_in text,
  retry_reason_in text,
  now_in timestamptz
) returns taskcluster.task_change
language plpgsql
as $$
declare
  change task_change;
begin
  select * into change from end_runs(array[task_in], array[state_in], array[reason_in], array[retry_reason_in], now_in);
  return change;
end
$$;

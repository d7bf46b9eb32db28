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

-- Announces what befell tasks, and returns it, by task: the runs that ended, and for some of the tasks the pending runs that follow,
-- which may also be all there is. Puts on the work list what follows from resolutions for dependents and groups.
create or replace function taskcluster.announce_runs(
  tasks_in taskcluster.tasks[], ended_in taskcluster.runs[], pending_in taskcluster.runs[]
) returns setof taskcluster.task_change
language plpgsql
as $$
begin
  insert into resolved_tasks (task_id, task_group_id, resolution)
    select t.task_id, t.task_group_id, t.state from unnest(tasks_in) t where t.is_resolved;

  return query
    with told as materialized (
      select t as task, e as ended, p as pending, task_status_with_last_run(t, coalesce(p, e)) as status
        from unnest(tasks_in) t
        left join unnest(ended_in) e on e.task_id = t.task_id
        left join unnest(pending_in) p on p.task_id = t.task_id
    ), appended as (
      insert into events (exchange, routing_key, cc, payload)
        select
            'exchange/taskcluster-queue/v1/' || e.name, task_routing_key(e.task, e.run), task_cc(e.task),
            task_event(e.name, e.task, e.run, e.status)
          from (
            select
                1 as place, 'task-' || (o.ended).state as name, o.task, o.status,
                case when (o.ended).reason_resolved = 'deadline-exceeded' then without_worker(o.ended) else o.ended end as run
              from told o
              where (o.ended).task_id is not null
            union all
            select 2, 'task-pending', o.task, o.status, o.pending from told o where (o.pending).task_id is not null
          ) e
          order by (e.task).task_id, e.place
    )
    select
        o.status,
        case when (o.ended).task_id is not null then array['task-' || (o.ended).state || '/' || (o.ended).run_id] end
          || case when (o.pending).task_id is not null then array['task-pending/' || (o.pending).run_id] end
      from told o
      order by (o.task).task_id;
end
$$;

-- Adds a pending run to each task; the reason is that at the task's position, and with none there is no run.
create or replace function taskcluster.insert_pending_runs(
  tasks_in taskcluster.tasks[], reasons_in text[], now_in timestamptz
) returns taskcluster.runs[]
language plpgsql
as $$
declare
  inserted runs[];
begin
  with added as (
    insert into runs as r (task_id, run_id, task_queue_id, priority, state, reason_created, scheduled, deadline)
      select t.task_id, t.run_count, t.task_queue_id, t.priority, 'pending', reasons_in[t.ordinality], now_in, t.deadline
        from unnest(tasks_in) with ordinality t
        where reasons_in[t.ordinality] is not null
      returning r as run
  )
  select array_agg(a.run) into inserted from added a;
  return coalesce(inserted, '{}');
end
$$;

-- Adds a pending run to each task and announces it; the retries that the task then has left are those at its position.
create or replace function taskcluster.start_runs(
  tasks_in taskcluster.tasks[], reason_in text, retries_left_in integer[], now_in timestamptz
) returns setof taskcluster.task_change
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  pending runs[] := insert_pending_runs(tasks_in, array_fill(reason_in, array[cardinality(tasks_in)]), now_in);
  task_ids text[] := array(select t.task_id from unnest(tasks_in) t);
  changed tasks[];
begin
  with done as (
    update tasks t set state = 'pending', run_count = t.run_count + 1, retries_left = n.retries_left
      from unnest(task_ids, retries_left_in) n(task_id, retries_left)
      where t.task_id = n.task_id
      returning t as task
  )
  select array_agg(d.task) into changed from done d;
  return query select c.* from announce_runs(changed, '{}', pending) c;
end
$$;

create or replace function taskcluster.start_run(
  task_in taskcluster.tasks, reason_in text, retries_left_in integer, now_in timestamptz
) returns taskcluster.task_change
language plpgsql
as $$
declare
  change task_change;
begin
  select * into change from start_runs(array[task_in], reason_in, array[retries_left_in], now_in);
  return change;
end
$$;

-- Ends the last runs of tasks, which are pending or running; the state, the reason and the reason for a retry, or null, are those
-- at the task's position. With a reason for a retry, and a retry left, a new run follows; otherwise the task is resolved. Whoever
-- waited for the locks may come with a time before a run began: no run ends before that.
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
      from unnest(tasks_in) with ordinality t);
  ended runs[];
  pending runs[] := '{}';
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
    pending := insert_pending_runs(tasks_in, array(select e.retry_reason from unnest(endings) e), now_in);
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
  return query select c.* from announce_runs(changed, ended, pending) c;
end
$$;

-- Ends tasks that are not resolved from outside: their last runs become exceptions. A task without a run gets one that is. By task.
create or replace function taskcluster.abort_tasks(tasks_in taskcluster.tasks[], reason_in text, now_in timestamptz)
returns setof taskcluster.task_change
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  never_run tasks[] := array(select t from unnest(tasks_in) t where t.state = 'unscheduled');
  with_run tasks[] := array(select t from unnest(tasks_in) t where t.state <> 'unscheduled');
  size integer := cardinality(with_run);
  ended runs[];
  changed tasks[];
begin
  if cardinality(never_run) > 0 then
    with added as (
      insert into runs as r (
          task_id, run_id, task_queue_id, priority, state, reason_created, reason_resolved, scheduled, resolved, deadline)
        select t.task_id, 0, t.task_queue_id, t.priority, 'exception', 'exception', reason_in, now_in, now_in, t.deadline
          from unnest(never_run) t
        returning r as run
    )
    select array_agg(a.run) into ended from added a;
    with done as (
      update tasks t set state = 'exception', run_count = 1, ever_resolved = true
        from unnest(never_run) n
        where t.task_id = n.task_id
        returning t as task
    )
    select array_agg(d.task) into changed from done d;
    return query select c.* from announce_runs(changed, ended, '{}') c;
  end if;
  if size > 0 then
    return query
      select c.*
        from end_runs(
          with_run, array_fill('exception'::task_state, array[size]), array_fill(reason_in, array[size]),
          array_fill(null::text, array[size]), now_in) c;
  end if;
end
$$;

create or replace function taskcluster.abort_task(task_in taskcluster.tasks, reason_in text, now_in timestamptz)
returns taskcluster.task_change
language plpgsql
as $$
declare
  change task_change;
begin
  select * into change from abort_tasks(array[task_in], reason_in, now_in);
  return change;
end
$$;

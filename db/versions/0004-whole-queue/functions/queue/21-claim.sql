-- The task's last run, which is pending, becomes that worker's. No service may call this; the caller holds the task's lock. Whoever
-- waited for the lock may come with a time before the run was there: no run starts before it was scheduled.
create or replace function taskcluster.claim_run(
  task_in taskcluster.tasks,
  worker_group_in text,
  worker_id_in text,
  claimed_by_name_in boolean,
  claim_key_in text,
  now_in timestamptz,
  taken_until_in timestamptz
) returns taskcluster.runs
language plpgsql set enable_seqscan = off
as $$
declare
  run runs%rowtype;
begin
  update runs r
    set state = 'running', worker_group = worker_group_in, worker_id = worker_id_in, taken_until = taken_until_in,
      started = greatest(now_in, r.scheduled), claimed = greatest(now_in, r.scheduled),
      claimed_by_name = claimed_by_name_in, claim_key = claim_key_in
    where r.task_id = task_in.task_id and r.run_id = task_in.run_count - 1
    returning * into run;
  update tasks t set state = 'running' where t.task_id = task_in.task_id;
  return run;
end
$$;

-- The next pending tasks of a task queue, locked, in an order in which waiting makes up for priority; passes over those that
-- others have locked. No service may call this.
--
-- Waiting for the interval is worth one level of priority: first comes what became pending first, if it had become so one
-- interval earlier for each level of its priority. So nothing waits for tasks that come more than six intervals after it. The
-- runs of one priority are in that order already; those of all are merged, which takes a look at each priority for each task.
create or replace function taskcluster.lock_tasks_by_age(
  task_queue_id_in text, count_in integer, ageing_in interval, now_in timestamptz
) returns setof taskcluster.tasks
language plpgsql set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  -- Up to where the runs of each priority have been looked at.
  last_scheduled timestamptz[] := array_fill('-infinity'::timestamptz, array[7]);
  last_task_id text[] := array_fill(''::text, array[7]);
  run record;
  task tasks%rowtype;
  missing integer := count_in;
begin
  while missing > 0 loop
    select next.* into run
      from generate_series(1, 7) level(priority)
      cross join lateral (
        select r.task_id, r.run_id, r.priority, r.scheduled
          from runs r
          where r.task_queue_id = task_queue_id_in and r.state = 'pending' and r.priority = level.priority
            and (r.scheduled, r.task_id) > (last_scheduled[level.priority], last_task_id[level.priority])
            and r.deadline > now_in
          order by r.scheduled, r.task_id
          limit 1
      ) next
      order by next.scheduled - next.priority * ageing_in, next.priority desc, next.task_id
      limit 1;
    exit when not found;
    last_scheduled[run.priority] := run.scheduled;
    last_task_id[run.priority] := run.task_id;
    select * into task
      from tasks t
      where t.task_id = run.task_id and t.state = 'pending' and t.run_count = run.run_id + 1
      for no key update skip locked;
    if found then
      missing := missing - 1;
      return next task;
    end if;
  end loop;
end
$$;

-- The next pending tasks of a task queue, locked: those of the highest priority, among them those that wait longest; passes over
-- those that others have locked. No service may call this.
create or replace function taskcluster.lock_pending_tasks(task_queue_id_in text, count_in integer, now_in timestamptz)
returns setof taskcluster.tasks
language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  -- Only tasks are locked, as for every change of a run. The condition on the state is checked again on the row as it is when
  -- the lock is given, so a run that somebody claimed just before is passed over.
  return query
    select t.*
      from runs r
      join tasks t on t.task_id = r.task_id
      where r.task_queue_id = task_queue_id_in and r.state = 'pending' and r.deadline > now_in
        and t.state = 'pending' and t.run_count = r.run_id + 1
      order by r.priority desc, r.scheduled, r.task_id
      limit count_in
      for no key update of t skip locked;
end
$$;

-- The claims that a worker got with a key and still has, renewed and announced once more: for one who did not see the reply. No
-- service may call this.
create or replace function taskcluster.hand_out_again(
  task_queue_id_in text,
  worker_group_in text,
  worker_id_in text,
  claim_key_in text,
  now_in timestamptz,
  taken_until_in timestamptz
) returns json[]
language plpgsql set enable_seqscan = off
as $$
declare
  task tasks%rowtype;
  run runs%rowtype;
  handed_out json[] := '{}';
begin
  for task in
    select t.*
      from tasks t
      where t.task_id in (
        select r.task_id
          from runs r
          where r.task_queue_id = task_queue_id_in and r.worker_group = worker_group_in and r.worker_id = worker_id_in
            and r.state = 'running' and r.claim_key = claim_key_in)
      order by t.task_id
      for no key update
  loop
    -- As it is now that it cannot change any more.
    update runs r
      set taken_until = greatest(r.taken_until, taken_until_in), claimed = now_in
      where r.task_id = task.task_id and r.run_id = task.run_count - 1
        and r.state = 'running' and r.claim_key = claim_key_in
        and r.worker_group = worker_group_in and r.worker_id = worker_id_in
        and r.taken_until > now_in and r.deadline > now_in
      returning * into run;
    if found then
      handed_out := handed_out || hand_out(task, run);
    end if;
  end loop;
  return handed_out;
end
$$;

-- Hands out up to count_in pending runs of a task queue: by strict priority, or, with an interval for ageing, as
-- lock_tasks_by_age describes. Claims are not all there: the caller adds credentials. A claim is one transaction, so nothing is held back
-- for somebody who may never come, and a caller that ends in the middle has claimed nothing.
--
-- With a key, claims that the worker got with it before and still has are handed out again, and no others: so a call whose
-- reply was lost can be repeated. Null for none.
--
-- quarantined: the worker may claim nothing. contended: something is pending that others had locked at that moment, be it
-- because they were claiming it or only because they were making a task depend on it; it is worth another look soon.
create or replace function queue.claim_runs(
  task_queue_id_in text,
  worker_group_in text,
  worker_id_in text,
  count_in integer,
  claim_key_in text,
  ageing_in interval,
  now_in timestamptz,
  taken_until_in timestamptz,
  seen_again_in timestamptz
) returns table (quarantined boolean, contended boolean, claims json)
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  pending tasks[];
  task tasks%rowtype;
  handed_out json[] := '{}';
  claimed jsonb := '[]';
begin
  quarantined := false;
  contended := false;
  if claim_key_in is not null then
    -- Of two calls at once the later one sees what the earlier one has claimed. Comes before all locks of rows.
    perform pg_advisory_xact_lock(
      hashtextextended(concat_ws('/', 'claim', task_queue_id_in, worker_group_in, worker_id_in, claim_key_in), 0));
    handed_out := hand_out_again(task_queue_id_in, worker_group_in, worker_id_in, claim_key_in, now_in, taken_until_in);
  end if;
  if cardinality(handed_out) = 0 then
    quarantined := is_quarantined(task_queue_id_in, worker_group_in, worker_id_in, now_in);
    if not quarantined then
      if ageing_in is null then
        pending := array(select t from lock_pending_tasks(task_queue_id_in, count_in, now_in) t);
      else
        pending := array(select t from lock_tasks_by_age(task_queue_id_in, count_in, ageing_in, now_in) t);
      end if;
      foreach task in array pending loop
        handed_out := handed_out || hand_out(
          task, claim_run(task, worker_group_in, worker_id_in, false, claim_key_in, now_in, taken_until_in));
        claimed := claimed || jsonb_build_object('taskId', task.task_id, 'runId', task.run_count - 1);
      end loop;
      contended := claimed = '[]' and exists (
        select from runs r where r.task_queue_id = task_queue_id_in and r.state = 'pending' and r.deadline > now_in);
    end if;
  end if;
  perform worker_seen(task_queue_id_in, worker_group_in, worker_id_in, claimed, now_in, seen_again_in);
  claims := to_json(handed_out);
  return next;
end
$$;

-- What claim_runs does without key and ageing: for programs of the version before.
create or replace function queue.claim_work(
  task_queue_id_in text,
  worker_group_in text,
  worker_id_in text,
  count_in integer,
  now_in timestamptz,
  taken_until_in timestamptz,
  seen_again_in timestamptz
) returns table (quarantined boolean, contended boolean, claims json)
language plpgsql security definer set search_path = taskcluster, pg_temp
as $$
begin
  return query
    select c.quarantined, c.contended, c.claims
      from queue.claim_runs(
        task_queue_id_in, worker_group_in, worker_id_in, count_in, null, null, now_in, taken_until_in, seen_again_in) c;
end
$$;

-- Claims a run that is known by name. The worker that has claimed it in this way before gets its claim again. TC404 when there
-- is no such task or run; TC409 when the deadline has passed, the worker is quarantined, or the run cannot be claimed.
create or replace function queue.claim_task(
  task_id_in text,
  run_id_in integer,
  worker_group_in text,
  worker_id_in text,
  now_in timestamptz,
  taken_until_in timestamptz,
  seen_again_in timestamptz
) returns json
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  task tasks%rowtype := lock_task(task_id_in);
  run runs%rowtype := the_run(task, run_id_in);
begin
  perform refuse_after_deadline(task, now_in);
  if is_quarantined(task.task_queue_id, worker_group_in, worker_id_in, now_in) then
    raise exception using errcode = 'TC409',
      message = 'Worker {{workerGroup}}/{{workerId}} is quarantined and cannot claim tasks.',
      detail = json_build_object('workerGroup', worker_group_in, 'workerId', worker_id_in)::text;
  end if;
  if run.state = 'pending' then
    run := claim_run(task, worker_group_in, worker_id_in, true, null, now_in, taken_until_in);
    update queue_workers w
      set recent_tasks = newest_tasks(
        w.recent_tasks, jsonb_build_array(jsonb_build_object('taskId', task_id_in, 'runId', run_id_in)))
      where w.task_queue_id = task.task_queue_id and w.worker_group = worker_group_in and w.worker_id = worker_id_in;
  elsif run.state <> 'running' or not run.claimed_by_name
      or run.worker_group <> worker_group_in or run.worker_id <> worker_id_in then
    raise exception using errcode = 'TC409',
      message = 'Run {{runId}} of task {{taskId}} was already claimed by another worker, or is resolved; it is {{state}}.',
      detail = json_build_object('taskId', task_id_in, 'runId', run_id_in, 'state', run.state)::text;
  end if;
  perform task_queue_seen(task.task_queue_id, now_in, '5 days', seen_again_in);
  return hand_out(task, run);
end
$$;

-- Prolongs the claim on a run; never shortens it. TC404 when there is no such task or run; TC409 when the deadline has passed or
-- the run is not running.
create or replace function queue.reclaim_task(
  task_id_in text,
  run_id_in integer,
  now_in timestamptz,
  taken_until_in timestamptz,
  seen_again_in timestamptz
) returns table (status json, run_id integer, worker_group text, worker_id text, taken_until timestamptz, scopes json)
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  task tasks%rowtype := lock_task(task_id_in);
  run runs%rowtype := the_run(task, run_id_in);
begin
  perform refuse_after_deadline(task, now_in);
  if run.state <> 'running' then
    raise exception using errcode = 'TC409',
      message = E'Run {{runId}} of task {{taskId}} is resolved or not running; it is {{state}}.\n\n'
        || 'A claim can be renewed only while the run is running.',
      detail = json_build_object('taskId', task_id_in, 'runId', run_id_in, 'state', run.state)::text;
  end if;
  update runs r set taken_until = greatest(r.taken_until, taken_until_in), claimed = now_in
    where r.task_id = task_id_in and r.run_id = run_id_in
    returning * into run;
  perform worker_seen(task.task_queue_id, run.worker_group, run.worker_id, '[]', now_in, seen_again_in);
  return query
    select task_status(task), run_id_in, run.worker_group, run.worker_id, run.taken_until,
      (select d.definition -> 'scopes' from task_definitions d where d.task_id = task_id_in);
end
$$;

-- How a run fares; empty when there is no such task or run.
create or replace function queue.run_state(task_id_in text, run_id_in integer)
returns table (state text, reason_resolved text)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select r.state::text, r.reason_resolved from runs r where r.task_id = task_id_in and r.run_id = run_id_in;
end
$$;

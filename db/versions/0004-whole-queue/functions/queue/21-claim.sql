-- Tasks whose last runs, which are pending, have become workers': the claims are those of the tasks, at whatever position. No
-- service may call this; the caller holds the locks of the tasks. Whoever waited for the locks may come with a time before a run was
-- there: no run starts before it was scheduled.
create or replace function taskcluster.start_claims(
  claims_in taskcluster.run_claim[], claimed_by_name_in boolean, now_in timestamptz, taken_until_in timestamptz
) returns taskcluster.claimed_run[]
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  started claimed_run[];
begin
  with started_runs as (
    update runs r
      set state = 'running', worker_group = c.worker_group, worker_id = c.worker_id, taken_until = taken_until_in,
        started = greatest(now_in, r.scheduled), claimed = greatest(now_in, r.scheduled),
        claimed_by_name = claimed_by_name_in, claim_key = c.claim_key
      from unnest(claims_in) c
      where r.task_id = c.task_id and r.run_id = c.run_id
      returning r as run, c.request
  ), started_tasks as (
    update tasks t set state = 'running' from unnest(claims_in) c where t.task_id = c.task_id returning t as task
  )
  select array_agg((t.task, r.run, r.request)::claimed_run) into started
    from started_runs r
    join started_tasks t on (t.task).task_id = (r.run).task_id;
  return coalesce(started, '{}');
end
$$;

-- Claims as their workers get them, without credentials, each with the number of the request that it answers; announces them. No
-- service may call this.
create or replace function taskcluster.hand_out_runs(claimed_in taskcluster.claimed_run[])
returns table (request integer, claim json)
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  return query
    with told as materialized (
      select c.task, c.run, c.request, task_status_with_last_run(c.task, c.run) as status from unnest(claimed_in) c
    ), appended as (
      insert into events (exchange, routing_key, cc, payload)
        select
            'exchange/taskcluster-queue/v1/task-running', task_routing_key(o.task, o.run), task_cc(o.task),
            task_event('task-running', o.task, o.run, o.status)
          from told o
    )
    select
        o.request,
        json_build_object(
          'status', o.status,
          'runId', (o.run).run_id,
          'workerGroup', (o.run).worker_group,
          'workerId', (o.run).worker_id,
          'takenUntil', json_timestamp((o.run).taken_until),
          'task', d.definition)
      from told o
      join task_definitions d on d.task_id = (o.task).task_id;
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

-- The claims that workers got with the keys of their requests and still have, renewed: for those who did not see the reply. No
-- service may call this.
create or replace function taskcluster.renew_claims(
  requests_in taskcluster.claim_request[], now_in timestamptz, taken_until_in timestamptz
) returns taskcluster.claimed_run[]
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  locked tasks[];
  renewed claimed_run[];
begin
  -- Of two calls with a key at once the later one sees what the earlier one has claimed. Comes before all locks of rows.
  perform pg_advisory_xact_lock(
      hashtextextended(concat_ws('/', 'claim', q.task_queue_id, q.worker_group, q.worker_id, q.claim_key), 0))
    from (
      select * from unnest(requests_in) k
        where k.claim_key is not null
        order by k.task_queue_id, k.worker_group, k.worker_id, k.claim_key) q;
  locked := array(
    select t
      from tasks t
      where t.task_id in (
        select of_worker.task_id
          from unnest(requests_in) q
          cross join lateral (
            select r.task_id
              from runs r
              where r.task_queue_id = q.task_queue_id and r.worker_group = q.worker_group and r.worker_id = q.worker_id
                and r.state = 'running' and r.claim_key = q.claim_key
              -- Keeps the planner from looking at the runs of all workers.
              offset 0) of_worker)
      order by t.task_id
      for no key update);
  if cardinality(locked) = 0 then
    return '{}';
  end if;
  -- As they are now that they cannot change any more.
  with renewed_runs as (
    update runs r
      set taken_until = greatest(r.taken_until, taken_until_in), claimed = now_in
      from unnest(locked) t, unnest(requests_in) q
      where r.task_id = t.task_id and r.run_id = t.run_count - 1
        and r.state = 'running' and r.claim_key = q.claim_key
        and r.task_queue_id = q.task_queue_id and r.worker_group = q.worker_group and r.worker_id = q.worker_id
        and r.taken_until > now_in and r.deadline > now_in
      returning r as run, q.request
  )
  select array_agg((t, r.run, r.request)::claimed_run order by t.task_id) into renewed
    from renewed_runs r
    join unnest(locked) t on t.task_id = (r.run).task_id;
  return coalesce(renewed, '{}');
end
$$;

-- The next pending tasks of a task queue, locked, for as many requests as are given; each gets up to its count of them. When there are
-- fewer than all ask for, no request gets a further one before each has got one. No service may call this.
create or replace function taskcluster.deal_tasks(
  task_queue_id_in text, ageing_in interval, requests_in taskcluster.claim_request[], now_in timestamptz
) returns taskcluster.run_claim[]
language plpgsql
as $$
declare
  wanted integer := (select sum(q.count) from unnest(requests_in) q);
  pending tasks[];
begin
  if ageing_in is null then
    pending := array(select t from lock_pending_tasks(task_queue_id_in, wanted, now_in) t);
  else
    pending := array(select t from lock_tasks_by_age(task_queue_id_in, wanted, ageing_in, now_in) t);
  end if;
  return array(
    select (t.task_id, t.run_count - 1, q.worker_group, q.worker_id, q.claim_key, q.request)::run_claim
      from (
        select q.*, row_number() over (order by turn, q.request) as place
          from unnest(requests_in) q cross join generate_series(1, q.count) turn
      ) q
      join unnest(pending) with ordinality t on t.ordinality = q.place);
end
$$;

-- Hands out pending runs of task queues to workers: an array of objects with the properties of claim_request, each answered by up to
-- count runs; by strict priority, or, with an interval for ageing, as lock_tasks_by_age describes. The result has the order of the
-- requests. Claims are not all there: the caller adds credentials. A claim is one transaction, so nothing is held back for
-- somebody who may never come, and a caller that ends in the middle has claimed nothing.
--
-- With a key, claims that the worker got with it before and still has are handed out again, and no others: so a call whose
-- reply was lost can be repeated. Null for none.
--
-- quarantined: the worker may claim nothing. contended: something is pending that others had locked at that moment, be it
-- because they were claiming it or only because they were making a task depend on it; it is worth another look soon.
create or replace function queue.claim_runs(
  requests_in json, now_in timestamptz, taken_until_in timestamptz, seen_again_in timestamptz
) returns table (quarantined boolean, contended boolean, claims json)
language plpgsql security definer set search_path = taskcluster, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  requests claim_request[] := array(
    select (q.ordinality, q.task_queue_id, q.worker_group, q.worker_id, q.count, q.claim_key, q.ageing)::claim_request
      from json_populate_recordset(null::claim_request, requests_in) with ordinality q);
  again claimed_run[] := '{}';
  refused integer[];
  dealt run_claim[] := '{}';
  claimed claimed_run[] := '{}';
  of_queue record;
begin
  if exists (select from unnest(requests) q where q.claim_key is not null) then
    again := renew_claims(requests, now_in, taken_until_in);
  end if;
  refused := array(
    select q.request
      from unnest(requests) q
      join queue_workers w
        on w.task_queue_id = q.task_queue_id and w.worker_group = q.worker_group and w.worker_id = q.worker_id
      where w.quarantine_until > now_in);
  for of_queue in
    select q.task_queue_id, q.ageing, array_agg(q order by q.request) as requests
      from unnest(requests) q
      where q.request <> all (refused) and not exists (select from unnest(again) a where a.request = q.request)
      group by q.task_queue_id, q.ageing
      order by q.task_queue_id
  loop
    dealt := dealt || deal_tasks(of_queue.task_queue_id, of_queue.ageing, of_queue.requests, now_in);
  end loop;
  if cardinality(dealt) > 0 then
    claimed := start_claims(dealt, false, now_in, taken_until_in);
  end if;
  perform workers_seen(requests, claimed, now_in, seen_again_in);
  return query
    with handed_out as (
      select h.request, json_agg(h.claim) as claims from hand_out_runs(again || claimed) h group by h.request
    )
    select
        q.request = any (refused) and h.request is null,
        h.request is null and q.request <> all (refused) and exists (
          select from runs r where r.task_queue_id = q.task_queue_id and r.state = 'pending' and r.deadline > now_in),
        coalesce(h.claims, '[]')
      from unnest(requests) q
      left join handed_out h on h.request = q.request
      order by q.request;
end
$$;

-- The same for one request, without key and ageing: for programs of the version before.
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
        json_build_array(json_build_object('task_queue_id', task_queue_id_in, 'worker_group', worker_group_in,
          'worker_id', worker_id_in, 'count', count_in)),
        now_in, taken_until_in, seen_again_in) c;
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
  claimed claimed_run[];
begin
  perform refuse_after_deadline(task, now_in);
  if is_quarantined(task.task_queue_id, worker_group_in, worker_id_in, now_in) then
    raise exception using errcode = 'TC409',
      message = 'Worker {{workerGroup}}/{{workerId}} is quarantined and cannot claim tasks.',
      detail = json_build_object('workerGroup', worker_group_in, 'workerId', worker_id_in)::text;
  end if;
  if run.state = 'pending' then
    claimed := start_claims(
      array[(task_id_in, run_id_in, worker_group_in, worker_id_in, null, 1)::run_claim], true, now_in, taken_until_in);
    update queue_workers w
      set recent_tasks = newest_tasks(
        w.recent_tasks, jsonb_build_array(jsonb_build_object('taskId', task_id_in, 'runId', run_id_in)))
      where w.task_queue_id = task.task_queue_id and w.worker_group = worker_group_in and w.worker_id = worker_id_in;
  elsif run.state <> 'running' or not run.claimed_by_name
      or run.worker_group <> worker_group_in or run.worker_id <> worker_id_in then
    raise exception using errcode = 'TC409',
      message = 'Run {{runId}} of task {{taskId}} was already claimed by another worker, or is resolved; it is {{state}}.',
      detail = json_build_object('taskId', task_id_in, 'runId', run_id_in, 'state', run.state)::text;
  else
    claimed := array[(task, run, 1)::claimed_run];
  end if;
  perform task_queue_seen(task.task_queue_id, now_in, '5 days', seen_again_in);
  return (select h.claim from hand_out_runs(claimed) h);
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
  perform workers_seen(
    array[(1, task.task_queue_id, run.worker_group, run.worker_id, 0, null, null)::claim_request], '{}', now_in, seen_again_in);
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

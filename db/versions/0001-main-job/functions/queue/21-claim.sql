-- The task's last run, which is pending, becomes that worker's. No service may call this; the caller holds the task's lock.
create or replace function taskcluster.claim_run(
  task_in taskcluster.tasks,
  worker_group_in text,
  worker_id_in text,
  claimed_by_name_in boolean,
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
      started = now_in, claimed_by_name = claimed_by_name_in
    where r.task_id = task_in.task_id and r.run_id = task_in.run_count - 1
    returning * into run;
  update tasks t set state = 'running' where t.task_id = task_in.task_id;
  return run;
end
$$;

-- A claim as its worker gets it, without credentials; announces it. No service may call this.
create or replace function taskcluster.hand_out(task_in taskcluster.tasks, run_in taskcluster.runs) returns json
language plpgsql set enable_seqscan = off
as $$
declare
  status json;
begin
  task_in.state := run_in.state;
  status := task_status(task_in);
  perform announce('task-running', task_in, run_in, status);
  return json_build_object(
    'status', status,
    'runId', run_in.run_id,
    'workerGroup', run_in.worker_group,
    'workerId', run_in.worker_id,
    'takenUntil', json_timestamp(run_in.taken_until),
    'task', (select d.definition from task_definitions d where d.task_id = task_in.task_id));
end
$$;

-- Hands out up to count_in pending runs of a task queue: those of the highest priority, among them those that wait longest.
-- Claims are not all there: the caller adds credentials. A claim is one transaction, so nothing is held back for
-- somebody who may never come, and a caller that ends in the middle has claimed nothing.
--
-- quarantined: the worker may claim nothing. contended: something is pending that others had locked at that moment, be it
-- because they were claiming it or only because they were making a task depend on it; it is worth another look soon.
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
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  task tasks%rowtype;
  handed_out json[] := '{}';
  claimed jsonb := '[]';
begin
  quarantined := is_quarantined(task_queue_id_in, worker_group_in, worker_id_in, now_in);
  contended := false;
  if not quarantined then
    -- Only tasks are locked, as for every change of a run. The condition on the state is checked again on the row as it is when
    -- the lock is given, so a run that somebody claimed just before is passed over.
    for task in
      select t.*
        from runs r
        join tasks t on t.task_id = r.task_id
        where r.task_queue_id = task_queue_id_in and r.state = 'pending' and r.deadline > now_in
          and t.state = 'pending' and t.run_count = r.run_id + 1
        order by r.priority desc, r.scheduled, r.task_id
        limit count_in
        for no key update of t skip locked
    loop
      handed_out := handed_out || hand_out(task, claim_run(task, worker_group_in, worker_id_in, false, now_in, taken_until_in));
      claimed := claimed || jsonb_build_object('taskId', task.task_id, 'runId', task.run_count - 1);
    end loop;
    contended := claimed = '[]' and exists (
      select from runs r where r.task_queue_id = task_queue_id_in and r.state = 'pending' and r.deadline > now_in);
  end if;
  perform worker_seen(task_queue_id_in, worker_group_in, worker_id_in, claimed, now_in, seen_again_in);
  claims := to_json(handed_out);
  return next;
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
    run := claim_run(task, worker_group_in, worker_id_in, true, now_in, taken_until_in);
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
  update runs r set taken_until = greatest(r.taken_until, taken_until_in)
    where r.task_id = task_id_in and r.run_id = run_id_in
    returning * into run;
  perform worker_seen(task.task_queue_id, run.worker_group, run.worker_id, '[]', now_in, seen_again_in);
  return query
    select task_status(task), run_id_in, run.worker_group, run.worker_id, run.taken_until,
      (select d.definition -> 'scopes' from task_definitions d where d.task_id = task_id_in);
end
$$;

-- A task queue has been used: it is kept for that long. Written only when it was last written before again_in, so that the
-- many workers of a queue do not wait for each other. No service may call this.
create or replace function taskcluster.task_queue_seen(
  task_queue_id_in text, now_in timestamptz, kept_in interval, again_in timestamptz
) returns void
language plpgsql set enable_seqscan = off
as $$
declare
  last_active timestamptz := (select q.last_date_active from task_queues q where q.task_queue_id = task_queue_id_in);
begin
  if last_active is null then
    insert into task_queues (task_queue_id, expires, last_date_active)
      values (task_queue_id_in, now_in + kept_in, now_in)
      on conflict do nothing;
  elsif last_active < again_in then
    update task_queues q set expires = greatest(q.expires, now_in + kept_in), last_date_active = now_in
      where q.task_queue_id = task_queue_id_in and q.last_date_active < again_in;
  end if;
end
$$;

-- The newest 20 of the runs that a worker has claimed. No service may call this.
create or replace function taskcluster.newest_tasks(recent_in jsonb, claimed_in jsonb) returns jsonb
language plpgsql immutable
as $$
declare
  recent jsonb := recent_in || claimed_in;
begin
  while jsonb_array_length(recent) > 20 loop
    recent := recent - 0;
  end loop;
  return recent;
end
$$;

-- A worker has been at work and has claimed these runs, as [{taskId, runId}]: it and its task queue are kept for a day. Written
-- when there is a claim to note, or when last written before again_in. Comes after all locks on tasks, the worker before the
-- queue. No service may call this.
create or replace function taskcluster.worker_seen(
  task_queue_id_in text,
  worker_group_in text,
  worker_id_in text,
  claimed_in jsonb,
  now_in timestamptz,
  again_in timestamptz
) returns void
language plpgsql set enable_seqscan = off
as $$
declare
  kept constant interval := '1 day';
  last_active timestamptz := (
    select w.last_date_active
      from queue_workers w
      where w.task_queue_id = task_queue_id_in and w.worker_group = worker_group_in and w.worker_id = worker_id_in);
begin
  if last_active is null or last_active < again_in then
    insert into queue_workers as w (
        task_queue_id, worker_group, worker_id, expires, first_claim, last_date_active, quarantine_until, recent_tasks)
      values (task_queue_id_in, worker_group_in, worker_id_in, now_in + kept, now_in, now_in, now_in - interval '10 years',
        newest_tasks('[]', claimed_in))
      on conflict (task_queue_id, worker_group, worker_id) do update set
        expires = greatest(w.expires, excluded.expires),
        last_date_active = excluded.last_date_active,
        recent_tasks = newest_tasks(w.recent_tasks, claimed_in);
    perform task_queue_seen(task_queue_id_in, now_in, kept, again_in);
  elsif claimed_in <> '[]' then
    update queue_workers w set recent_tasks = newest_tasks(w.recent_tasks, claimed_in)
      where w.task_queue_id = task_queue_id_in and w.worker_group = worker_group_in and w.worker_id = worker_id_in;
  end if;
end
$$;

-- Whether a worker may claim nothing for now. No service may call this.
create or replace function taskcluster.is_quarantined(
  task_queue_id_in text, worker_group_in text, worker_id_in text, now_in timestamptz
) returns boolean
language plpgsql stable set enable_seqscan = off
as $$
begin
  return exists (
    select
      from queue_workers w
      where w.task_queue_id = task_queue_id_in and w.worker_group = worker_group_in and w.worker_id = worker_id_in
        and w.quarantine_until > now_in);
end
$$;

-- How many runs of a task queue wait for a worker and how many have one.
create or replace function queue.task_queue_counts(task_queue_id_in text, now_in timestamptz)
returns table (pending bigint, claimed bigint)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select
      (select count(*) from runs r
        where r.task_queue_id = task_queue_id_in and r.state = 'pending' and r.deadline > now_in),
      (select count(*) from runs r
        where r.task_queue_id = task_queue_id_in and r.state = 'running' and r.taken_until > now_in);
end
$$;

-- How many runs wait for a worker.
create or replace function queue.pending_tasks(task_queue_id_in text, now_in timestamptz) returns bigint
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return (
    select count(*) from runs r
      where r.task_queue_id = task_queue_id_in and r.state = 'pending' and r.deadline > now_in);
end
$$;

-- Those of the task queues in which runs wait, and how many, counted up to a limit.
create or replace function queue.pending_in_queues(task_queue_ids_in text[], limit_in integer, now_in timestamptz)
returns table (task_queue_id text, pending bigint)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select q.id, counted.pending
      from unnest(task_queue_ids_in) q(id)
      cross join lateral (
        select count(*) as pending
          from (
            select from runs r
              where r.task_queue_id = q.id and r.state = 'pending' and r.deadline > now_in
              limit limit_in
          ) waiting
      ) counted
      where counted.pending > 0;
end
$$;

-- Task queues that have not expired, by id, from the first one after after_in ('' for the beginning).
create or replace function queue.list_task_queues(after_in text, limit_in integer, now_in timestamptz)
returns table (
  task_queue_id text, expires timestamptz, last_date_active timestamptz, description text, stability text)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select q.task_queue_id, q.expires, q.last_date_active, q.description, q.stability
      from task_queues q
      where q.task_queue_id > after_in and q.expires > now_in
      order by q.task_queue_id
      limit limit_in;
end
$$;

-- The same of one provisioner.
create or replace function queue.list_worker_types(
  provisioner_id_in text, after_in text, limit_in integer, now_in timestamptz
) returns table (
  task_queue_id text, expires timestamptz, last_date_active timestamptz, description text, stability text)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  -- In the order of bytes 0 comes right after the slash.
  return query
    select q.task_queue_id, q.expires, q.last_date_active, q.description, q.stability
      from task_queues q
      where q.task_queue_id > greatest(after_in, provisioner_id_in || '/' collate "C")
        and q.task_queue_id < provisioner_id_in || '0' and q.expires > now_in
      order by q.task_queue_id
      limit limit_in;
end
$$;

-- Empty when there is no such task queue, or it has expired.
create or replace function queue.task_queue(task_queue_id_in text, now_in timestamptz)
returns table (
  task_queue_id text, expires timestamptz, last_date_active timestamptz, description text, stability text)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select q.task_queue_id, q.expires, q.last_date_active, q.description, q.stability
      from task_queues q
      where q.task_queue_id = task_queue_id_in and q.expires > now_in;
end
$$;

-- What the task queues that have not expired begin with, by id, from the first one after after_in ('' for the beginning).
create or replace function queue.list_provisioners(after_in text, limit_in integer, now_in timestamptz)
returns table (provisioner_id text, expires timestamptz, last_date_active timestamptz)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select split_part(q.task_queue_id, '/', 1), max(q.expires), max(q.last_date_active)
      from task_queues q
      where split_part(q.task_queue_id, '/', 1) > after_in and q.expires > now_in
      group by split_part(q.task_queue_id, '/', 1)
      order by split_part(q.task_queue_id, '/', 1)
      limit limit_in;
end
$$;

-- Empty when there is no such provisioner.
create or replace function queue.provisioner(provisioner_id_in text, now_in timestamptz)
returns table (provisioner_id text, expires timestamptz, last_date_active timestamptz)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select split_part(q.task_queue_id, '/', 1), max(q.expires), max(q.last_date_active)
      from task_queues q
      where split_part(q.task_queue_id, '/', 1) = provisioner_id_in and q.expires > now_in
      group by split_part(q.task_queue_id, '/', 1);
end
$$;

-- The runs of a task queue that wait for a worker, in the order in which they became pending, from the first one after a given
-- one; ('-infinity', '') for the beginning. Each priority has that order in the index; the first ones of each are merged.
create or replace function queue.list_pending_tasks(
  task_queue_id_in text, after_inserted_in timestamptz, after_task_id_in text, limit_in integer, now_in timestamptz
) returns table (task_id text, run_id integer, inserted timestamptz, definition json)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select listed.task_id, listed.run_id::integer, listed.scheduled, d.definition
      from (
        select r.task_id, r.run_id, r.scheduled
          from generate_series(1, 7) level(priority)
          cross join lateral (
            select p.task_id, p.run_id, p.scheduled
              from runs p
              where p.task_queue_id = task_queue_id_in and p.state = 'pending' and p.priority = level.priority
                and (p.scheduled, p.task_id) > (after_inserted_in, after_task_id_in) and p.deadline > now_in
              order by p.scheduled, p.task_id
              limit limit_in
          ) r
          order by r.scheduled, r.task_id
          limit limit_in
      ) listed
      join task_definitions d on d.task_id = listed.task_id
      order by listed.scheduled, listed.task_id;
end
$$;

-- The runs of a task queue that workers have, in the order in which they were claimed, or their claims last renewed, from the
-- first one after a given one; ('-infinity', '') for the beginning. Looks at all runs that are claimed there.
create or replace function queue.list_claimed_tasks(
  task_queue_id_in text, after_claimed_in timestamptz, after_task_id_in text, limit_in integer, now_in timestamptz
) returns table (
  task_id text, run_id integer, worker_group text, worker_id text, claimed timestamptz, definition json)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select listed.task_id, listed.run_id::integer, listed.worker_group, listed.worker_id, listed.claimed, d.definition
      from (
        select r.task_id, r.run_id, r.worker_group, r.worker_id, r.claimed
          from runs r
          where r.task_queue_id = task_queue_id_in and r.state = 'running' and r.taken_until > now_in
            and (r.claimed, r.task_id) > (after_claimed_in, after_task_id_in)
          order by r.claimed, r.task_id
          limit limit_in
      ) listed
      join task_definitions d on d.task_id = listed.task_id
      order by listed.claimed, listed.task_id;
end
$$;

-- How many workers each task queue has, how many of them are quarantined, and how many runs it has that are claimed and that
-- wait: for every task queue that there is anything to tell of. Looks at all workers, and at all runs that are not resolved.
create or replace function queue.task_queue_stats(now_in timestamptz)
returns table (task_queue_id text, workers bigint, quarantined bigint, claimed bigint, pending bigint)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    with counted as (
      select q.task_queue_id, 0 as workers, 0 as quarantined, 0 as claimed, 0 as pending from task_queues q
      union all
      select w.task_queue_id, count(*), count(*) filter (where w.quarantine_until > now_in), 0, 0
        from queue_workers w
        where w.expires > now_in or w.quarantine_until > now_in
        group by w.task_queue_id
      union all
      select r.task_queue_id, 0, 0, count(*), 0
        from runs r
        where r.state = 'running' and r.taken_until > now_in
        group by r.task_queue_id
      union all
      select r.task_queue_id, 0, 0, 0, count(*)
        from runs r
        where r.state = 'pending' and r.deadline > now_in
        group by r.task_queue_id
    )
    select c.task_queue_id, sum(c.workers)::bigint, sum(c.quarantined)::bigint, sum(c.claimed)::bigint,
        sum(c.pending)::bigint
      from counted c
      group by c.task_queue_id;
end
$$;

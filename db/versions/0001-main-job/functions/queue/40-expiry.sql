-- Deletes what has expired before a time: a bounded batch, the oldest first; returns how many. Several may run at once.

-- Tasks with their runs and definitions, whatever their state. Edges have their own expiry.
create or replace function queue.expire_tasks(before_in timestamptz, limit_in integer) returns integer
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  expired text[] := array(
    select t.task_id from tasks t where t.expires < before_in order by t.expires limit limit_in for update skip locked);
begin
  delete from runs r where r.task_id = any (expired);
  delete from task_definitions d where d.task_id = any (expired);
  delete from tasks t where t.task_id = any (expired);
  return cardinality(expired);
end
$$;

create or replace function queue.expire_task_groups(before_in timestamptz, limit_in integer) returns integer
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  expired text[] := array(
    select g.task_group_id from task_groups g
      where g.expires < before_in order by g.expires limit limit_in for update skip locked);
begin
  delete from task_groups g where g.task_group_id = any (expired);
  return cardinality(expired);
end
$$;

create or replace function queue.expire_task_dependencies(before_in timestamptz, limit_in integer) returns integer
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  deleted integer;
begin
  with expired as (
    select d.required_task_id, d.dependent_task_id
      from task_dependencies d
      where d.expires < before_in order by d.expires limit limit_in for update skip locked
  )
  delete from task_dependencies d
    using expired e
    where d.required_task_id = e.required_task_id and d.dependent_task_id = e.dependent_task_id;
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

create or replace function queue.expire_task_queues(before_in timestamptz, limit_in integer) returns integer
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  expired text[] := array(
    select q.task_queue_id from task_queues q
      where q.expires < before_in order by q.expires limit limit_in for update skip locked);
begin
  delete from task_queues q where q.task_queue_id = any (expired);
  return cardinality(expired);
end
$$;

-- Workers that are not quarantined any more.
create or replace function queue.expire_workers(before_in timestamptz, limit_in integer) returns integer
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  deleted integer;
begin
  with expired as (
    select w.task_queue_id, w.worker_group, w.worker_id
      from queue_workers w
      where w.expires < before_in and w.quarantine_until < before_in
      order by w.expires limit limit_in for update skip locked
  )
  delete from queue_workers w
    using expired e
    where w.task_queue_id = e.task_queue_id and w.worker_group = e.worker_group and w.worker_id = e.worker_id;
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

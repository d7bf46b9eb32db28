-- Artifacts that expired before a time, in the order of (expires, task, run, name), from the first one after a given one;
-- (1970, '', 0, '') for the beginning. Going on after the last row of a batch leaves behind those that could not be
-- deleted, for the next run of the job.
create or replace function queue.expired_artifacts(
  before_in timestamptz,
  after_expires_in timestamptz,
  after_task_id_in text,
  after_run_id_in integer,
  after_name_in text,
  limit_in integer
) returns table (task_id text, run_id integer, name text, storage_type text, details jsonb, expires timestamptz)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select a.task_id, a.run_id, a.name, a.storage_type, a.details, a.expires
      from queue_artifacts a
      where a.expires < before_in
        and (a.expires, a.task_id, a.run_id, a.name)
          > (after_expires_in, after_task_id_in, after_run_id_in, after_name_in)
      order by a.expires, a.task_id, a.run_id, a.name
      limit limit_in;
end
$$;

-- Deletes artifacts, except those that were given a later expiry meanwhile. The arrays hold one artifact at each position.
create or replace function queue.delete_expired_artifacts(
  before_in timestamptz, task_ids_in text[], run_ids_in integer[], names_in text[]
) returns bigint
language sql volatile security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
  with deleted as (
    delete from queue_artifacts a
      using unnest(task_ids_in, run_ids_in, names_in) as gone(task_id, run_id, name)
      where a.task_id = gone.task_id and a.run_id = gone.run_id and a.name = gone.name and a.expires < before_in
      returning 1
  )
  select count(*) from deleted
$$;

-- In these functions a run_id_in of null means the latest run of the task, whatever its state.

-- The artifact of this name and, while it is a link, those that it leads to within the same run, in no particular order.
-- A chain that comes back to itself ends there, since union drops rows seen before. Empty when there is no such artifact,
-- run or task. The caller has to check scopes name by name before it tells anybody about a row.
create or replace function queue.artifact_chain(task_id_in text, run_id_in integer, name_in text)
returns table (name text, storage_type text, details jsonb, present boolean, expires timestamptz)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  the_run integer := coalesce(run_id_in, (select max(r.run_id) from runs r where r.task_id = task_id_in));
begin
  return query
    with recursive chain as (
      select a.name, a.storage_type, a.details, a.present, a.expires
        from queue_artifacts a
        where a.task_id = task_id_in and a.run_id = the_run and a.name = name_in
      union
      select a.name, a.storage_type, a.details, a.present, a.expires
        from chain c
        join queue_artifacts a on a.task_id = task_id_in and a.run_id = the_run and a.name = c.details ->> 'artifact'
        where c.storage_type = 'link'
    )
    select * from chain;
end
$$;

-- One artifact as it is listed, links not followed. Empty when it is missing or not yet uploaded.
create or replace function queue.artifact_info(task_id_in text, run_id_in integer, name_in text)
returns table (name text, storage_type text, content_type text, content_length bigint, expires timestamptz)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  the_run integer := coalesce(run_id_in, (select max(r.run_id) from runs r where r.task_id = task_id_in));
begin
  return query
    select a.name, a.storage_type, a.content_type, a.content_length, a.expires
      from queue_artifacts a
      where a.task_id = task_id_in and a.run_id = the_run and a.name = name_in and a.present;
end
$$;

-- Artifacts of a run ordered by name, from the first name after after_name_in ('' for the beginning).
create or replace function queue.list_artifacts(
  task_id_in text, run_id_in integer, after_name_in text, limit_in integer
) returns table (name text, storage_type text, content_type text, content_length bigint, expires timestamptz)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  the_run integer;
begin
  if run_id_in is null then
    select max(r.run_id) into the_run from runs r where r.task_id = task_id_in;
  else
    select r.run_id into the_run from runs r where r.task_id = task_id_in and r.run_id = run_id_in;
  end if;
  if the_run is null then
    raise exception using errcode = 'TC404',
      message = case
        when not exists (select from tasks t where t.task_id = task_id_in) then format('Task %s does not exist.', task_id_in)
        when run_id_in is null then format('Task %s has no run yet.', task_id_in)
        else format('Task %s has no run %s.', task_id_in, run_id_in)
      end;
  end if;
  return query
    select a.name, a.storage_type, a.content_type, a.content_length, a.expires
      from queue_artifacts a
      where a.task_id = task_id_in and a.run_id = the_run and a.name > after_name_in
      order by a.name
      limit limit_in;
end
$$;

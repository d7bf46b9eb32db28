-- A finished object that has not expired.
create or replace function object.get_object(name_in text, now_in timestamptz)
returns table (project_id text, backend_id text, expires timestamptz, hashes jsonb)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select o.project_id, o.backend_id, o.expires, object_hashes_json(o.name)
      from objects o
      where o.name = name_in and o.upload_id is null and o.expires > now_in;
end
$$;

-- Objects that are to go by a time, because they expired or their upload was given up before it, in the order of that and
-- name, from the first one after a given one; (1970, '') for the beginning. Going on after the last row of a batch leaves
-- behind those that could not be deleted, for the next run of the job.
create or replace function object.expired_objects(
  before_in timestamptz, after_gone_by_in timestamptz, after_name_in text, limit_in integer
) returns table (name text, backend_id text, gone_by timestamptz)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select o.name, o.backend_id, least(o.expires, o.upload_expires)
      from objects o
      where least(o.expires, o.upload_expires) < before_in
        and (least(o.expires, o.upload_expires), o.name) > (after_gone_by_in, after_name_in)
      order by least(o.expires, o.upload_expires), o.name
      limit limit_in;
end
$$;

-- Deletes objects, those of them that are to go by a time. Says how many.
create or replace function object.delete_expired_objects(before_in timestamptz, names_in text[]) returns bigint
language sql volatile security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
  with deleted as (
    delete from objects o
      using unnest(names_in) as gone(name)
      where o.name = gone.name and least(o.expires, o.upload_expires) < before_in
      returning 1
  )
  select count(*) from deleted
$$;

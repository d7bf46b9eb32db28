-- Forgets roles that were deleted long ago. Whoever knows an older version than the last of them reads all roles.
create or replace function taskcluster.forget_deleted_roles() returns void
language plpgsql volatile
set search_path = taskcluster, pg_temp
as $$
declare
  last_forgotten bigint;
begin
  with oldest as (
    select role_id, version, deleted from deleted_roles order by version limit 100
  ), forgotten as (
    delete from deleted_roles d using oldest o
    where d.role_id = o.role_id and o.deleted < clock_timestamp() - interval '1 day'
    returning d.version
  )
  select max(version) into last_forgotten from forgotten;
  if last_forgotten is not null then
    update role_set set known_since = greatest(known_since, last_forgotten);
  end if;
end;
$$;

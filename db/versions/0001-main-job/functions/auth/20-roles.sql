-- A role, or no row.
create or replace function auth.get_role(role_id_in text) returns setof auth.role
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select role.* from roles r cross join lateral role_of(r) role where r.role_id = role_id_in
$$;

-- Roles in the order of their ids: those that come after after_in, limit_in of them at most. Null is no restriction.
create or replace function auth.list_roles(after_in text, limit_in integer) returns setof auth.role
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select role.*
  from roles r cross join lateral role_of(r) role
  where r.role_id > coalesce(after_in, '')
  order by r.role_id
  limit limit_in
$$;

-- All roles with the version of their set, read at one instant; no row if that version is known_version_in. A set
-- without roles is one row whose role_id is null.
create or replace function auth.load_roles(known_version_in bigint) returns setof auth.versioned_role
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select s.version, r.role_id, r.description, r.scopes, r.created, r.last_modified
  from role_set s left join roles r on true
  where s.version is distinct from known_version_in
$$;

-- Locks the set of roles until the end of the transaction and returns its version.
create or replace function taskcluster.lock_role_set() returns bigint
language sql volatile
set search_path = taskcluster, pg_temp
as $$
  select version from role_set for update
$$;

create or replace function taskcluster.check_role_set_version(checked_in bigint, present_in bigint) returns void
language plpgsql
as $$
begin
  if checked_in <> present_in then
    raise exception using errcode = 'TC412',
      message = 'The roles have changed since this change was checked against them',
      detail = json_build_object('version', present_in)::text;
  end if;
end;
$$;

-- Creates a role that was checked against the set of roles of version version_in; rejects the call with code TC412 if
-- another version is current. Repeating the call changes nothing; another role of that id is a conflict.
create or replace function auth.create_role(
  role_id_in text, description_in text, scopes_in text[], version_in bigint, actor_in text
) returns auth.versioned_role
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  current_version bigint := lock_role_set();
  moment constant timestamptz := time_of_change();
  role roles;
begin
  select * into role from roles where role_id = role_id_in;
  if found then
    if role.description <> description_in or role.scopes <> scopes_in then
      raise exception using errcode = 'TC409', message = 'Role already exists';
    end if;
  else
    perform check_role_set_version(version_in, current_version);
    insert into roles (role_id, description, scopes, created, last_modified)
    values (role_id_in, description_in, scopes_in, moment, moment)
    returning * into role;
    update role_set set version = version + 1 returning version into current_version;
  end if;
  perform record_role_change('role-created', role_id_in, 'created', actor_in);
  return row(current_version, role.role_id, role.description, role.scopes, role.created, role.last_modified);
end;
$$;

-- Changes a role; the change was checked, and its caller's right to make it decided, with the set of roles of version
-- version_in. Rejects the call with code TC412 if another version is current.
create or replace function auth.update_role(
  role_id_in text, description_in text, scopes_in text[], version_in bigint, actor_in text
) returns auth.versioned_role
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  current_version bigint := lock_role_set();
  role roles;
begin
  perform check_role_set_version(version_in, current_version);
  update roles r
  set description = description_in, scopes = scopes_in, last_modified = time_of_change(r.last_modified)
  where role_id = role_id_in
  returning * into role;
  if not found then
    raise exception using errcode = 'TC404', message = 'Role not found';
  end if;
  update role_set set version = version + 1 returning version into current_version;
  perform record_role_change('role-updated', role_id_in, 'updated', actor_in);
  return row(current_version, role.role_id, role.description, role.scopes, role.created, role.last_modified);
end;
$$;

-- Deletes a role and returns the version of the set after that. It is announced even if there was none. A set stays
-- valid when it loses a role, so there is nothing to check.
create or replace function auth.delete_role(role_id_in text, actor_in text) returns bigint
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  current_version bigint := lock_role_set();
begin
  delete from roles where role_id = role_id_in;
  if found then
    update role_set set version = version + 1 returning version into current_version;
  end if;
  perform record_role_change('role-deleted', role_id_in, 'deleted', actor_in);
  return current_version;
end;
$$;

-- What has changed in the set of roles since its version was known_version_in, read at one instant: no row if nothing has.
-- If that cannot be told, or if the version is null, all roles are listed instead, and of a set without roles one row whose
-- role_id is null.
create or replace function auth.load_role_changes(known_version_in bigint) returns setof auth.role_change
language plpgsql stable security definer
set search_path = taskcluster, pg_temp
as $$
declare
  present role_set;
begin
  select * into present from role_set;
  if known_version_in = present.version then
    return;
  elsif known_version_in between present.known_since and present.version then
    return query
      select present.version, false, r.role_id, r.scopes from roles r where r.version > known_version_in
      union all
      select present.version, false, d.role_id, null::text[] from deleted_roles d where d.version > known_version_in;
  else
    return query
      select present.version, true, r.role_id, r.scopes from (select) always left join roles r on true;
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
    update role_set set version = version + 1 returning version into current_version;
    insert into roles (role_id, description, scopes, created, last_modified, version)
    values (role_id_in, description_in, scopes_in, moment, moment, current_version)
    returning * into role;
    delete from deleted_roles where role_id = role_id_in;
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
  set description = description_in, scopes = scopes_in, last_modified = time_of_change(r.last_modified),
    version = current_version + 1
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
    insert into deleted_roles (role_id, version) values (role_id_in, current_version);
    perform forget_deleted_roles();
  end if;
  perform record_role_change('role-deleted', role_id_in, 'deleted', actor_in);
  return current_version;
end;
$$;

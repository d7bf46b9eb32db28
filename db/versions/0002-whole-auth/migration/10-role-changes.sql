-- What processes need to learn which roles have changed, instead of reading all of them again.

-- The version of the set of roles that the last change of the role led to.
alter table taskcluster.roles add column version bigint not null default 0;

create index roles_version_idx on taskcluster.roles (version);

-- Roles that were there and are gone, with the version that deleting them led to. Kept for some time.
create table taskcluster.deleted_roles (
  role_id text collate "C" not null primary key,
  version bigint not null,
  deleted timestamptz not null default clock_timestamp()
);

create index deleted_roles_version_idx on taskcluster.deleted_roles (version);

-- Of every change after this version it is known which role it was.
alter table taskcluster.role_set add column known_since bigint not null default 0;

update taskcluster.role_set set known_since = version;

-- A role that has changed. Without scopes it was deleted. If complete, all roles are listed, changed or not.
create type auth.role_change as (
  version bigint,
  complete boolean,
  role_id text,
  scopes text[]
);

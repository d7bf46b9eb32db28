-- Clients, roles and the record of who changed them.

create schema if not exists auth;

-- encrypted_access_token is encrypted by the service; Postgres never sees the token.
create table taskcluster.clients (
  client_id text collate "C" not null primary key,
  description text not null,
  encrypted_access_token jsonb not null,
  expires timestamptz not null,
  disabled boolean not null default false,
  scopes text[] not null,
  delete_on_expiration boolean not null,
  created timestamptz not null,
  last_modified timestamptz not null,
  last_date_used timestamptz not null,
  last_rotated timestamptz not null
);

create index clients_to_delete_idx on taskcluster.clients (expires) where delete_on_expiration;

create table taskcluster.roles (
  role_id text collate "C" not null primary key,
  description text not null,
  scopes text[] not null,
  created timestamptz not null,
  last_modified timestamptz not null
);

-- One row. Its version goes up with every change of a role. Whoever changes roles locks it first and proves, by naming the
-- version, that the change was checked against the very set of roles that it is made to: roles may not depend on each other
-- in a circle, which no constraint on a single row can express.
create table taskcluster.role_set (
  only_row boolean not null primary key default true check (only_row),
  version bigint not null
);

insert into taskcluster.role_set (version) values (1);

create table taskcluster.audit_history (
  id bigint generated always as identity primary key,
  entity_type text not null,
  entity_id text collate "C" not null,
  client_id text collate "C" not null,
  action_type text not null,
  created timestamptz not null default clock_timestamp()
);

create index audit_history_entity_idx on taskcluster.audit_history (entity_type, entity_id, id);
create index audit_history_client_idx on taskcluster.audit_history (client_id, id);

-- What the functions of this service return.
create type auth.client as (
  client_id text,
  description text,
  encrypted_access_token jsonb,
  expires timestamptz,
  disabled boolean,
  scopes text[],
  delete_on_expiration boolean,
  created timestamptz,
  last_modified timestamptz,
  last_date_used timestamptz,
  last_rotated timestamptz
);

create type auth.role as (
  role_id text,
  description text,
  scopes text[],
  created timestamptz,
  last_modified timestamptz
);

-- A role together with the version of the set that it belongs to.
create type auth.versioned_role as (
  version bigint,
  role_id text,
  description text,
  scopes text[],
  created timestamptz,
  last_modified timestamptz
);

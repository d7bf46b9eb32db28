-- Values that tasks and services need and that nobody else may see.

create schema if not exists secrets;

-- encrypted_secret is encrypted by the service; Postgres never sees the value.
create table taskcluster.secrets (
  name text collate "C" not null primary key,
  encrypted_secret jsonb not null,
  expires timestamptz not null
);

create index secrets_expires_idx on taskcluster.secrets (expires);

insert into taskcluster.encrypted_columns (service, table_name, column_name)
values ('secrets', 'secrets', 'encrypted_secret');

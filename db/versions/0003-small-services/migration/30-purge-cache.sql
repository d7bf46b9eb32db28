-- Requests that workers delete their caches of some name.

create schema if not exists purge_cache;

create table taskcluster.cache_purges (
  worker_pool_id text collate "C" not null,
  cache_name text collate "C" not null,
  -- Caches that were made before this are to be deleted.
  before timestamptz not null,
  expires timestamptz not null,
  -- Which change of the table made the row what it is.
  version bigint not null,
  primary key (worker_pool_id, cache_name)
);

create unique index cache_purges_version_idx on taskcluster.cache_purges (version);
create index cache_purges_expires_idx on taskcluster.cache_purges (expires);

-- One row. Whoever requests a purge locks it first and takes the next version, so that versions are committed in their order:
-- who has seen a version has seen all before it, and asks only for those after it.
create table taskcluster.cache_purges_version (
  only_row boolean not null primary key default true check (only_row),
  version bigint not null
);

insert into taskcluster.cache_purges_version (version) values (0);

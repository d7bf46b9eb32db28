-- Artifacts of task runs. Names sort by their bytes, whatever the locale of the database, so that pages of a listing are
-- stable. details depends on storage_type: s3 {bucket, prefix}, reference {url}, link {artifact}, error {reason, message}.
-- Rows outlive neither their expiry (the queue's expiry job deletes object and row) nor a re-creation, which updates them
-- in place; they do not reference their task, so that the two can expire independently.
create table queue_artifacts (
  task_id text collate "C" not null,
  run_id integer not null,
  name text collate "C" not null,
  storage_type text not null,
  content_type text not null,
  content_length bigint,
  details jsonb not null,
  present boolean not null,
  expires timestamptz not null,
  primary key (task_id, run_id, name)
);

-- The expiry job reads in this order.
create index queue_artifacts_expires on queue_artifacts (expires);

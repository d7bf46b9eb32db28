-- Creates artifacts on runs, or updates them in place where the rules for creating them again allow that: an array of objects with the
-- properties of new_artifact, no two of one name and run. Announces those that are not s3 artifacts: the end of an upload to S3 is
-- not known here.
--
-- The locks on the task rows make the state of the runs hold until commit. Creations that announce nothing only share them,
-- so that the many uploads of a task do not wait for each other; the others take them alone, so that the events about an
-- artifact are logged in the order in which its changes are committed.
create or replace function queue.create_artifacts(artifacts_in json, now_in timestamptz) returns void
language plpgsql security definer set search_path = taskcluster, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  artifacts new_artifact[] := array(
    select a from json_populate_recordset(null::new_artifact, artifacts_in) a order by a.task_id, a.run_id, a.name);
  task_ids text[] := array(select a.task_id from unnest(artifacts) a);
  locked tasks[];
  the_runs runs[];
  stored queue_artifacts[];
begin
  if exists (select from unnest(artifacts) a where a.storage_type <> 's3') then
    locked := array(select t from tasks t where t.task_id = any (task_ids) order by t.task_id for no key update);
  else
    locked := array(select t from tasks t where t.task_id = any (task_ids) order by t.task_id for share);
  end if;
  the_runs := array(
    select distinct on (r.task_id, r.run_id) r
      from unnest(artifacts) a join runs r on r.task_id = a.task_id and r.run_id = a.run_id);
  perform check_run_of_artifact(a.task_id, t, a.run_id, r, a.expires, now_in)
    from unnest(artifacts) a
    left join unnest(locked) t on t.task_id = a.task_id
    left join unnest(the_runs) r on r.task_id = a.task_id and r.run_id = a.run_id;

  with done as (
    insert into queue_artifacts as a
        (task_id, run_id, name, storage_type, content_type, content_length, details, present, expires)
      select
          n.task_id, n.run_id, n.name, n.storage_type, n.content_type, n.content_length, n.details, true, n.expires
        from unnest(artifacts) n
      on conflict (task_id, run_id, name) do update
        set storage_type = excluded.storage_type, details = excluded.details, expires = excluded.expires
        where excluded.expires >= a.expires
          and (excluded.content_type = a.content_type or excluded.storage_type = 'link')
          and (excluded.storage_type = a.storage_type and (excluded.details = a.details or a.storage_type = 'reference')
               or a.storage_type = 'reference' and excluded.storage_type = 'link')
      returning a as artifact
  )
  select array_agg(d.artifact) into stored from done d;
  if coalesce(cardinality(stored), 0) < cardinality(artifacts) then
    perform refuse_artifact(a, 'Only a later expires is accepted; a reference may also change its url or become a link.')
      from unnest(artifacts) n
      join queue_artifacts a on a.task_id = n.task_id and a.run_id = n.run_id and a.name = n.name
      where not exists (
        select from unnest(stored) s where s.task_id = n.task_id and s.run_id = n.run_id and s.name = n.name);
  end if;

  perform announce_artifact(t, r, s)
    from unnest(stored) s
    join unnest(locked) t on t.task_id = s.task_id
    join unnest(the_runs) r on r.task_id = s.task_id and r.run_id = s.run_id
    where s.storage_type <> 's3';
end
$$;

-- The same for one artifact: for programs of the version before.
create or replace function queue.create_artifact(
  task_id_in text,
  run_id_in integer,
  name_in text,
  storage_type_in text,
  content_type_in text,
  content_length_in bigint,
  details_in jsonb,
  expires_in timestamptz,
  now_in timestamptz
) returns void
language plpgsql security definer set search_path = taskcluster, pg_temp
as $$
begin
  perform queue.create_artifacts(
    json_build_array(json_build_object('task_id', task_id_in, 'run_id', run_id_in, 'name', name_in,
      'storage_type', storage_type_in, 'content_type', content_type_in, 'content_length', content_length_in,
      'details', details_in, 'expires', expires_in)),
    now_in);
end
$$;

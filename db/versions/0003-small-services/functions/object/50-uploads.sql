-- All functions of the object service are planned with enable_seqscan off: a plan that was made while a table was all but empty
-- is kept by its session, and must not scan the table when that has grown.

-- Adds hashes, {algorithm: hash}, to those of an object. One that is there already must be the same.
create or replace function taskcluster.add_object_hashes(name_in text, hashes_in jsonb) returns void
language plpgsql set enable_seqscan = off
as $$
declare
  differing text;
begin
  insert into object_hashes (name, algorithm, hash)
    select name_in, given.key, given.value from jsonb_each_text(hashes_in) given
    on conflict do nothing;
  select min(given.key) into differing
    from jsonb_each_text(hashes_in) given
    join object_hashes h on h.name = name_in and h.algorithm = given.key
    where h.hash <> given.value;
  if differing is not null then
    raise exception using errcode = 'TC409',
      message = 'Content hash already exists with a different value: {{algorithm}}',
      detail = json_build_object('algorithm', differing)::text;
  end if;
end
$$;

create or replace function taskcluster.object_hashes_json(name_in text) returns jsonb
language plpgsql stable set enable_seqscan = off
as $$
begin
  return coalesce(
    (select jsonb_object_agg(h.algorithm, h.hash) from object_hashes h where h.name = name_in), '{}'::jsonb);
end
$$;

-- Begins the upload of an object, or goes on with it: a call with the same project, backend, upload and expiry can be repeated
-- until the upload is finished, with more hashes and with another length. A length of null leaves the announced one alone.
create or replace function object.create_upload(
  name_in text,
  project_id_in text,
  backend_id_in text,
  upload_id_in text,
  upload_expires_in timestamptz,
  expires_in timestamptz,
  content_length_in bigint,
  hashes_in jsonb
) returns void
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  stored objects%rowtype;
begin
  loop
    insert into objects (name, project_id, backend_id, upload_id, upload_expires, content_length, expires)
      values (name_in, project_id_in, backend_id_in, upload_id_in, upload_expires_in, content_length_in, expires_in)
      on conflict do nothing;
    select * into stored from objects o where o.name = name_in for no key update;
    exit when found;
    if exists (select from objects o where o.upload_id = upload_id_in) then
      raise exception using errcode = 'TC409', message = 'The uploadId belongs to the upload of another object';
    end if;
    -- What was in the way was deleted between the statements.
  end loop;

  if stored.upload_id is distinct from upload_id_in
     or stored.project_id <> project_id_in
     or stored.backend_id <> backend_id_in
     or stored.expires <> expires_in then
    raise exception using errcode = 'TC409',
      message = 'Object already exists: this name belongs to another upload, or to one with another projectId or expires';
  end if;
  if stored.content_length is distinct from coalesce(content_length_in, stored.content_length) then
    update objects o set content_length = content_length_in where o.name = name_in;
  end if;
  perform add_object_hashes(name_in, hashes_in);
end
$$;

-- An object, be its upload finished or not. upload_id is null if it is.
create or replace function object.get_upload(name_in text)
returns table (project_id text, backend_id text, upload_id text, content_length bigint, hashes jsonb)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select o.project_id, o.backend_id, o.upload_id, o.content_length, object_hashes_json(o.name)
      from objects o
      where o.name = name_in;
end
$$;

-- Declares an upload finished. It can be repeated with the same hashes, whoever does it: then nothing changes.
create or replace function object.finish_upload(
  name_in text, project_id_in text, upload_id_in text, hashes_in jsonb, now_in timestamptz
) returns void
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  stored objects%rowtype;
begin
  select * into stored from objects o where o.name = name_in for no key update;
  if not found then
    raise exception using errcode = 'TC404', message = 'Object not found';
  end if;
  if stored.project_id <> project_id_in then
    raise exception using errcode = 'TC400', message = 'projectId is not that of the object';
  end if;
  if stored.upload_id is null then
    if not object_hashes_json(name_in) @> hashes_in then
      raise exception using errcode = 'TC409',
        message = 'The object is finished already, without hashes of this algorithm or with other ones';
    end if;
    return;
  end if;
  if stored.upload_id <> upload_id_in then
    raise exception using errcode = 'TC409', message = 'uploadId is not that of the upload of this object';
  end if;
  -- The expiry job may be deleting the bytes.
  if stored.upload_expires <= now_in then
    raise exception using errcode = 'TC409', message = 'The upload was not finished in time and is being deleted';
  end if;
  perform add_object_hashes(name_in, hashes_in);
  update objects o set upload_id = null, upload_expires = null where o.name = name_in;
end
$$;

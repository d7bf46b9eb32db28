-- Objects of the object service: what is kept where, for whom and until when. The bytes are in the backend that the row names,
-- under the object's name. Names sort by their bytes, whatever the locale of the database.
create table objects (
  name text collate "C" primary key,
  project_id text not null,
  backend_id text not null,
  -- The secret of whoever uploads the object. Both are null once the upload is finished; from then on nothing changes.
  upload_id text collate "C",
  upload_expires timestamptz,
  -- Bytes that the upload announced; null as long as it has not.
  content_length bigint,
  expires timestamptz not null,
  check ((upload_id is null) = (upload_expires is null))
);

create unique index objects_upload_id on objects (upload_id) where upload_id is not null;

-- The expiry job reads in this order: an object goes when it expires, or when its upload was given up.
create index objects_gone_by on objects (least(expires, upload_expires), name);

create table object_hashes (
  name text collate "C" not null references objects on delete cascade,
  algorithm text collate "C" not null,
  hash text not null,
  primary key (name, algorithm)
);

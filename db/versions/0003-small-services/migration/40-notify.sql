-- Who gets no notifications, and what was sent lately.

create schema if not exists notify;

-- address_key is what addresses are compared by, see taskcluster.address_key.
create table taskcluster.denylisted_notifications (
  notification_type text collate "C" not null,
  address_key text collate "C" not null,
  notification_address text not null,
  primary key (notification_type, address_key)
);

-- What was sent lately, or is being sent, so that it is not sent twice. A claim is that of the process that is sending; it is
-- null once the notification was sent. After its expiry a row counts for nothing.
create table taskcluster.notifications (
  fingerprint bytea not null primary key,
  claim uuid,
  claimed timestamptz not null,
  expires timestamptz not null
);

create index notifications_expires_idx on taskcluster.notifications (expires);

-- When the recent e-mails to an address were sent; those older than the period of the limit count for nothing.
create table taskcluster.email_quotas (
  address_key text collate "C" not null primary key,
  sent timestamptz[] not null,
  expires timestamptz not null
);

create index email_quotas_expires_idx on taskcluster.email_quotas (expires);

create type notify.denylisted_address as (
  notification_type text,
  address_key text,
  notification_address text
);

-- What came of the attempt to send something: sent, claimed, in-progress, duplicate, denied or rate-limited. The number of
-- e-mails that may still be sent to the address is null where there is no limit.
create type notify.outcome as (
  outcome text,
  remaining integer
);

-- Which columns hold values that services have encrypted, each a JSON container that names its key. The tool that encrypts
-- them again with another key goes by this: a version that adds such a column adds it here, too.
create table taskcluster.encrypted_columns (
  service text not null,
  table_name text not null,
  column_name text not null,
  primary key (table_name, column_name)
);

insert into taskcluster.encrypted_columns (service, table_name, column_name)
values ('auth', 'clients', 'encrypted_access_token');

-- Marten 8's event storage: string stream ids, Quick append, all four metadata columns, extended progression,
-- advanced high-water tracking. Names, types and column order are Marten's; see docs/marten.md. Nothing of our own
-- may be added to an mt_ table: Marten would drop it.
create table if not exists {schema}.mt_streams (
    id varchar not null,
    type varchar,
    version bigint,
    "timestamp" timestamptz not null default now(),
    snapshot jsonb,
    snapshot_version integer,
    created timestamptz not null default now(),
    tenant_id varchar default '*DEFAULT*',
    is_archived boolean default false,
    constraint pkey_mt_streams_id primary key (id)
);

create table if not exists {schema}.mt_events (
    seq_id bigint not null,
    id uuid not null,
    stream_id varchar,
    version bigint not null,
    data jsonb not null,
    type varchar(500) not null,
    "timestamp" timestamptz not null default now(),
    tenant_id varchar default '*DEFAULT*',
    mt_dotnet_type varchar,
    correlation_id varchar,
    causation_id varchar,
    headers jsonb,
    user_name varchar,
    is_archived boolean default false,
    constraint pkey_mt_events_seq_id primary key (seq_id),
    constraint fkey_mt_events_stream_id foreign key (stream_id) references {schema}.mt_streams (id) on delete cascade
);
create unique index if not exists pk_mt_events_stream_and_version on {schema}.mt_events (stream_id, version);

create sequence if not exists {schema}.mt_events_sequence owned by {schema}.mt_events.seq_id;

create table if not exists {schema}.mt_event_progression (
    name varchar not null,
    last_seq_id bigint,
    last_updated timestamptz default transaction_timestamp(),
    heartbeat timestamptz,
    agent_status varchar(20),
    pause_reason text,
    running_on_node integer,
    warning_behind_threshold bigint,
    critical_behind_threshold bigint,
    constraint pk_mt_event_progression primary key (name)
);

create table if not exists {schema}.mt_high_water_skips (
    ending_sequence bigint not null,
    starting_sequence bigint not null,
    "timestamp" timestamptz default transaction_timestamp(),
    constraint pkey_mt_high_water_skips_ending_sequence primary key (ending_sequence)
);

create table if not exists {schema}.mt_doc_deadletterevent (
    id uuid not null,
    data jsonb not null,
    mt_last_modified timestamptz default transaction_timestamp(),
    mt_version uuid not null default (md5(((random())::text || (clock_timestamp())::text)))::uuid,
    mt_dotnet_type varchar,
    constraint pkey_mt_doc_deadletterevent_id primary key (id)
);

-- Our own tables, which Marten tolerates beside its own.

-- One row per shard of the daemon: who runs it. The epoch fences: it rises with every change of owner, and every batch
-- proves that it still holds its epoch inside its own transaction.
create table if not exists {schema}.shard_lease (
    name text primary key,
    owner text not null,
    epoch bigint not null,
    backend_pid integer not null,
    renewed_at timestamptz not null
);

-- Events that an operator told a projection to pass over (the decision itself is an event on the log).
create table if not exists {schema}.shard_skip (
    name text not null,
    seq_id bigint not null,
    primary key (name, seq_id)
);

-- A rebuild in progress: its table aside, how far it has come. Kept so that a stopped rebuild goes on.
create table if not exists {schema}.shard_rebuild (
    name text primary key,
    position bigint not null,
    target bigint not null,
    done bigint not null,
    total bigint not null,
    status text not null,
    started_at timestamptz not null,
    updated_at timestamptz not null
);

-- Optional folds of long streams.
create table if not exists {schema}.stream_snapshot (
    stream_id text not null,
    kind text not null,
    version bigint not null,
    data json not null,
    primary key (stream_id, kind)
);

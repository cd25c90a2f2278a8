-- The schema audit as its migrations make it. Written by tools/generate-schemas.mjs; compared, never run.

-- table audit_entry
  id bigint not null generated always as identity
  recorded_at timestamp with time zone not null
  tenant text not null
  person text not null
  on_behalf_of text
  action text not null
  outcome text not null
  object_type text not null
  object_id text not null
  clause text
  reason text
  detail jsonb
  trace text

-- table command_key with fillfactor=80
  tenant text not null
  operation text not null
  key text not null
  payload_hash bytea not null
  answer text
  recorded_at timestamp with time zone not null default installation.now()

-- table dead_letter
  id uuid not null
  tenant text
  consumer text not null
  event_id uuid
  aggregate text not null
  subject text not null
  payload text not null
  error text not null
  tries integer not null
  state text not null default 'parked'::text
  parked_at timestamp with time zone not null default installation.now()
  settled_at timestamp with time zone
  settled_by text
  reason text

-- table deadline
  id uuid not null
  tenant text not null
  kind text not null
  subject text not null
  due_at timestamp with time zone not null
  generation integer not null default 1
  state text not null default 'pending'::text
  tries integer not null default 0
  retry_at timestamp with time zone
  error text
  recorded_at timestamp with time zone not null default installation.now()
  fired_at timestamp with time zone

-- table drill
  id uuid not null
  tenant text not null
  note text not null
  state text not null
  version integer not null default 1
  started_at timestamp with time zone not null
  due_at timestamp with time zone
  confirmed_at timestamp with time zone

-- table drill_receipt
  drill_id uuid not null
  service text not null
  tenant text not null
  received_at timestamp with time zone not null

-- table inbox
  consumer text not null
  event_id uuid not null
  received_at timestamp with time zone not null default installation.now()

-- table migration
  id integer not null default nextval('migration_id_seq'::regclass)
  timestamp bigint not null
  name character varying not null

-- table outbox with fillfactor=80, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000
  position bigint not null generated always as identity
  tenant text not null
  event_id uuid not null
  type text not null
  aggregate text not null
  payload text not null
  generation integer not null default 0
  recorded_at timestamp with time zone not null
  published_at timestamp with time zone

-- table relay_state
  stream text not null
  stream_created text not null
  last_sequence bigint not null

-- constraints of audit_entry
  audit_entry_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text])))
  audit_entry_pkey PRIMARY KEY (id)

-- constraints of command_key
  command_key_pkey PRIMARY KEY (tenant, operation, key)

-- constraints of dead_letter
  dead_letter_check CHECK (((state = 'parked'::text) = (settled_at IS NULL)))
  dead_letter_check1 CHECK (((state <> 'discarded'::text) OR (reason IS NOT NULL)))
  dead_letter_pkey PRIMARY KEY (id)
  dead_letter_state_check CHECK ((state = ANY (ARRAY['parked'::text, 'replayed'::text, 'discarded'::text])))

-- constraints of deadline
  deadline_check CHECK (((state = 'fired'::text) = (fired_at IS NOT NULL)))
  deadline_generation_check CHECK ((generation > 0))
  deadline_kind_subject_key UNIQUE (kind, subject)
  deadline_pkey PRIMARY KEY (id)
  deadline_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'fired'::text, 'cancelled'::text, 'stuck'::text])))

-- constraints of drill
  drill_pkey PRIMARY KEY (id)
  drill_state_check CHECK ((state = ANY (ARRAY['started'::text, 'confirmed'::text, 'lapsed'::text])))

-- constraints of drill_receipt
  drill_receipt_pkey PRIMARY KEY (service, drill_id)

-- constraints of inbox
  inbox_pkey PRIMARY KEY (consumer, event_id)

-- constraints of migration
  PK_3043fc6b8af7c99b8b98830094f PRIMARY KEY (id)

-- constraints of outbox
  outbox_generation_check CHECK ((generation >= 0))
  outbox_pkey PRIMARY KEY ("position")

-- constraints of relay_state
  relay_state_pkey PRIMARY KEY (stream)

-- indexes of audit_entry
  CREATE INDEX audit_entry_object ON audit.audit_entry USING btree (object_type, object_id, id)
  CREATE UNIQUE INDEX audit_entry_pkey ON audit.audit_entry USING btree (id)

-- indexes of command_key
  CREATE UNIQUE INDEX command_key_pkey ON audit.command_key USING btree (tenant, operation, key)

-- indexes of dead_letter
  CREATE UNIQUE INDEX dead_letter_event ON audit.dead_letter USING btree (consumer, event_id) WHERE (state = 'parked'::text)
  CREATE INDEX dead_letter_parked ON audit.dead_letter USING btree (consumer, aggregate) WHERE (state = 'parked'::text)
  CREATE UNIQUE INDEX dead_letter_pkey ON audit.dead_letter USING btree (id)

-- indexes of deadline
  CREATE UNIQUE INDEX deadline_kind_subject_key ON audit.deadline USING btree (kind, subject)
  CREATE INDEX deadline_pending ON audit.deadline USING btree (due_at, id) WHERE (state = 'pending'::text)
  CREATE UNIQUE INDEX deadline_pkey ON audit.deadline USING btree (id)

-- indexes of drill
  CREATE INDEX drill_list ON audit.drill USING btree (tenant, id)
  CREATE UNIQUE INDEX drill_pkey ON audit.drill USING btree (id)

-- indexes of drill_receipt
  CREATE UNIQUE INDEX drill_receipt_pkey ON audit.drill_receipt USING btree (service, drill_id)

-- indexes of inbox
  CREATE UNIQUE INDEX inbox_pkey ON audit.inbox USING btree (consumer, event_id)

-- indexes of migration
  CREATE UNIQUE INDEX "PK_3043fc6b8af7c99b8b98830094f" ON audit.migration USING btree (id)

-- indexes of outbox
  CREATE UNIQUE INDEX outbox_pkey ON audit.outbox USING btree ("position")
  CREATE INDEX outbox_unpublished ON audit.outbox USING btree ("position") WHERE (published_at IS NULL)

-- indexes of relay_state
  CREATE UNIQUE INDEX relay_state_pkey ON audit.relay_state USING btree (stream)

-- sequence audit_entry_id_seq
  bigint start 1 increment 1

-- sequence migration_id_seq
  integer start 1 increment 1

-- sequence outbox_position_seq
  bigint start 1 increment 1

-- grants on audit_entry
  INSERT, SELECT to jiqun_audit

-- grants on audit_entry_id_seq
  USAGE to jiqun_audit

-- grants on command_key
  INSERT, SELECT to jiqun_audit

-- grants on dead_letter
  INSERT, SELECT to jiqun_audit

-- grants on deadline
  INSERT, SELECT, UPDATE to jiqun_audit

-- grants on drill
  INSERT, SELECT to jiqun_audit

-- grants on drill_receipt
  INSERT, SELECT to jiqun_audit

-- grants on inbox
  INSERT, SELECT to jiqun_audit

-- grants on migration
  SELECT to jiqun_audit

-- grants on migration_id_seq
  USAGE to jiqun_audit

-- grants on outbox
  INSERT, SELECT to jiqun_audit

-- grants on outbox_position_seq
  USAGE to jiqun_audit

-- grants on relay_state
  INSERT, SELECT, UPDATE to jiqun_audit

-- grants on columns of command_key
  UPDATE (answer) to jiqun_audit

-- grants on columns of dead_letter
  UPDATE (reason, settled_at, settled_by, state) to jiqun_audit

-- grants on columns of drill
  UPDATE (confirmed_at, state, version) to jiqun_audit

-- grants on columns of outbox
  UPDATE (generation, published_at) to jiqun_audit

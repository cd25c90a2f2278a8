-- The schema audit as its migrations make it. Written by tools/generate-schemas.mjs; compared, never run.

-- table annulled_order
  tenant text not null
  order_id uuid not null
  credit_code text not null
  decided_on date not null
  document text not null

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

-- table complaint
  id uuid not null
  tenant text not null
  region text not null
  programme text
  credit_code text
  about_noun text
  about_id uuid
  text text not null
  text_grams text[] not null
  source text
  recorded_by text
  filed_on date not null
  state text not null
  version integer not null default 1
  receiver text
  referral jsonb
  rejection jsonb
  answer jsonb

-- table complaint_contact
  complaint_id uuid not null
  tenant text not null
  contact text not null

-- table complaint_evidence
  complaint_id uuid not null
  number integer not null
  tenant text not null
  sha256 text not null
  description text not null
  added_by text not null
  added_at timestamp with time zone not null
  previous text not null
  hash text not null

-- table credit_listing
  id uuid not null
  number integer not null
  tenant text not null
  list text not null
  source text not null
  credit_code text not null
  listed_from date not null
  listed_through date
  document text not null default ''::text
  is_void boolean not null default false
  load_id uuid not null
  known_from timestamp with time zone not null
  known_to timestamp with time zone

-- table credit_load
  id uuid not null
  tenant text not null
  list text not null
  source text not null
  kind text not null
  state text not null
  version integer not null default 1
  as_of date not null
  number integer
  reason text
  corrects uuid
  begun_by text not null
  begun_at timestamp with time zone not null
  applied_at timestamp with time zone
  parts integer not null default 0
  lines integer not null default 0
  rows integer not null default 0
  columns text[]
  fault_count integer not null default 0
  faults jsonb not null default '[]'::jsonb
  sha256 text
  expected jsonb
  base uuid
  phase text
  cursor_line integer not null default 0
  cursor_id uuid not null default '00000000-0000-0000-0000-000000000000'::uuid
  done jsonb not null

-- table credit_load_part
  load_id uuid not null
  number integer not null
  tenant text not null
  text text not null
  added_by text not null
  added_at timestamp with time zone not null

-- table credit_load_row
  load_id uuid not null
  line integer not null
  tenant text not null
  credit_code text not null
  change text not null
  listed_from date
  listed_through date
  document text not null default ''::text

-- table credit_source
  id uuid not null
  tenant text not null
  list text not null
  source text not null
  address text not null
  secret_name text
  page_size integer not null
  every_minutes integer not null
  state text not null
  version integer not null default 1
  cursor text
  polled_at timestamp with time zone
  failures integer not null default 0
  last_error text
  last_load_id uuid
  registered_by text not null

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

-- table dishonesty_record
  id uuid not null
  tenant text not null
  credit_code text not null
  name text
  clause text not null
  programme text not null
  matter text not null
  facts text
  document text not null
  decided_on date not null
  order_id uuid
  state text not null
  version integer not null default 1
  published_from date not null
  published_through date not null

-- table dishonesty_step
  record_id uuid not null
  number integer not null
  tenant text not null
  step text not null
  published_through date not null
  before jsonb
  reason text
  document text
  person text not null
  recorded_at timestamp with time zone not null

-- table dishonesty_submission
  record_id uuid not null
  number integer not null
  tenant text not null
  submitted_on date not null
  platform text not null
  receipt text not null
  export_sha256 text

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

-- table erasure
  id uuid not null
  tenant text not null
  state text not null
  version integer not null
  person_reference text
  leaf_index bigint
  proposed_by text not null
  proposed_for text
  proposed_at timestamp with time zone not null
  settled_by text
  settled_at timestamp with time zone
  erased_leaves bigint

-- table inbox
  consumer text not null
  event_id uuid not null
  received_at timestamp with time zone not null default installation.now()

-- table log_checkpoint
  id bigint not null generated always as identity
  size bigint not null
  root bytea not null
  issued_at timestamp with time zone not null
  note text not null

-- table log_content
  leaf_index bigint not null
  content text not null

-- table log_key
  verifier_key text not null
  since timestamp with time zone not null

-- table log_leaf
  index bigint not null
  service text not null
  kind text not null
  position bigint not null
  tenant text not null
  region text
  entry_id text not null
  recorded_at timestamp with time zone not null
  appended_at timestamp with time zone not null
  refused boolean not null
  leaf bytea not null
  leaf_hash bytea not null

-- table log_node
  level smallint not null
  index bigint not null
  hash bytea not null

-- table log_reference
  tenant text not null
  kind text not null
  value text not null
  leaf_index bigint not null

-- table log_secret
  leaf_index bigint not null
  field text not null
  salt bytea not null
  value text not null

-- table log_setting
  only_row boolean not null default true
  origin text not null
  hash text not null
  person_key bytea not null

-- table log_source with fillfactor=50
  service text not null
  kind text not null
  position bigint not null

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

-- table policy_copy
  programme text not null
  version text not null
  tenant text not null
  source text not null
  in_force_from date
  kept_at timestamp with time zone not null

-- table relay_state
  stream text not null
  stream_created text not null
  last_sequence bigint not null

-- table sanction
  id uuid not null
  tenant text not null
  credit_code text not null
  measure text not null
  clause text not null
  programme text not null
  policy_version text not null
  jurisdiction text not null
  matter text not null
  hard_to_correct boolean not null
  order_id uuid
  document text not null
  state text not null
  version integer not null default 1
  imposed_from date not null
  imposed_through date
  people_to_lift integer
  proposed_by text
  proposed_client text
  confirmed_by text
  pending jsonb

-- table sanction_step
  sanction_id uuid not null
  number integer not null
  tenant text not null
  step text not null
  state text not null
  imposed_through date
  reason text
  document text
  person text not null
  recorded_at timestamp with time zone not null

-- constraints of annulled_order
  annulled_order_pkey PRIMARY KEY (tenant, order_id)

-- constraints of audit_entry
  audit_entry_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text])))
  audit_entry_pkey PRIMARY KEY (id)

-- constraints of command_key
  command_key_pkey PRIMARY KEY (tenant, operation, key)

-- constraints of complaint
  complaint_check CHECK ((((state = ANY (ARRAY['referred'::text, 'answered'::text])) = (referral IS NOT NULL)) AND ((receiver IS NULL) = (referral IS NULL))))
  complaint_check1 CHECK (((state = 'rejected'::text) = (rejection IS NOT NULL)))
  complaint_check2 CHECK (((state = 'answered'::text) = (answer IS NOT NULL)))
  complaint_check3 CHECK (((source IS NULL) = (recorded_by IS NULL)))
  complaint_pkey PRIMARY KEY (id)
  complaint_receiver_check CHECK ((receiver = ANY (ARRAY['subsidy'::text, 'evaluation'::text])))
  complaint_state_check CHECK ((state = ANY (ARRAY['filed'::text, 'referred'::text, 'rejected'::text, 'answered'::text])))

-- constraints of complaint_contact
  complaint_contact_complaint_id_fkey FOREIGN KEY (complaint_id) REFERENCES complaint(id)
  complaint_contact_pkey PRIMARY KEY (complaint_id)

-- constraints of complaint_evidence
  complaint_evidence_complaint_id_fkey FOREIGN KEY (complaint_id) REFERENCES complaint(id)
  complaint_evidence_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text))
  complaint_evidence_number_check CHECK ((number > 0))
  complaint_evidence_pkey PRIMARY KEY (complaint_id, number)
  complaint_evidence_previous_check CHECK ((previous ~ '^[0-9a-f]{64}$'::text))
  complaint_evidence_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))

-- constraints of credit_listing
  credit_listing_check CHECK ((listed_through >= listed_from))
  credit_listing_check1 CHECK ((known_to >= known_from))
  credit_listing_list_check CHECK ((list = ANY (ARRAY['dishonest-judgement-debtor'::text, 'abnormal-operation'::text, 'serious-violation'::text])))
  credit_listing_load_id_fkey FOREIGN KEY (load_id) REFERENCES credit_load(id)
  credit_listing_number_check CHECK ((number > 0))
  credit_listing_pkey PRIMARY KEY (id, number)

-- constraints of credit_load
  credit_load_check CHECK (((kind = 'correction'::text) = (corrects IS NOT NULL)))
  credit_load_check1 CHECK (((kind <> 'correction'::text) OR (reason IS NOT NULL)))
  credit_load_check2 CHECK ((((state = 'applied'::text) = (applied_at IS NOT NULL)) AND ((state = 'applied'::text) = (number IS NOT NULL))))
  credit_load_check3 CHECK (((state <> ALL (ARRAY['checked'::text, 'applying'::text, 'applied'::text])) OR ((fault_count = 0) AND (sha256 IS NOT NULL))))
  credit_load_check4 CHECK (((state <> 'abandoned'::text) OR (reason IS NOT NULL)))
  credit_load_corrects_fkey FOREIGN KEY (corrects) REFERENCES credit_load(id)
  credit_load_kind_check CHECK ((kind = ANY (ARRAY['full'::text, 'delta'::text, 'correction'::text])))
  credit_load_list_check CHECK ((list = ANY (ARRAY['dishonest-judgement-debtor'::text, 'abnormal-operation'::text, 'serious-violation'::text])))
  credit_load_phase_check CHECK ((phase = ANY (ARRAY['rows'::text, 'missing'::text, 'undo'::text])))
  credit_load_pkey PRIMARY KEY (id)
  credit_load_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
  credit_load_state_check CHECK ((state = ANY (ARRAY['open'::text, 'faulty'::text, 'checked'::text, 'applying'::text, 'applied'::text, 'abandoned'::text])))

-- constraints of credit_load_part
  credit_load_part_load_id_fkey FOREIGN KEY (load_id) REFERENCES credit_load(id)
  credit_load_part_pkey PRIMARY KEY (load_id, number)

-- constraints of credit_load_row
  credit_load_row_change_check CHECK ((change = ANY (ARRAY['listed'::text, 'removed'::text])))
  credit_load_row_check CHECK (((change = 'removed'::text) OR (listed_from IS NOT NULL)))
  credit_load_row_check1 CHECK ((listed_through >= listed_from))
  credit_load_row_load_id_fkey FOREIGN KEY (load_id) REFERENCES credit_load(id)
  credit_load_row_pkey PRIMARY KEY (load_id, line)

-- constraints of credit_source
  credit_source_every_minutes_check CHECK (((every_minutes >= 1) AND (every_minutes <= 10080)))
  credit_source_last_load_id_fkey FOREIGN KEY (last_load_id) REFERENCES credit_load(id)
  credit_source_list_check CHECK ((list = ANY (ARRAY['dishonest-judgement-debtor'::text, 'abnormal-operation'::text, 'serious-violation'::text])))
  credit_source_page_size_check CHECK (((page_size >= 1) AND (page_size <= 1000)))
  credit_source_pkey PRIMARY KEY (id)
  credit_source_state_check CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text])))
  credit_source_tenant_list_source_key UNIQUE (tenant, list, source)

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

-- constraints of dishonesty_record
  dishonesty_record_check CHECK ((published_through >= published_from))
  dishonesty_record_matter_check CHECK ((matter = ANY (ARRAY['serious-violation'::text, 'poor-performance'::text, 'fraud'::text])))
  dishonesty_record_pkey PRIMARY KEY (id)
  dishonesty_record_state_check CHECK ((state = ANY (ARRAY['in-publication'::text, 'ended'::text, 'withdrawn'::text])))

-- constraints of dishonesty_step
  dishonesty_step_pkey PRIMARY KEY (record_id, number)
  dishonesty_step_record_id_fkey FOREIGN KEY (record_id) REFERENCES dishonesty_record(id)

-- constraints of dishonesty_submission
  dishonesty_submission_export_sha256_check CHECK ((export_sha256 ~ '^[0-9a-f]{64}$'::text))
  dishonesty_submission_pkey PRIMARY KEY (record_id, number)
  dishonesty_submission_record_id_fkey FOREIGN KEY (record_id) REFERENCES dishonesty_record(id)

-- constraints of drill
  drill_pkey PRIMARY KEY (id)
  drill_state_check CHECK ((state = ANY (ARRAY['started'::text, 'confirmed'::text, 'lapsed'::text])))

-- constraints of drill_receipt
  drill_receipt_pkey PRIMARY KEY (service, drill_id)

-- constraints of erasure
  erased_by_another CHECK ((settled_by <> proposed_by))
  erasure_check CHECK (((person_reference IS NULL) <> (leaf_index IS NULL)))
  erasure_check1 CHECK (((state = 'proposed'::text) = (settled_by IS NULL)))
  erasure_check2 CHECK (((settled_by IS NULL) = (settled_at IS NULL)))
  erasure_check3 CHECK (((state = 'erased'::text) = (erased_leaves IS NOT NULL)))
  erasure_leaf_index_fkey FOREIGN KEY (leaf_index) REFERENCES log_leaf(index)
  erasure_pkey PRIMARY KEY (id)
  erasure_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'erased'::text, 'declined'::text])))
  erasure_version_check CHECK ((version > 0))

-- constraints of inbox
  inbox_pkey PRIMARY KEY (consumer, event_id)

-- constraints of log_checkpoint
  log_checkpoint_pkey PRIMARY KEY (id)
  log_checkpoint_root_check CHECK ((length(root) = 32))
  log_checkpoint_size_check CHECK ((size >= 0))

-- constraints of log_content
  log_content_leaf_index_fkey FOREIGN KEY (leaf_index) REFERENCES log_leaf(index)
  log_content_pkey PRIMARY KEY (leaf_index)

-- constraints of log_key
  log_key_pkey PRIMARY KEY (verifier_key)

-- constraints of log_leaf
  log_leaf_index_check CHECK ((index >= 0))
  log_leaf_kind_check CHECK ((kind = ANY (ARRAY['event'::text, 'audit-entry'::text])))
  log_leaf_leaf_hash_check CHECK ((length(leaf_hash) = 32))
  log_leaf_pkey PRIMARY KEY (index)
  log_leaf_position_check CHECK (("position" > 0))
  log_leaf_service_kind_position_key UNIQUE (service, kind, "position")

-- constraints of log_node
  log_node_hash_check CHECK ((length(hash) = 32))
  log_node_index_check CHECK ((index >= 0))
  log_node_level_check CHECK (((level >= 1) AND (level <= 52)))
  log_node_pkey PRIMARY KEY (level, index)

-- constraints of log_reference
  log_reference_kind_check CHECK ((kind = ANY (ARRAY['id'::text, 'enterprise'::text, 'person'::text, 'money'::text])))
  log_reference_pkey PRIMARY KEY (kind, value, tenant, leaf_index)

-- constraints of log_secret
  log_secret_leaf_index_fkey FOREIGN KEY (leaf_index) REFERENCES log_leaf(index)
  log_secret_pkey PRIMARY KEY (leaf_index, field)
  log_secret_salt_check CHECK ((length(salt) = 32))

-- constraints of log_setting
  log_setting_hash_check CHECK ((hash = ANY (ARRAY['sha-256'::text, 'sm3'::text])))
  log_setting_only_row_check CHECK (only_row)
  log_setting_person_key_check CHECK ((length(person_key) = 32))
  log_setting_pkey PRIMARY KEY (only_row)

-- constraints of log_source
  log_source_pkey PRIMARY KEY (service, kind)
  log_source_position_check CHECK (("position" > 0))

-- constraints of migration
  PK_3043fc6b8af7c99b8b98830094f PRIMARY KEY (id)

-- constraints of outbox
  outbox_generation_check CHECK ((generation >= 0))
  outbox_pkey PRIMARY KEY ("position")

-- constraints of policy_copy
  policy_copy_pkey PRIMARY KEY (programme, version)

-- constraints of relay_state
  relay_state_pkey PRIMARY KEY (stream)

-- constraints of sanction
  sanction_check CHECK (((order_id IS NOT NULL) OR (proposed_by IS NOT NULL)))
  sanction_check1 CHECK (((order_id IS NOT NULL) OR (state = ANY (ARRAY['proposed'::text, 'rejected'::text])) OR ((confirmed_by IS NOT NULL) AND (confirmed_by <> proposed_by))))
  sanction_check2 CHECK (((state = ANY (ARRAY['lift-proposed'::text, 'withdrawal-proposed'::text])) = (pending IS NOT NULL)))
  sanction_check3 CHECK (((imposed_through IS NOT NULL) OR (state <> ALL (ARRAY['ended'::text, 'lifted'::text]))))
  sanction_check4 CHECK (((measure <> 'exclusion'::text) OR (imposed_through IS NULL)))
  sanction_check5 CHECK (((measure <> 'ban'::text) OR (imposed_through IS NOT NULL)))
  sanction_matter_check CHECK ((matter = ANY (ARRAY['serious-violation'::text, 'poor-performance'::text, 'fraud'::text])))
  sanction_measure_check CHECK ((measure = ANY (ARRAY['ban'::text, 'bar'::text, 'exclusion'::text])))
  sanction_people_to_lift_check CHECK ((people_to_lift > 0))
  sanction_pkey PRIMARY KEY (id)
  sanction_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'in-force'::text, 'lift-proposed'::text, 'withdrawal-proposed'::text, 'ended'::text, 'lifted'::text, 'withdrawn'::text, 'rejected'::text])))

-- constraints of sanction_step
  sanction_step_pkey PRIMARY KEY (sanction_id, number)
  sanction_step_sanction_id_fkey FOREIGN KEY (sanction_id) REFERENCES sanction(id)

-- indexes of annulled_order
  CREATE UNIQUE INDEX annulled_order_pkey ON audit.annulled_order USING btree (tenant, order_id)

-- indexes of audit_entry
  CREATE INDEX audit_entry_object ON audit.audit_entry USING btree (object_type, object_id, id)
  CREATE UNIQUE INDEX audit_entry_pkey ON audit.audit_entry USING btree (id)

-- indexes of command_key
  CREATE UNIQUE INDEX command_key_pkey ON audit.command_key USING btree (tenant, operation, key)

-- indexes of complaint
  CREATE INDEX complaint_code ON audit.complaint USING btree (tenant, credit_code, id)
  CREATE UNIQUE INDEX complaint_pkey ON audit.complaint USING btree (id)
  CREATE INDEX complaint_region ON audit.complaint USING btree (tenant, region, id)
  CREATE INDEX complaint_state ON audit.complaint USING btree (tenant, state, id)
  CREATE INDEX complaint_words ON audit.complaint USING gin (text_grams)

-- indexes of complaint_contact
  CREATE UNIQUE INDEX complaint_contact_pkey ON audit.complaint_contact USING btree (complaint_id)

-- indexes of complaint_evidence
  CREATE UNIQUE INDEX complaint_evidence_pkey ON audit.complaint_evidence USING btree (complaint_id, number)

-- indexes of credit_listing
  CREATE INDEX credit_listing_all ON audit.credit_listing USING btree (tenant, id)
  CREATE INDEX credit_listing_code ON audit.credit_listing USING btree (tenant, credit_code, id)
  CREATE UNIQUE INDEX credit_listing_key ON audit.credit_listing USING btree (tenant, list, source, credit_code, listed_from, document) WHERE ((known_to IS NULL) AND (NOT is_void))
  CREATE INDEX credit_listing_list ON audit.credit_listing USING btree (tenant, list, id)
  CREATE INDEX credit_listing_load ON audit.credit_listing USING btree (load_id, id)
  CREATE UNIQUE INDEX credit_listing_pkey ON audit.credit_listing USING btree (id, number)
  CREATE INDEX credit_listing_source ON audit.credit_listing USING btree (tenant, list, source, id) WHERE ((known_to IS NULL) AND (NOT is_void))
  CREATE INDEX credit_listing_standing ON audit.credit_listing USING btree (tenant, credit_code, listed_from) WHERE ((known_to IS NULL) AND (NOT is_void))

-- indexes of credit_load
  CREATE UNIQUE INDEX credit_load_applying ON audit.credit_load USING btree (tenant, list, source) WHERE (state = 'applying'::text)
  CREATE UNIQUE INDEX credit_load_corrects ON audit.credit_load USING btree (corrects) WHERE (state <> 'abandoned'::text)
  CREATE INDEX credit_load_list ON audit.credit_load USING btree (tenant, id)
  CREATE UNIQUE INDEX credit_load_number ON audit.credit_load USING btree (tenant, list, source, number) WHERE (number IS NOT NULL)
  CREATE UNIQUE INDEX credit_load_pkey ON audit.credit_load USING btree (id)

-- indexes of credit_load_part
  CREATE UNIQUE INDEX credit_load_part_pkey ON audit.credit_load_part USING btree (load_id, number)

-- indexes of credit_load_row
  CREATE INDEX credit_load_row_key ON audit.credit_load_row USING btree (load_id, credit_code, listed_from, document)
  CREATE UNIQUE INDEX credit_load_row_pkey ON audit.credit_load_row USING btree (load_id, line)

-- indexes of credit_source
  CREATE INDEX credit_source_list ON audit.credit_source USING btree (tenant, id)
  CREATE UNIQUE INDEX credit_source_pkey ON audit.credit_source USING btree (id)
  CREATE UNIQUE INDEX credit_source_tenant_list_source_key ON audit.credit_source USING btree (tenant, list, source)

-- indexes of dead_letter
  CREATE UNIQUE INDEX dead_letter_event ON audit.dead_letter USING btree (consumer, event_id) WHERE (state = 'parked'::text)
  CREATE INDEX dead_letter_parked ON audit.dead_letter USING btree (consumer, aggregate) WHERE (state = 'parked'::text)
  CREATE UNIQUE INDEX dead_letter_pkey ON audit.dead_letter USING btree (id)

-- indexes of deadline
  CREATE UNIQUE INDEX deadline_kind_subject_key ON audit.deadline USING btree (kind, subject)
  CREATE INDEX deadline_pending ON audit.deadline USING btree (due_at, id) WHERE (state = 'pending'::text)
  CREATE UNIQUE INDEX deadline_pkey ON audit.deadline USING btree (id)

-- indexes of dishonesty_record
  CREATE INDEX dishonesty_record_code ON audit.dishonesty_record USING btree (tenant, credit_code, id)
  CREATE UNIQUE INDEX dishonesty_record_document ON audit.dishonesty_record USING btree (tenant, credit_code, document) WHERE (order_id IS NULL)
  CREATE INDEX dishonesty_record_list ON audit.dishonesty_record USING btree (tenant, id)
  CREATE UNIQUE INDEX dishonesty_record_order ON audit.dishonesty_record USING btree (tenant, order_id) WHERE (order_id IS NOT NULL)
  CREATE UNIQUE INDEX dishonesty_record_pkey ON audit.dishonesty_record USING btree (id)
  CREATE INDEX dishonesty_record_published ON audit.dishonesty_record USING btree (tenant, id) WHERE (state = 'in-publication'::text)

-- indexes of dishonesty_step
  CREATE UNIQUE INDEX dishonesty_step_pkey ON audit.dishonesty_step USING btree (record_id, number)

-- indexes of dishonesty_submission
  CREATE UNIQUE INDEX dishonesty_submission_pkey ON audit.dishonesty_submission USING btree (record_id, number)

-- indexes of drill
  CREATE INDEX drill_list ON audit.drill USING btree (tenant, id)
  CREATE UNIQUE INDEX drill_pkey ON audit.drill USING btree (id)

-- indexes of drill_receipt
  CREATE UNIQUE INDEX drill_receipt_pkey ON audit.drill_receipt USING btree (service, drill_id)

-- indexes of erasure
  CREATE UNIQUE INDEX erasure_pkey ON audit.erasure USING btree (id)

-- indexes of inbox
  CREATE UNIQUE INDEX inbox_pkey ON audit.inbox USING btree (consumer, event_id)

-- indexes of log_checkpoint
  CREATE UNIQUE INDEX log_checkpoint_pkey ON audit.log_checkpoint USING btree (id)
  CREATE INDEX log_checkpoint_size ON audit.log_checkpoint USING btree (size, id)

-- indexes of log_content
  CREATE UNIQUE INDEX log_content_pkey ON audit.log_content USING btree (leaf_index)

-- indexes of log_key
  CREATE UNIQUE INDEX log_key_pkey ON audit.log_key USING btree (verifier_key)

-- indexes of log_leaf
  CREATE INDEX log_leaf_event ON audit.log_leaf USING btree (entry_id) WHERE (kind = 'event'::text)
  CREATE UNIQUE INDEX log_leaf_pkey ON audit.log_leaf USING btree (index)
  CREATE UNIQUE INDEX log_leaf_service_kind_position_key ON audit.log_leaf USING btree (service, kind, "position")

-- indexes of log_node
  CREATE UNIQUE INDEX log_node_pkey ON audit.log_node USING btree (level, index)

-- indexes of log_reference
  CREATE INDEX log_reference_erasable ON audit.log_reference USING btree (leaf_index) WHERE (kind = ANY (ARRAY['person'::text, 'money'::text]))
  CREATE UNIQUE INDEX log_reference_pkey ON audit.log_reference USING btree (kind, value, tenant, leaf_index)

-- indexes of log_secret
  CREATE UNIQUE INDEX log_secret_pkey ON audit.log_secret USING btree (leaf_index, field)

-- indexes of log_setting
  CREATE UNIQUE INDEX log_setting_pkey ON audit.log_setting USING btree (only_row)

-- indexes of log_source
  CREATE UNIQUE INDEX log_source_pkey ON audit.log_source USING btree (service, kind)

-- indexes of migration
  CREATE UNIQUE INDEX "PK_3043fc6b8af7c99b8b98830094f" ON audit.migration USING btree (id)

-- indexes of outbox
  CREATE UNIQUE INDEX outbox_pkey ON audit.outbox USING btree ("position")
  CREATE INDEX outbox_unpublished ON audit.outbox USING btree ("position") WHERE (published_at IS NULL)

-- indexes of policy_copy
  CREATE UNIQUE INDEX policy_copy_pkey ON audit.policy_copy USING btree (programme, version)

-- indexes of relay_state
  CREATE UNIQUE INDEX relay_state_pkey ON audit.relay_state USING btree (stream)

-- indexes of sanction
  CREATE INDEX sanction_code ON audit.sanction USING btree (tenant, credit_code, id)
  CREATE UNIQUE INDEX sanction_document ON audit.sanction USING btree (tenant, credit_code, measure, document) WHERE ((order_id IS NULL) AND (state <> 'rejected'::text))
  CREATE INDEX sanction_list ON audit.sanction USING btree (tenant, id)
  CREATE UNIQUE INDEX sanction_order ON audit.sanction USING btree (tenant, order_id, measure) WHERE (order_id IS NOT NULL)
  CREATE UNIQUE INDEX sanction_pkey ON audit.sanction USING btree (id)
  CREATE INDEX sanction_standing ON audit.sanction USING btree (tenant, credit_code) WHERE (state <> ALL (ARRAY['proposed'::text, 'rejected'::text, 'withdrawn'::text]))
  CREATE INDEX sanction_state ON audit.sanction USING btree (tenant, state, id)

-- indexes of sanction_step
  CREATE UNIQUE INDEX sanction_step_pkey ON audit.sanction_step USING btree (sanction_id, number)

-- triggers of log_checkpoint
  CREATE TRIGGER log_checkpoint_lasts BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.log_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION log_lasts()

-- triggers of log_content
  CREATE TRIGGER log_content_lasts BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.log_content FOR EACH STATEMENT EXECUTE FUNCTION log_lasts()

-- triggers of log_key
  CREATE TRIGGER log_key_lasts BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.log_key FOR EACH STATEMENT EXECUTE FUNCTION log_lasts()

-- triggers of log_leaf
  CREATE TRIGGER log_leaf_lasts BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.log_leaf FOR EACH STATEMENT EXECUTE FUNCTION log_lasts()
  CREATE TRIGGER log_leaf_no_gap AFTER INSERT ON audit.log_leaf REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION log_has_no_gap()

-- triggers of log_node
  CREATE TRIGGER log_node_lasts BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.log_node FOR EACH STATEMENT EXECUTE FUNCTION log_lasts()

-- triggers of log_reference
  CREATE TRIGGER log_reference_kept BEFORE UPDATE OR TRUNCATE ON audit.log_reference FOR EACH STATEMENT EXECUTE FUNCTION log_lasts()
  CREATE TRIGGER log_reference_lasts BEFORE DELETE ON audit.log_reference FOR EACH ROW EXECUTE FUNCTION log_reference_lasts()

-- triggers of log_secret
  CREATE TRIGGER log_secret_kept BEFORE UPDATE OR TRUNCATE ON audit.log_secret FOR EACH STATEMENT EXECUTE FUNCTION log_lasts()

-- triggers of log_setting
  CREATE TRIGGER log_setting_lasts BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.log_setting FOR EACH STATEMENT EXECUTE FUNCTION log_lasts()

-- function log_has_no_gap()
CREATE OR REPLACE FUNCTION audit.log_has_no_gap()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  DECLARE first bigint; last bigint; many bigint;
  BEGIN
    SELECT min(index), max(index), count(*) INTO first, last, many FROM added;
    IF many = 0 THEN RETURN NULL; END IF;
    IF last - first + 1 <> many OR (first > 0 AND NOT EXISTS (SELECT 1 FROM log_leaf WHERE index = first - 1)) THEN
      RAISE EXCEPTION 'LOG_HAS_NO_GAP: leaves % to % do not follow the last one', first, last USING ERRCODE = 'JQ003';
    END IF;
    RETURN NULL;
  END $function$

-- function log_lasts()
CREATE OR REPLACE FUNCTION audit.log_lasts()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    RAISE EXCEPTION 'LOG_LASTS: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'JQ002';
  END $function$

-- function log_reference_lasts()
CREATE OR REPLACE FUNCTION audit.log_reference_lasts()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    IF OLD.kind <> 'person' THEN
      RAISE EXCEPTION 'LOG_LASTS: a reference of kind % is refused', OLD.kind USING ERRCODE = 'JQ002';
    END IF;
    RETURN OLD;
  END $function$

-- sequence audit_entry_id_seq
  bigint start 1 increment 1

-- sequence log_checkpoint_id_seq
  bigint start 1 increment 1

-- sequence migration_id_seq
  integer start 1 increment 1

-- sequence outbox_position_seq
  bigint start 1 increment 1

-- grants on annulled_order
  INSERT, SELECT to jiqun_audit

-- grants on audit_entry
  INSERT, SELECT to jiqun_audit

-- grants on audit_entry_id_seq
  USAGE to jiqun_audit

-- grants on command_key
  INSERT, SELECT to jiqun_audit

-- grants on complaint
  INSERT, SELECT to jiqun_audit

-- grants on complaint_contact
  DELETE, INSERT, SELECT to jiqun_audit

-- grants on complaint_evidence
  INSERT, SELECT to jiqun_audit

-- grants on credit_listing
  INSERT, SELECT to jiqun_audit

-- grants on credit_load
  INSERT, SELECT, UPDATE to jiqun_audit

-- grants on credit_load_part
  INSERT, SELECT to jiqun_audit

-- grants on credit_load_row
  INSERT, SELECT to jiqun_audit

-- grants on credit_source
  INSERT, SELECT, UPDATE to jiqun_audit

-- grants on dead_letter
  INSERT, SELECT to jiqun_audit

-- grants on deadline
  INSERT, SELECT, UPDATE to jiqun_audit

-- grants on dishonesty_record
  INSERT, SELECT to jiqun_audit

-- grants on dishonesty_step
  INSERT, SELECT to jiqun_audit

-- grants on dishonesty_submission
  INSERT, SELECT to jiqun_audit

-- grants on drill
  INSERT, SELECT to jiqun_audit

-- grants on drill_receipt
  INSERT, SELECT to jiqun_audit

-- grants on erasure
  INSERT, SELECT to jiqun_audit

-- grants on inbox
  INSERT, SELECT to jiqun_audit

-- grants on log_checkpoint
  INSERT, SELECT to jiqun_audit

-- grants on log_checkpoint_id_seq
  USAGE to jiqun_audit

-- grants on log_content
  INSERT, SELECT to jiqun_audit

-- grants on log_key
  INSERT, SELECT to jiqun_audit

-- grants on log_leaf
  INSERT, SELECT to jiqun_audit

-- grants on log_node
  INSERT, SELECT to jiqun_audit

-- grants on log_reference
  DELETE, INSERT, SELECT to jiqun_audit

-- grants on log_secret
  DELETE, INSERT, SELECT to jiqun_audit

-- grants on log_setting
  INSERT, SELECT to jiqun_audit

-- grants on log_source
  INSERT, SELECT, UPDATE to jiqun_audit

-- grants on migration
  SELECT to jiqun_audit

-- grants on migration_id_seq
  USAGE to jiqun_audit

-- grants on outbox
  INSERT, SELECT to jiqun_audit

-- grants on outbox_position_seq
  USAGE to jiqun_audit

-- grants on policy_copy
  INSERT, SELECT to jiqun_audit

-- grants on relay_state
  INSERT, SELECT, UPDATE to jiqun_audit

-- grants on sanction
  INSERT, SELECT to jiqun_audit

-- grants on sanction_step
  INSERT, SELECT to jiqun_audit

-- grants on columns of command_key
  UPDATE (answer) to jiqun_audit

-- grants on columns of complaint
  UPDATE (answer, programme, receiver, referral, rejection, state, version) to jiqun_audit

-- grants on columns of credit_listing
  UPDATE (known_to) to jiqun_audit

-- grants on columns of dead_letter
  UPDATE (reason, settled_at, settled_by, state) to jiqun_audit

-- grants on columns of dishonesty_record
  UPDATE (document, facts, name, published_through, state, version) to jiqun_audit

-- grants on columns of drill
  UPDATE (confirmed_at, state, version) to jiqun_audit

-- grants on columns of erasure
  UPDATE (erased_leaves, settled_at, settled_by, state, version) to jiqun_audit

-- grants on columns of outbox
  UPDATE (generation, published_at) to jiqun_audit

-- grants on columns of sanction
  UPDATE (confirmed_by, imposed_through, pending, state, version) to jiqun_audit

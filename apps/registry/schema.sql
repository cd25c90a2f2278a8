-- The schema registry as its migrations make it. Written by tools/generate-schemas.mjs; compared, never run.

-- table activity
  id uuid not null
  tenant text not null
  organisation_id uuid not null
  kind text not null
  held_on date not null
  title text not null
  description text
  participants integer not null
  partners jsonb not null
  recorded_at timestamp with time zone not null
  version integer not null

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

-- table cluster
  id uuid not null
  tenant text not null
  name text not null
  name_en text
  region text not null
  lead_prefecture text
  area_km2 numeric
  leading_industry text not null
  industry_code text
  operating_body_code text
  operating_body_name text
  promotion_organisation_id uuid
  since date not null
  version integer not null default 1
  registered_at timestamp with time zone not null
  registered_by text not null
  name_grams text[] not null

-- table cluster_change
  id uuid not null
  position bigint not null generated always as identity
  tenant text not null
  cluster_id uuid not null
  kind text not null
  before jsonb not null
  after jsonb not null
  changed_on date not null
  recorded_at timestamp with time zone not null
  person text not null
  reason text not null

-- table cluster_change_report
  change_id uuid not null
  tenant text not null
  cluster_id uuid not null
  region text not null
  clause text not null
  due_on date not null
  state text not null default 'due'::text
  reported_on date
  reported_by text
  note text

-- table cluster_member
  id uuid not null
  tenant text not null
  cluster_id uuid not null
  member_kind text not null
  credit_code text not null
  role text not null
  from_on date not null
  through_on date

-- table cluster_region
  tenant text not null
  region text not null
  cluster_id uuid not null

-- table command_key with fillfactor=80
  tenant text not null
  operation text not null
  key text not null
  payload_hash bytea not null
  answer text
  recorded_at timestamp with time zone not null default installation.now()

-- table cultivation_entry
  id uuid not null
  tenant text not null
  cluster_id uuid not null
  cluster_name text not null
  title_id uuid not null
  programme text not null
  region text not null
  state text not null
  entered_on date not null
  left_on date
  agreed_with text
  version integer not null default 1

-- table cultivation_item
  id uuid not null
  tenant text not null
  entry_id uuid not null
  kind text not null
  text text not null
  due_on date not null
  percent integer not null default 0
  set_on date not null
  dropped_on date

-- table cultivation_progress
  position bigint not null generated always as identity
  tenant text not null
  item_id uuid not null
  reported_on date not null
  percent integer not null
  note text not null
  person text not null

-- table cultivation_stay
  entry_id uuid not null
  tenant text not null
  number integer not null
  entered_on date not null
  left_on date

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

-- table enterprise
  id uuid not null
  tenant text not null
  credit_code text not null
  name text not null
  name_en text
  name_grams text[] not null
  region text not null
  industry text not null
  scale text not null
  state text not null
  version integer not null

-- table enterprise_owner
  id uuid not null
  tenant text not null
  enterprise_id uuid not null
  owned_code text not null
  owner_code text not null
  share_percent numeric(7,4) not null
  owned_from date not null
  owned_through date
  struck boolean not null default false

-- table enterprise_qualification
  id uuid not null
  tenant text not null
  enterprise_id uuid not null
  kind text not null
  certificate_number text
  valid_from date not null
  valid_through date
  source text not null
  struck boolean not null default false

-- table inbox
  consumer text not null
  event_id uuid not null
  received_at timestamp with time zone not null default installation.now()

-- table institute
  id uuid not null
  tenant text not null
  credit_code text not null
  name text not null
  name_en text
  name_grams text[] not null
  region text not null
  kind text not null
  state text not null
  version integer not null

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

-- table plaque
  application_id uuid not null
  tenant text not null
  number text not null
  awarded_on date not null

-- table promotion_organisation
  id uuid not null
  tenant text not null
  credit_code text not null
  name text not null
  name_en text
  name_grams text[] not null
  region text not null
  founders jsonb not null
  conditions jsonb not null
  state text not null
  judgement jsonb
  version integer not null

-- table promotion_organisation_representative
  organisation_id uuid not null
  person text not null
  tenant text not null
  appointed_at timestamp with time zone not null
  appointed_by text not null
  removed_at timestamp with time zone

-- table register_change
  noun text not null
  object_id uuid not null
  version integer not null
  tenant text not null
  action text not null
  person text not null
  reason text
  recorded_at timestamp with time zone not null
  recorded_on date not null
  before jsonb
  after jsonb not null

-- table relay_state
  stream text not null
  stream_created text not null
  last_sequence bigint not null

-- table support
  id uuid not null
  tenant text not null
  cluster_id uuid not null
  title_id uuid not null
  programme text not null
  region text not null
  clause text not null
  kind text not null
  amount_fen bigint
  beneficiary_code text
  beneficiary_name text
  granted_on date not null
  document jsonb not null
  description text not null
  state text not null default 'granted'::text
  version integer not null default 1
  recorded_at timestamp with time zone not null

-- table support_change
  position bigint not null generated always as identity
  tenant text not null
  support_id uuid not null
  kind text not null
  before jsonb not null
  reason text
  recorded_at timestamp with time zone not null
  person text not null

-- table title
  id uuid not null
  tenant text not null
  cluster_id uuid not null
  cluster_name text not null
  name_grams text[] not null
  programme text not null
  policy_version text
  level text not null
  region text not null
  source text not null
  document jsonb
  application_id uuid
  recognised_on date not null
  state text not null
  valid_through date
  ends_with_term boolean not null
  plaque_number text
  plaque_awarded_on date
  version integer not null default 1
  changed_on date not null
  recorded_at timestamp with time zone not null

-- table title_change
  position bigint not null generated always as identity
  tenant text not null
  title_id uuid not null
  kind text not null
  reference text not null
  happened_on date not null
  detail jsonb not null
  recorded_at timestamp with time zone not null
  person text not null

-- table title_standing
  title_id uuid not null
  from_on date not null
  through_on date
  state text not null
  valid_through date

-- constraints of activity
  activity_kind_check CHECK ((kind = ANY (ARRAY['visit'::text, 'exchange'::text, 'shared-platform'::text, 'matchmaking'::text, 'promotion'::text, 'investment'::text, 'financing'::text, 'training'::text])))
  activity_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES promotion_organisation(id)
  activity_participants_check CHECK ((participants >= 0))
  activity_pkey PRIMARY KEY (id)
  activity_version_check CHECK ((version > 0))

-- constraints of audit_entry
  audit_entry_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text])))
  audit_entry_pkey PRIMARY KEY (id)

-- constraints of cluster
  cluster_area_km2_check CHECK ((area_km2 > (0)::numeric))
  cluster_check CHECK (((operating_body_code IS NULL) = (operating_body_name IS NULL)))
  cluster_pkey PRIMARY KEY (id)
  cluster_promotion_organisation_id_fkey FOREIGN KEY (promotion_organisation_id) REFERENCES promotion_organisation(id)
  cluster_version_check CHECK ((version > 0))

-- constraints of cluster_change
  cluster_change_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES cluster(id)
  cluster_change_kind_check CHECK ((kind = ANY (ARRAY['registered'::text, 'name'::text, 'region'::text, 'area'::text, 'leading-industry'::text, 'operating-body'::text, 'promotion-organisation'::text, 'member-joined'::text, 'member-left'::text])))
  cluster_change_pkey PRIMARY KEY (id)

-- constraints of cluster_change_report
  cluster_change_report_change_id_fkey FOREIGN KEY (change_id) REFERENCES cluster_change(id)
  cluster_change_report_check CHECK (((reported_on IS NOT NULL) = (state = ANY (ARRAY['reported'::text, 'reported-late'::text]))))
  cluster_change_report_check1 CHECK (((reported_on IS NULL) = (reported_by IS NULL)))
  cluster_change_report_check2 CHECK (((state <> 'reported'::text) OR (reported_on <= due_on)))
  cluster_change_report_check3 CHECK (((state <> 'reported-late'::text) OR (reported_on > due_on)))
  cluster_change_report_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES cluster(id)
  cluster_change_report_pkey PRIMARY KEY (change_id)
  cluster_change_report_state_check CHECK ((state = ANY (ARRAY['due'::text, 'reported'::text, 'overdue'::text, 'reported-late'::text])))

-- constraints of cluster_member
  cluster_member_check CHECK ((through_on >= from_on))
  cluster_member_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES cluster(id)
  cluster_member_member_kind_check CHECK ((member_kind = ANY (ARRAY['enterprise'::text, 'institute'::text])))
  cluster_member_pkey PRIMARY KEY (id)
  cluster_member_role_check CHECK ((role = ANY (ARRAY['leading'::text, 'member'::text])))

-- constraints of cluster_region
  cluster_region_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES cluster(id)
  cluster_region_pkey PRIMARY KEY (tenant, region, cluster_id)

-- constraints of command_key
  command_key_pkey PRIMARY KEY (tenant, operation, key)

-- constraints of cultivation_entry
  cultivation_entry_check CHECK (((state = 'left'::text) = (left_on IS NOT NULL)))
  cultivation_entry_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES cluster(id)
  cultivation_entry_pkey PRIMARY KEY (id)
  cultivation_entry_state_check CHECK ((state = ANY (ARRAY['in-library'::text, 'left'::text])))
  cultivation_entry_title_id_fkey FOREIGN KEY (title_id) REFERENCES title(id)
  cultivation_entry_version_check CHECK ((version > 0))

-- constraints of cultivation_item
  cultivation_item_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES cultivation_entry(id)
  cultivation_item_kind_check CHECK ((kind = ANY (ARRAY['goal'::text, 'task'::text])))
  cultivation_item_percent_check CHECK (((percent >= 0) AND (percent <= 100)))
  cultivation_item_pkey PRIMARY KEY (id)

-- constraints of cultivation_progress
  cultivation_progress_item_id_fkey FOREIGN KEY (item_id) REFERENCES cultivation_item(id)
  cultivation_progress_percent_check CHECK (((percent >= 0) AND (percent <= 100)))
  cultivation_progress_pkey PRIMARY KEY ("position")

-- constraints of cultivation_stay
  cultivation_stay_check CHECK ((left_on >= entered_on))
  cultivation_stay_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES cultivation_entry(id)
  cultivation_stay_pkey PRIMARY KEY (entry_id, number)

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

-- constraints of enterprise
  enterprise_pkey PRIMARY KEY (id)
  enterprise_scale_check CHECK ((scale = ANY (ARRAY['large'::text, 'medium'::text, 'small'::text, 'micro'::text])))
  enterprise_state_check CHECK ((state = ANY (ARRAY['active'::text, 'dissolved'::text])))
  enterprise_tenant_credit_code_key UNIQUE (tenant, credit_code)
  enterprise_version_check CHECK ((version > 0))

-- constraints of enterprise_owner
  enterprise_owner_check CHECK ((owner_code <> owned_code))
  enterprise_owner_check1 CHECK ((owned_through >= owned_from))
  enterprise_owner_enterprise_id_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise(id)
  enterprise_owner_pkey PRIMARY KEY (id)
  enterprise_owner_share_percent_check CHECK (((share_percent > (0)::numeric) AND (share_percent <= (100)::numeric)))

-- constraints of enterprise_qualification
  enterprise_qualification_check CHECK ((valid_through >= valid_from))
  enterprise_qualification_enterprise_id_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise(id)
  enterprise_qualification_kind_check CHECK ((kind = ANY (ARRAY['champion'::text, 'little-giant'::text, 'specialised-sme'::text, 'high-tech'::text, 'innovative-sme'::text])))
  enterprise_qualification_pkey PRIMARY KEY (id)

-- constraints of inbox
  inbox_pkey PRIMARY KEY (consumer, event_id)

-- constraints of institute
  institute_kind_check CHECK ((kind = ANY (ARRAY['university'::text, 'research-institute'::text, 'laboratory'::text, 'other'::text])))
  institute_pkey PRIMARY KEY (id)
  institute_state_check CHECK ((state = ANY (ARRAY['active'::text, 'dissolved'::text])))
  institute_tenant_credit_code_key UNIQUE (tenant, credit_code)
  institute_version_check CHECK ((version > 0))

-- constraints of migration
  PK_3043fc6b8af7c99b8b98830094f PRIMARY KEY (id)

-- constraints of outbox
  outbox_generation_check CHECK ((generation >= 0))
  outbox_pkey PRIMARY KEY ("position")

-- constraints of plaque
  plaque_pkey PRIMARY KEY (application_id)

-- constraints of promotion_organisation
  promotion_organisation_pkey PRIMARY KEY (id)
  promotion_organisation_state_check CHECK ((state = ANY (ARRAY['registered'::text, 'suspended'::text, 'dissolved'::text])))
  promotion_organisation_tenant_credit_code_key UNIQUE (tenant, credit_code)
  promotion_organisation_version_check CHECK ((version > 0))

-- constraints of promotion_organisation_representative
  promotion_organisation_representative_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES promotion_organisation(id)
  promotion_organisation_representative_pkey PRIMARY KEY (organisation_id, person, appointed_at)

-- constraints of register_change
  register_change_check CHECK (((version = 1) = (before IS NULL)))
  register_change_check1 CHECK (((version = 1) OR (reason IS NOT NULL)))
  register_change_pkey PRIMARY KEY (noun, object_id, version)
  register_change_version_check CHECK ((version > 0))

-- constraints of relay_state
  relay_state_pkey PRIMARY KEY (stream)

-- constraints of support
  support_amount_fen_check CHECK ((amount_fen >= 0))
  support_check CHECK (((beneficiary_code IS NULL) OR (beneficiary_name IS NOT NULL)))
  support_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES cluster(id)
  support_pkey PRIMARY KEY (id)
  support_state_check CHECK ((state = ANY (ARRAY['granted'::text, 'withdrawn'::text])))
  support_title_id_fkey FOREIGN KEY (title_id) REFERENCES title(id)
  support_version_check CHECK ((version > 0))

-- constraints of support_change
  support_change_check CHECK (((kind = 'granted'::text) OR (reason IS NOT NULL)))
  support_change_kind_check CHECK ((kind = ANY (ARRAY['granted'::text, 'corrected'::text, 'withdrawn'::text])))
  support_change_pkey PRIMARY KEY ("position")
  support_change_support_id_fkey FOREIGN KEY (support_id) REFERENCES support(id)

-- constraints of title
  provincial_titles_are_granted CHECK ((((level = 'provincial'::text) = (source <> 'document'::text)) OR (source = 'historic'::text)))
  title_check CHECK ((valid_through >= recognised_on))
  title_check1 CHECK (((NOT ends_with_term) OR (valid_through IS NOT NULL)))
  title_check2 CHECK (((source = 'recognition'::text) = (application_id IS NOT NULL)))
  title_check3 CHECK (((source = 'recognition'::text) = (document IS NULL)))
  title_check4 CHECK (((plaque_number IS NULL) = (plaque_awarded_on IS NULL)))
  title_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES cluster(id)
  title_level_check CHECK ((level = ANY (ARRAY['world'::text, 'national'::text, 'provincial'::text])))
  title_pkey PRIMARY KEY (id)
  title_source_check CHECK ((source = ANY (ARRAY['recognition'::text, 'document'::text, 'historic'::text])))
  title_state_check CHECK ((state = ANY (ARRAY['valid'::text, 'under-re-review'::text, 'expired'::text, 'revoked'::text])))
  title_version_check CHECK ((version > 0))

-- constraints of title_change
  title_change_kind_check CHECK ((kind = ANY (ARRAY['granted'::text, 'recorded'::text, 'plaque-awarded'::text, 're-review-opened'::text, 're-review-applied-for'::text, 're-review-passed'::text, 're-review-failed'::text, 'term-ended'::text, 'revoked'::text, 'reinstated'::text])))
  title_change_pkey PRIMARY KEY ("position")
  title_change_title_id_fkey FOREIGN KEY (title_id) REFERENCES title(id)

-- constraints of title_standing
  title_standing_check CHECK ((through_on >= from_on))
  title_standing_pkey PRIMARY KEY (title_id, from_on)
  title_standing_state_check CHECK ((state = ANY (ARRAY['valid'::text, 'under-re-review'::text, 'expired'::text, 'revoked'::text])))
  title_standing_title_id_fkey FOREIGN KEY (title_id) REFERENCES title(id)

-- indexes of activity
  CREATE INDEX activity_list ON registry.activity USING btree (organisation_id, held_on, id)
  CREATE UNIQUE INDEX activity_pkey ON registry.activity USING btree (id)

-- indexes of audit_entry
  CREATE INDEX audit_entry_object ON registry.audit_entry USING btree (object_type, object_id, id)
  CREATE UNIQUE INDEX audit_entry_pkey ON registry.audit_entry USING btree (id)

-- indexes of cluster
  CREATE UNIQUE INDEX cluster_name ON registry.cluster USING btree (tenant, name)
  CREATE INDEX cluster_name_grams ON registry.cluster USING gin (name_grams)
  CREATE UNIQUE INDEX cluster_pkey ON registry.cluster USING btree (id)
  CREATE INDEX cluster_promotion_organisation ON registry.cluster USING btree (promotion_organisation_id, id) WHERE (promotion_organisation_id IS NOT NULL)

-- indexes of cluster_change
  CREATE INDEX cluster_change_list ON registry.cluster_change USING btree (cluster_id, "position")
  CREATE UNIQUE INDEX cluster_change_order ON registry.cluster_change USING btree (cluster_id, changed_on, "position")
  CREATE UNIQUE INDEX cluster_change_pkey ON registry.cluster_change USING btree (id)

-- indexes of cluster_change_report
  CREATE INDEX cluster_change_report_list ON registry.cluster_change_report USING btree (tenant, region, change_id)
  CREATE UNIQUE INDEX cluster_change_report_pkey ON registry.cluster_change_report USING btree (change_id)

-- indexes of cluster_member
  CREATE INDEX cluster_member_code ON registry.cluster_member USING btree (tenant, credit_code)
  CREATE INDEX cluster_member_list ON registry.cluster_member USING btree (cluster_id, id)
  CREATE UNIQUE INDEX cluster_member_pkey ON registry.cluster_member USING btree (id)
  CREATE UNIQUE INDEX cluster_member_present ON registry.cluster_member USING btree (cluster_id, credit_code) WHERE (through_on IS NULL)

-- indexes of cluster_region
  CREATE INDEX cluster_region_of ON registry.cluster_region USING btree (cluster_id)
  CREATE UNIQUE INDEX cluster_region_pkey ON registry.cluster_region USING btree (tenant, region, cluster_id)

-- indexes of command_key
  CREATE UNIQUE INDEX command_key_pkey ON registry.command_key USING btree (tenant, operation, key)

-- indexes of cultivation_entry
  CREATE INDEX cultivation_entry_list ON registry.cultivation_entry USING btree (tenant, region, id)
  CREATE UNIQUE INDEX cultivation_entry_pkey ON registry.cultivation_entry USING btree (id)
  CREATE UNIQUE INDEX cultivation_entry_title ON registry.cultivation_entry USING btree (title_id)

-- indexes of cultivation_item
  CREATE INDEX cultivation_item_of ON registry.cultivation_item USING btree (entry_id, id)
  CREATE UNIQUE INDEX cultivation_item_pkey ON registry.cultivation_item USING btree (id)

-- indexes of cultivation_progress
  CREATE INDEX cultivation_progress_of ON registry.cultivation_progress USING btree (item_id, "position")
  CREATE UNIQUE INDEX cultivation_progress_pkey ON registry.cultivation_progress USING btree ("position")

-- indexes of cultivation_stay
  CREATE UNIQUE INDEX cultivation_stay_pkey ON registry.cultivation_stay USING btree (entry_id, number)
  CREATE UNIQUE INDEX cultivation_stay_present ON registry.cultivation_stay USING btree (entry_id) WHERE (left_on IS NULL)

-- indexes of dead_letter
  CREATE UNIQUE INDEX dead_letter_event ON registry.dead_letter USING btree (consumer, event_id) WHERE (state = 'parked'::text)
  CREATE INDEX dead_letter_parked ON registry.dead_letter USING btree (consumer, aggregate) WHERE (state = 'parked'::text)
  CREATE UNIQUE INDEX dead_letter_pkey ON registry.dead_letter USING btree (id)

-- indexes of deadline
  CREATE UNIQUE INDEX deadline_kind_subject_key ON registry.deadline USING btree (kind, subject)
  CREATE INDEX deadline_pending ON registry.deadline USING btree (due_at, id) WHERE (state = 'pending'::text)
  CREATE UNIQUE INDEX deadline_pkey ON registry.deadline USING btree (id)

-- indexes of drill
  CREATE INDEX drill_list ON registry.drill USING btree (tenant, id)
  CREATE UNIQUE INDEX drill_pkey ON registry.drill USING btree (id)

-- indexes of enterprise
  CREATE INDEX enterprise_dissolved ON registry.enterprise USING btree (tenant, region, id) WHERE (state = 'dissolved'::text)
  CREATE INDEX enterprise_industry ON registry.enterprise USING btree (tenant, ltrim(industry, 'ABCDEFGHIJKLMNOPQRST'::text) text_pattern_ops)
  CREATE INDEX enterprise_list ON registry.enterprise USING btree (tenant, region, id)
  CREATE INDEX enterprise_name ON registry.enterprise USING gin (name_grams)
  CREATE UNIQUE INDEX enterprise_pkey ON registry.enterprise USING btree (id)
  CREATE UNIQUE INDEX enterprise_tenant_credit_code_key ON registry.enterprise USING btree (tenant, credit_code)

-- indexes of enterprise_owner
  CREATE UNIQUE INDEX enterprise_owner_once ON registry.enterprise_owner USING btree (enterprise_id, owner_code, owned_from) WHERE (NOT struck)
  CREATE INDEX enterprise_owner_owned ON registry.enterprise_owner USING btree (tenant, owned_code) WHERE (NOT struck)
  CREATE INDEX enterprise_owner_owner ON registry.enterprise_owner USING btree (tenant, owner_code) WHERE (NOT struck)
  CREATE UNIQUE INDEX enterprise_owner_pkey ON registry.enterprise_owner USING btree (id)

-- indexes of enterprise_qualification
  CREATE INDEX enterprise_qualification_kind ON registry.enterprise_qualification USING btree (tenant, kind, enterprise_id) WHERE (NOT struck)
  CREATE UNIQUE INDEX enterprise_qualification_once ON registry.enterprise_qualification USING btree (enterprise_id, kind, valid_from) WHERE (NOT struck)
  CREATE UNIQUE INDEX enterprise_qualification_pkey ON registry.enterprise_qualification USING btree (id)

-- indexes of inbox
  CREATE UNIQUE INDEX inbox_pkey ON registry.inbox USING btree (consumer, event_id)

-- indexes of institute
  CREATE INDEX institute_list ON registry.institute USING btree (tenant, region, id)
  CREATE INDEX institute_name ON registry.institute USING gin (name_grams)
  CREATE UNIQUE INDEX institute_pkey ON registry.institute USING btree (id)
  CREATE UNIQUE INDEX institute_tenant_credit_code_key ON registry.institute USING btree (tenant, credit_code)

-- indexes of migration
  CREATE UNIQUE INDEX "PK_3043fc6b8af7c99b8b98830094f" ON registry.migration USING btree (id)

-- indexes of outbox
  CREATE UNIQUE INDEX outbox_pkey ON registry.outbox USING btree ("position")
  CREATE INDEX outbox_unpublished ON registry.outbox USING btree ("position") WHERE (published_at IS NULL)

-- indexes of plaque
  CREATE UNIQUE INDEX plaque_pkey ON registry.plaque USING btree (application_id)

-- indexes of promotion_organisation
  CREATE INDEX promotion_organisation_list ON registry.promotion_organisation USING btree (tenant, region, id)
  CREATE INDEX promotion_organisation_name ON registry.promotion_organisation USING gin (name_grams)
  CREATE UNIQUE INDEX promotion_organisation_pkey ON registry.promotion_organisation USING btree (id)
  CREATE UNIQUE INDEX promotion_organisation_tenant_credit_code_key ON registry.promotion_organisation USING btree (tenant, credit_code)

-- indexes of promotion_organisation_representative
  CREATE UNIQUE INDEX promotion_organisation_representative_now ON registry.promotion_organisation_representative USING btree (tenant, person, organisation_id) WHERE (removed_at IS NULL)
  CREATE UNIQUE INDEX promotion_organisation_representative_pkey ON registry.promotion_organisation_representative USING btree (organisation_id, person, appointed_at)

-- indexes of register_change
  CREATE UNIQUE INDEX register_change_pkey ON registry.register_change USING btree (noun, object_id, version)

-- indexes of relay_state
  CREATE UNIQUE INDEX relay_state_pkey ON registry.relay_state USING btree (stream)

-- indexes of support
  CREATE INDEX support_cluster ON registry.support USING btree (cluster_id, id)
  CREATE INDEX support_list ON registry.support USING btree (tenant, region, id)
  CREATE UNIQUE INDEX support_pkey ON registry.support USING btree (id)

-- indexes of support_change
  CREATE INDEX support_change_of ON registry.support_change USING btree (support_id, "position")
  CREATE UNIQUE INDEX support_change_pkey ON registry.support_change USING btree ("position")

-- indexes of title
  CREATE UNIQUE INDEX title_application ON registry.title USING btree (application_id)
  CREATE INDEX title_cluster ON registry.title USING btree (cluster_id, id)
  CREATE INDEX title_list ON registry.title USING btree (tenant, region, id)
  CREATE INDEX title_name_grams ON registry.title USING gin (name_grams)
  CREATE UNIQUE INDEX title_pkey ON registry.title USING btree (id)
  CREATE UNIQUE INDEX title_recorded ON registry.title USING btree (cluster_id, programme, level, recognised_on) WHERE (source <> 'recognition'::text)

-- indexes of title_change
  CREATE UNIQUE INDEX title_change_once ON registry.title_change USING btree (title_id, kind, reference)
  CREATE UNIQUE INDEX title_change_pkey ON registry.title_change USING btree ("position")

-- indexes of title_standing
  CREATE UNIQUE INDEX title_standing_last ON registry.title_standing USING btree (title_id) WHERE (through_on IS NULL)
  CREATE UNIQUE INDEX title_standing_pkey ON registry.title_standing USING btree (title_id, from_on)

-- triggers of cluster_member
  CREATE TRIGGER cluster_member_overlap BEFORE INSERT OR UPDATE ON registry.cluster_member FOR EACH ROW EXECUTE FUNCTION refuse_overlapping_member()

-- function refuse_overlapping_member()
CREATE OR REPLACE FUNCTION registry.refuse_overlapping_member()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    PERFORM 1 FROM cluster WHERE id = NEW.cluster_id FOR UPDATE;
    IF EXISTS (
      SELECT 1 FROM cluster_member m
      WHERE m.cluster_id = NEW.cluster_id AND m.credit_code = NEW.credit_code AND m.id <> NEW.id
        AND daterange(m.from_on, m.through_on, '[]') && daterange(NEW.from_on, NEW.through_on, '[]')
    ) THEN
      RAISE EXCEPTION 'the member is in the cluster at that time already' USING ERRCODE = '23P01', CONSTRAINT = 'cluster_member_overlap';
    END IF;
    RETURN NEW;
  END $function$

-- sequence audit_entry_id_seq
  bigint start 1 increment 1

-- sequence cluster_change_position_seq
  bigint start 1 increment 1

-- sequence cultivation_progress_position_seq
  bigint start 1 increment 1

-- sequence migration_id_seq
  integer start 1 increment 1

-- sequence outbox_position_seq
  bigint start 1 increment 1

-- sequence support_change_position_seq
  bigint start 1 increment 1

-- sequence title_change_position_seq
  bigint start 1 increment 1

-- grants on activity
  INSERT, SELECT, UPDATE to jiqun_registry

-- grants on audit_entry
  INSERT, SELECT to jiqun_registry

-- grants on audit_entry_id_seq
  USAGE to jiqun_registry

-- grants on cluster
  INSERT, SELECT to jiqun_registry

-- grants on cluster_change
  INSERT, SELECT to jiqun_registry

-- grants on cluster_change_position_seq
  USAGE to jiqun_registry

-- grants on cluster_change_report
  INSERT, SELECT to jiqun_registry

-- grants on cluster_member
  INSERT, SELECT to jiqun_registry

-- grants on cluster_region
  DELETE, INSERT, SELECT to jiqun_registry

-- grants on command_key
  INSERT, SELECT to jiqun_registry

-- grants on cultivation_entry
  INSERT, SELECT to jiqun_registry

-- grants on cultivation_item
  INSERT, SELECT to jiqun_registry

-- grants on cultivation_progress
  INSERT, SELECT to jiqun_registry

-- grants on cultivation_progress_position_seq
  USAGE to jiqun_registry

-- grants on cultivation_stay
  INSERT, SELECT to jiqun_registry

-- grants on dead_letter
  INSERT, SELECT to jiqun_registry

-- grants on deadline
  INSERT, SELECT, UPDATE to jiqun_registry

-- grants on drill
  INSERT, SELECT to jiqun_registry

-- grants on enterprise
  INSERT, SELECT, UPDATE to jiqun_registry

-- grants on enterprise_owner
  INSERT, SELECT, UPDATE to jiqun_registry

-- grants on enterprise_qualification
  INSERT, SELECT, UPDATE to jiqun_registry

-- grants on inbox
  INSERT, SELECT to jiqun_registry

-- grants on institute
  INSERT, SELECT, UPDATE to jiqun_registry

-- grants on migration
  SELECT to jiqun_registry

-- grants on migration_id_seq
  USAGE to jiqun_registry

-- grants on outbox
  INSERT, SELECT to jiqun_registry

-- grants on outbox_position_seq
  USAGE to jiqun_registry

-- grants on plaque
  INSERT, SELECT to jiqun_registry

-- grants on promotion_organisation
  INSERT, SELECT, UPDATE to jiqun_registry

-- grants on promotion_organisation_representative
  INSERT, SELECT to jiqun_registry

-- grants on register_change
  INSERT, SELECT to jiqun_registry

-- grants on relay_state
  INSERT, SELECT, UPDATE to jiqun_registry

-- grants on support
  INSERT, SELECT to jiqun_registry

-- grants on support_change
  INSERT, SELECT to jiqun_registry

-- grants on support_change_position_seq
  USAGE to jiqun_registry

-- grants on title
  INSERT, SELECT to jiqun_registry

-- grants on title_change
  INSERT, SELECT to jiqun_registry

-- grants on title_change_position_seq
  USAGE to jiqun_registry

-- grants on title_standing
  DELETE, INSERT, SELECT to jiqun_registry

-- grants on columns of cluster
  UPDATE (area_km2, industry_code, lead_prefecture, leading_industry, name, name_en, name_grams, operating_body_code, operating_body_name, promotion_organisation_id, region, version) to jiqun_registry

-- grants on columns of cluster_change_report
  UPDATE (note, reported_by, reported_on, state) to jiqun_registry

-- grants on columns of cluster_member
  UPDATE (through_on) to jiqun_registry

-- grants on columns of command_key
  UPDATE (answer) to jiqun_registry

-- grants on columns of cultivation_entry
  UPDATE (agreed_with, left_on, state, version) to jiqun_registry

-- grants on columns of cultivation_item
  UPDATE (dropped_on, due_on, kind, percent, text) to jiqun_registry

-- grants on columns of cultivation_stay
  UPDATE (left_on) to jiqun_registry

-- grants on columns of dead_letter
  UPDATE (reason, settled_at, settled_by, state) to jiqun_registry

-- grants on columns of drill
  UPDATE (confirmed_at, state, version) to jiqun_registry

-- grants on columns of outbox
  UPDATE (generation, published_at) to jiqun_registry

-- grants on columns of promotion_organisation_representative
  UPDATE (removed_at) to jiqun_registry

-- grants on columns of support
  UPDATE (amount_fen, beneficiary_code, beneficiary_name, clause, description, document, granted_on, kind, state, title_id, version) to jiqun_registry

-- grants on columns of title
  UPDATE (changed_on, plaque_awarded_on, plaque_number, state, valid_through, version) to jiqun_registry

-- The schema evaluation as its migrations make it. Written by tools/generate-schemas.mjs; compared, never run.

-- table annual_report
  id uuid not null
  tenant text not null
  title_id uuid not null
  cluster_id uuid not null
  cluster_name text not null
  programme text not null
  policy_version text not null
  region text not null
  year integer not null
  clause text not null
  due_on date not null
  state text not null
  version integer not null default 1
  overdue boolean not null default false
  filed_on date
  figures jsonb not null default '{}'::jsonb
  warnings jsonb not null default '[]'::jsonb
  explanations jsonb not null default '[]'::jsonb
  filed_by text
  opinion text
  passed_on_by text
  passed_on_on date
  received_on date
  return_reason text

-- table application
  id uuid not null
  tenant text not null
  call_id uuid not null
  programme text not null
  policy_version text not null
  cluster_id uuid not null
  cluster jsonb not null
  region text not null
  prefecture text not null
  applicant_role text not null
  seers text[] not null
  editors text[] not null
  state text not null
  step text
  version integer not null default 1
  content jsonb not null
  content_number integer not null default 0
  counts_towards_limit boolean not null default false
  rank integer
  updated_at timestamp with time zone not null

-- table application_draft
  application_id uuid not null
  version integer not null
  content jsonb not null
  saved_at timestamp with time zone not null
  saved_by text not null

-- table application_step
  application_id uuid not null
  number integer not null
  step text not null
  entered_at timestamp with time zone not null
  left_at timestamp with time zone
  suspended_since timestamp with time zone
  suspended_ms bigint not null default 0

-- table arrangement
  id uuid not null
  number integer not null
  tenant text not null
  year integer not null
  source text not null
  sha256 text not null
  reason text not null
  installed_at timestamp with time zone not null
  installed_by text not null

-- table attachment
  tenant text not null
  sha256 text not null
  bytes bigint not null
  media_type text not null
  stored_at timestamp with time zone not null
  stored_by text not null

-- table attachment_upload
  id uuid not null
  tenant text not null
  sha256 text not null
  bytes bigint not null
  media_type text not null
  received bigint not null default 0
  state text not null
  begun_at timestamp with time zone not null
  begun_by text not null
  expires_at timestamp with time zone not null

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

-- table call
  id uuid not null
  tenant text not null
  programme text not null
  policy_version text
  terms jsonb not null
  opens_on date not null
  closes_on date not null
  state text not null
  version integer not null default 1
  published_at timestamp with time zone
  drafted_by text not null

-- table cluster_change_projection
  change_id uuid not null
  tenant text not null
  cluster_id uuid not null
  kind text not null
  changed_on date not null
  report_due_on date
  reported_on date
  sequence bigint not null

-- table command_key with fillfactor=80
  tenant text not null
  operation text not null
  key text not null
  payload_hash bytea not null
  answer text
  recorded_at timestamp with time zone not null default installation.now()

-- table comprehensive_evaluation
  id uuid not null
  tenant text not null
  programme text not null
  policy_version text not null
  year integer not null
  clause text not null
  state text not null
  version integer not null default 1
  problems jsonb not null
  measures jsonb not null
  conclusion text not null
  counts jsonb not null
  sums jsonb not null
  drafted_by text not null
  drafted_client text
  drafted_on date not null
  issued_by text
  issued_on date

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

-- table decision
  id uuid not null
  tenant text not null
  purpose text not null
  subject_type text not null
  subject_id uuid not null
  programme text not null
  policy_version text not null
  calendar_version text not null
  as_of date not null
  verdict text not null
  inputs text not null
  explanation text not null
  sha256 text not null
  decided_at timestamp with time zone not null

-- table drill
  id uuid not null
  tenant text not null
  note text not null
  state text not null
  version integer not null default 1
  started_at timestamp with time zone not null
  due_at timestamp with time zone
  confirmed_at timestamp with time zone

-- table expert
  id uuid not null
  tenant text not null
  code text not null
  person text not null
  fields text[] not null
  ties jsonb not null
  conflicts jsonb not null
  state text not null
  version integer not null
  registered_at timestamp with time zone not null

-- table expert_change
  expert_id uuid not null
  version integer not null
  tenant text not null
  action text not null
  changed_by text not null
  changed_at timestamp with time zone not null
  reason text
  after jsonb not null

-- table finding
  id uuid not null
  tenant text not null
  cluster_id uuid not null
  source text not null
  recorded_by text not null
  recorded_at timestamp with time zone not null
  struck_by text
  struck_at timestamp with time zone
  strike_reason text
  found_on date not null
  kind text not null
  by text not null

-- table inbox
  consumer text not null
  event_id uuid not null
  received_at timestamp with time zone not null default installation.now()

-- table incident
  id uuid not null
  tenant text not null
  cluster_id uuid not null
  source text not null
  recorded_by text not null
  recorded_at timestamp with time zone not null
  struck_by text
  struck_at timestamp with time zone
  strike_reason text
  happened_on date not null
  category text not null
  grade text not null

-- table migration
  id integer not null default nextval('migration_id_seq'::regclass)
  timestamp bigint not null
  name character varying not null

-- table national_recommendation
  id uuid not null
  tenant text not null
  programme text not null
  policy_version text not null
  clause text not null
  cluster_id uuid not null
  cluster_name text not null
  region text not null
  state text not null
  version integer not null default 1
  grounds text not null
  drafted_by text not null
  drafted_client text
  drafted_on date not null
  title_id uuid
  waiver jsonb
  submitted_by text
  submitted_on date
  submission jsonb
  outcome jsonb

-- table objection
  id uuid not null
  tenant text not null
  notice_id uuid not null
  application_id uuid not null
  state text not null
  version integer not null default 1
  raised_by text not null
  raised_client text
  identity_kind text not null
  contact text
  grounds text not null
  evidence text not null
  attachments text[] not null
  raised_at timestamp with time zone not null
  verified_by text
  verification text
  outcome text
  reasons text
  answer_attachments text[]
  answered_by text
  answered_at timestamp with time zone
  withdrawn_at timestamp with time zone
  withdrawal text

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

-- table panel
  id uuid not null
  tenant text not null
  call_id uuid not null
  programme text not null
  policy_version text not null
  step text not null
  clause text not null
  field text
  size integer not null
  reserves integer not null
  is_blind boolean not null
  drops_extremes boolean not null
  shortlist_limit integer
  scoresheet jsonb not null
  state text not null
  rounds integer not null default 0
  version integer not null
  prepared_at timestamp with time zone not null
  prepared_by text not null
  cancelled_at timestamp with time zone
  cancelled_reason text

-- table panel_application
  panel_id uuid not null
  application_id uuid not null
  tenant text not null
  step text not null
  number integer not null
  cluster_id uuid not null
  cluster_name text not null
  region text not null
  organisations text[] not null
  is_live boolean not null default true

-- table panel_candidate
  panel_id uuid not null
  round integer not null
  expert_id uuid not null
  expert_version integer not null
  tenant text not null
  code text not null
  exclusions jsonb not null

-- table panel_commitment
  panel_id uuid not null
  round integer not null
  tenant text not null
  algorithm text not null
  seats integer not null
  reserves integer not null
  seed bytea not null
  seed_hash text not null
  candidate_list text not null
  candidates_hash text not null
  relations jsonb not null
  relations_as_of date not null
  committed_at timestamp with time zone not null
  committed_by text not null

-- table panel_draw
  panel_id uuid not null
  round integer not null
  tenant text not null
  public_value text
  members text[] not null
  reserve_members text[] not null
  result_hash text not null
  committed_at timestamp with time zone not null
  drawn_at timestamp with time zone not null
  drawn_by text not null

-- table panel_member
  panel_id uuid not null
  expert_id uuid not null
  tenant text not null
  code text not null
  round integer not null
  place integer not null
  seat text not null
  recused_at timestamp with time zone
  recused_by text
  recused_reason text

-- table panel_result
  panel_id uuid not null
  application_id uuid not null
  tenant text not null
  numerator numeric not null
  denominator numeric not null
  rank integer not null

-- table panel_tie
  panel_id uuid not null
  application_id uuid not null
  tenant text not null
  place integer not null
  reason text not null
  decided_at timestamp with time zone not null
  decided_by text not null

-- table policy_version
  programme text not null
  version text not null
  tenant text not null
  source text not null
  sha256 text not null
  in_force_from date
  installed_at timestamp with time zone not null
  installed_by text not null

-- table public_notice
  id uuid not null
  tenant text not null
  call_id uuid not null
  programme text not null
  policy_version text not null
  step text not null
  clause text not null
  call_title jsonb not null
  title text
  channel text
  length integer not null
  unit text not null
  is_length_of_call boolean not null
  start_day text not null
  published_on date not null
  published_at timestamp with time zone not null
  published_by text not null
  due_on date not null
  first_day_after date not null
  provisional boolean not null
  calendar_version text not null
  state text not null
  version integer not null default 1
  ended_at timestamp with time zone

-- table public_notice_item
  notice_id uuid not null
  application_id uuid not null
  place integer not null
  cluster_name text not null
  region text not null
  state text not null
  reason text
  settled_at timestamp with time zone

-- table public_notice_reckoning
  notice_id uuid not null
  number integer not null
  due_on date not null
  provisional boolean not null
  calendar_version text not null
  arrangement_id uuid
  reckoned_at timestamp with time zone not null

-- table re_review
  id uuid not null
  tenant text not null
  title_id uuid not null
  cluster_id uuid not null
  cluster_name text not null
  programme text not null
  policy_version text not null
  region text not null
  clause text not null
  state text not null
  version integer not null default 1
  opened_on date not null
  term_end date not null
  applied_on date
  application jsonb
  assessed_by text
  assessed_client text
  assessment jsonb
  decided_by text
  decided_on date
  outcome jsonb
  valid_through date

-- table reference_figure
  tenant text not null
  title_id uuid not null
  year integer not null
  key text not null
  source text not null
  value text not null
  recorded_by text not null
  recorded_at timestamp with time zone not null

-- table referred_complaint
  id uuid not null
  tenant text not null
  region text not null
  programme text
  credit_code text
  about_noun text
  about_id uuid
  clause text
  allegation text not null
  evidence jsonb not null
  referred_on date not null
  state text not null
  version integer not null default 1
  finding_id uuid
  reason text
  settled_by text

-- table relay_state
  stream text not null
  stream_created text not null
  last_sequence bigint not null

-- table review_entry
  id uuid not null
  tenant text not null
  application_id uuid not null
  content_number integer not null
  step text not null
  kind text not null
  person text not null
  clause text
  outcome text
  text text not null
  detail jsonb not null default '{}'::jsonb
  recorded_at timestamp with time zone not null

-- table revocation_case
  id uuid not null
  tenant text not null
  title_id uuid not null
  cluster_id uuid not null
  cluster_name text not null
  programme text not null
  policy_version text not null
  region text not null
  state text not null
  version integer not null default 1
  opened_on date not null
  opened_by text not null
  opened_client text
  reason text not null
  grounds jsonb not null
  inputs text not null
  found text not null
  sha256 text not null
  served_on date
  defence_ends_on date
  notice jsonb
  hearing jsonb
  decided_on date
  decided_by text
  decided_client text
  decision jsonb
  publication jsonb
  ended_by text
  ending jsonb

-- table revocation_statement
  id uuid not null
  tenant text not null
  case_id uuid not null
  by text not null
  received_on date not null
  in_time boolean not null
  text text not null
  document text
  recorded_by text not null

-- table scoresheet
  panel_id uuid not null
  application_id uuid not null
  expert_id uuid not null
  tenant text not null
  number integer not null
  items jsonb not null
  comment text
  state text not null
  version integer not null
  written_at timestamp with time zone not null
  sealed_at timestamp with time zone

-- table submission
  application_id uuid not null
  number integer not null
  content text not null
  sha256 text not null
  decision_id uuid not null
  submitted_at timestamp with time zone not null
  submitted_by text not null

-- table title_projection
  title_id uuid not null
  tenant text not null
  cluster_id uuid not null
  cluster_name text not null
  programme text not null
  policy_version text
  level text not null
  region text not null
  state text not null
  recognised_on date not null
  valid_through date
  changed_on date not null
  sequence bigint not null

-- constraints of annual_report
  annual_report_check CHECK (((state <> ALL (ARRAY['filed'::text, 'passed-on'::text, 'received'::text])) OR ((filed_on IS NOT NULL) AND (filed_by IS NOT NULL))))
  annual_report_check1 CHECK (((filed_on IS NULL) OR (filed_on <= due_on) OR overdue))
  annual_report_check2 CHECK (((state <> 'received'::text) OR (received_on IS NOT NULL)))
  annual_report_pkey PRIMARY KEY (id)
  annual_report_state_check CHECK ((state = ANY (ARRAY['due'::text, 'draft'::text, 'returned'::text, 'filed'::text, 'passed-on'::text, 'received'::text])))
  annual_report_title_id_year_key UNIQUE (title_id, year)

-- constraints of application
  application_call_id_fkey FOREIGN KEY (call_id) REFERENCES call(id)
  application_check CHECK (((state <> 'under-review'::text) OR (step IS NOT NULL)))
  application_check1 CHECK (((state <> 'draft'::text) OR (content_number = 0)))
  application_content_number_check CHECK ((content_number >= 0))
  application_editors_check CHECK ((cardinality(editors) > 0))
  application_pkey PRIMARY KEY (id)
  application_rank_check CHECK ((rank > 0))
  application_seers_check CHECK ((cardinality(seers) > 0))
  application_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'under-review'::text, 'returned'::text, 'withdrawn'::text, 'rejected'::text, 'recognised'::text])))
  application_version_check CHECK ((version > 0))

-- constraints of application_draft
  application_draft_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id)
  application_draft_pkey PRIMARY KEY (application_id, version)

-- constraints of application_step
  application_step_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id)
  application_step_pkey PRIMARY KEY (application_id, number)
  application_step_suspended_ms_check CHECK ((suspended_ms >= 0))

-- constraints of arrangement
  arrangement_number_check CHECK ((number > 0))
  arrangement_number_key UNIQUE (number)
  arrangement_pkey PRIMARY KEY (id)
  arrangement_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
  arrangement_year_check CHECK (((year >= 1) AND (year <= 9999)))

-- constraints of attachment
  attachment_bytes_check CHECK ((bytes > 0))
  attachment_pkey PRIMARY KEY (tenant, sha256)
  attachment_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))

-- constraints of attachment_upload
  attachment_upload_bytes_check CHECK ((bytes > 0))
  attachment_upload_check CHECK (((received >= 0) AND (received <= bytes)))
  attachment_upload_check1 CHECK (((state <> 'finished'::text) OR (received = bytes)))
  attachment_upload_pkey PRIMARY KEY (id)
  attachment_upload_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
  attachment_upload_state_check CHECK ((state = ANY (ARRAY['open'::text, 'finished'::text, 'abandoned'::text])))

-- constraints of audit_entry
  audit_entry_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text])))
  audit_entry_pkey PRIMARY KEY (id)

-- constraints of call
  call_check CHECK ((opens_on <= closes_on))
  call_check1 CHECK (((state = 'draft'::text) OR (state = 'withdrawn'::text) OR ((policy_version IS NOT NULL) AND (published_at IS NOT NULL))))
  call_pkey PRIMARY KEY (id)
  call_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'closed'::text, 'withdrawn'::text])))
  call_version_check CHECK ((version > 0))

-- constraints of cluster_change_projection
  cluster_change_projection_kind_check CHECK ((kind = ANY (ARRAY['leading-industry'::text, 'area'::text, 'operating-body'::text])))
  cluster_change_projection_pkey PRIMARY KEY (change_id)
  cluster_change_projection_sequence_check CHECK ((sequence > 0))

-- constraints of command_key
  command_key_pkey PRIMARY KEY (tenant, operation, key)

-- constraints of comprehensive_evaluation
  comprehensive_evaluation_check CHECK (((state = 'issued'::text) = ((issued_by IS NOT NULL) AND (issued_on IS NOT NULL))))
  comprehensive_evaluation_check1 CHECK ((issued_by <> drafted_by))
  comprehensive_evaluation_pkey PRIMARY KEY (id)
  comprehensive_evaluation_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'issued'::text])))
  comprehensive_evaluation_tenant_programme_year_key UNIQUE (tenant, programme, year)

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

-- constraints of decision
  decision_pkey PRIMARY KEY (id)
  decision_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
  decision_verdict_check CHECK ((verdict = ANY (ARRAY['eligible'::text, 'ineligible'::text, 'incomplete'::text, 'needs-judgement'::text])))

-- constraints of drill
  drill_pkey PRIMARY KEY (id)
  drill_state_check CHECK ((state = ANY (ARRAY['started'::text, 'confirmed'::text, 'lapsed'::text])))

-- constraints of expert
  expert_fields_check CHECK ((cardinality(fields) > 0))
  expert_pkey PRIMARY KEY (id)
  expert_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text, 'retired'::text])))
  expert_tenant_code_key UNIQUE (tenant, code)
  expert_tenant_person_key UNIQUE (tenant, person)
  expert_version_check CHECK ((version > 0))

-- constraints of expert_change
  expert_change_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert(id)
  expert_change_pkey PRIMARY KEY (expert_id, version)

-- constraints of finding
  finding_by_check CHECK ((by = ANY (ARRAY['cluster'::text, 'enterprise'::text])))
  finding_check CHECK ((((struck_by IS NULL) = (struck_at IS NULL)) AND ((struck_by IS NULL) = (strike_reason IS NULL))))
  finding_kind_check CHECK ((kind = ANY (ARRAY['false-application'::text, 'fraud'::text, 'violation'::text, 'refused-monitoring'::text, 'tax-evasion'::text, 'serious-dishonesty'::text, 'other-major'::text])))
  finding_pkey PRIMARY KEY (id)

-- constraints of inbox
  inbox_pkey PRIMARY KEY (consumer, event_id)

-- constraints of incident
  incident_category_check CHECK ((category = ANY (ARRAY['safety'::text, 'quality'::text, 'environment'::text, 'network-security'::text, 'data-security'::text])))
  incident_check CHECK ((((struck_by IS NULL) = (struck_at IS NULL)) AND ((struck_by IS NULL) = (strike_reason IS NULL))))
  incident_grade_check CHECK ((grade = ANY (ARRAY['general'::text, 'larger'::text, 'major'::text, 'extraordinary'::text])))
  incident_pkey PRIMARY KEY (id)

-- constraints of migration
  PK_3043fc6b8af7c99b8b98830094f PRIMARY KEY (id)

-- constraints of national_recommendation
  national_recommendation_check CHECK ((submitted_by <> drafted_by))
  national_recommendation_check1 CHECK (((state <> ALL (ARRAY['submitted'::text, 'accepted'::text, 'refused'::text])) OR (submission IS NOT NULL)))
  national_recommendation_check2 CHECK (((state <> ALL (ARRAY['submitted'::text, 'accepted'::text, 'refused'::text])) OR (title_id IS NOT NULL) OR (waiver IS NOT NULL)))
  national_recommendation_check3 CHECK (((state = ANY (ARRAY['accepted'::text, 'refused'::text])) = (outcome IS NOT NULL)))
  national_recommendation_pkey PRIMARY KEY (id)
  national_recommendation_state_check CHECK ((state = ANY (ARRAY['drafted'::text, 'submitted'::text, 'accepted'::text, 'refused'::text, 'dropped'::text])))

-- constraints of objection
  objection_check CHECK (((verified_by <> raised_by) AND (answered_by <> raised_by)))
  objection_check1 CHECK (((state <> 'under-verification'::text) OR (verified_by IS NOT NULL)))
  objection_check2 CHECK (((state = 'answered'::text) = (num_nonnulls(outcome, reasons, answer_attachments, answered_by, answered_at) = 5)))
  objection_check3 CHECK (((state = 'answered'::text) OR (num_nonnulls(outcome, reasons, answer_attachments, answered_by, answered_at) = 0)))
  objection_check4 CHECK (((state = 'withdrawn'::text) = (num_nonnulls(withdrawn_at, withdrawal) = 2)))
  objection_contact_check CHECK ((length(contact) <= 200))
  objection_identity_kind_check CHECK ((identity_kind = ANY (ARRAY['person'::text, 'organisation'::text])))
  objection_notice_id_application_id_fkey FOREIGN KEY (notice_id, application_id) REFERENCES public_notice_item(notice_id, application_id)
  objection_outcome_check CHECK ((outcome = ANY (ARRAY['upheld'::text, 'not-upheld'::text])))
  objection_pkey PRIMARY KEY (id)
  objection_state_check CHECK ((state = ANY (ARRAY['raised'::text, 'under-verification'::text, 'answered'::text, 'withdrawn'::text])))
  objection_version_check CHECK ((version > 0))

-- constraints of outbox
  outbox_generation_check CHECK ((generation >= 0))
  outbox_pkey PRIMARY KEY ("position")

-- constraints of panel
  panel_call_id_fkey FOREIGN KEY (call_id) REFERENCES call(id)
  panel_check CHECK (((state = 'cancelled'::text) = (cancelled_reason IS NOT NULL)))
  panel_check1 CHECK (((state = 'cancelled'::text) = (cancelled_at IS NOT NULL)))
  panel_pkey PRIMARY KEY (id)
  panel_reserves_check CHECK ((reserves >= 0))
  panel_rounds_check CHECK ((rounds >= 0))
  panel_scoresheet_check CHECK ((jsonb_array_length(scoresheet) > 0))
  panel_size_odd_at_least_five CHECK (((size >= 5) AND ((size % 2) = 1)))
  panel_state_check CHECK ((state = ANY (ARRAY['prepared'::text, 'committed'::text, 'drawn'::text, 'scoring'::text, 'short'::text, 'sealed-complete'::text, 'closed'::text, 'cancelled'::text])))
  panel_version_check CHECK ((version > 0))

-- constraints of panel_application
  panel_application_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id)
  panel_application_number_check CHECK ((number > 0))
  panel_application_panel_id_fkey FOREIGN KEY (panel_id) REFERENCES panel(id)
  panel_application_panel_id_number_key UNIQUE (panel_id, number)
  panel_application_pkey PRIMARY KEY (panel_id, application_id)

-- constraints of panel_candidate
  panel_candidate_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert(id)
  panel_candidate_panel_id_round_code_key UNIQUE (panel_id, round, code)
  panel_candidate_panel_id_round_fkey FOREIGN KEY (panel_id, round) REFERENCES panel_commitment(panel_id, round)
  panel_candidate_pkey PRIMARY KEY (panel_id, round, expert_id)

-- constraints of panel_commitment
  panel_commitment_check CHECK ((seed_hash = encode(sha256(seed), 'hex'::text)))
  panel_commitment_check1 CHECK ((candidates_hash = encode(sha256(convert_to(candidate_list, 'UTF8'::name)), 'hex'::text)))
  panel_commitment_panel_id_fkey FOREIGN KEY (panel_id) REFERENCES panel(id)
  panel_commitment_panel_id_round_committed_at_key UNIQUE (panel_id, round, committed_at)
  panel_commitment_pkey PRIMARY KEY (panel_id, round)
  panel_commitment_reserves_check CHECK ((reserves >= 0))
  panel_commitment_round_check CHECK ((round > 0))
  panel_commitment_seats_check CHECK ((seats > 0))
  panel_commitment_seed_check CHECK ((octet_length(seed) = 32))

-- constraints of panel_draw
  panel_draw_after_commitment CHECK ((drawn_at > committed_at))
  panel_draw_panel_id_round_committed_at_fkey FOREIGN KEY (panel_id, round, committed_at) REFERENCES panel_commitment(panel_id, round, committed_at)
  panel_draw_pkey PRIMARY KEY (panel_id, round)

-- constraints of panel_member
  panel_member_check CHECK (((seat = 'recused'::text) = (recused_reason IS NOT NULL)))
  panel_member_check1 CHECK (((seat = 'recused'::text) = (recused_at IS NOT NULL)))
  panel_member_expert_id_fkey FOREIGN KEY (expert_id) REFERENCES expert(id)
  panel_member_panel_id_fkey FOREIGN KEY (panel_id) REFERENCES panel(id)
  panel_member_panel_id_round_place_key UNIQUE (panel_id, round, place)
  panel_member_pkey PRIMARY KEY (panel_id, expert_id)
  panel_member_place_check CHECK ((place > 0))
  panel_member_seat_check CHECK ((seat = ANY (ARRAY['member'::text, 'reserve'::text, 'recused'::text])))

-- constraints of panel_result
  panel_result_denominator_check CHECK ((denominator > (0)::numeric))
  panel_result_numerator_check CHECK ((numerator >= (0)::numeric))
  panel_result_panel_id_application_id_fkey FOREIGN KEY (panel_id, application_id) REFERENCES panel_application(panel_id, application_id)
  panel_result_pkey PRIMARY KEY (panel_id, application_id)
  panel_result_rank_check CHECK ((rank > 0))

-- constraints of panel_tie
  panel_tie_panel_id_application_id_fkey FOREIGN KEY (panel_id, application_id) REFERENCES panel_application(panel_id, application_id)
  panel_tie_pkey PRIMARY KEY (panel_id, application_id)
  panel_tie_place_check CHECK ((place > 0))

-- constraints of policy_version
  policy_version_pkey PRIMARY KEY (programme, version)
  policy_version_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))

-- constraints of public_notice
  public_notice_call_id_fkey FOREIGN KEY (call_id) REFERENCES call(id)
  public_notice_check CHECK (((due_on >= published_on) AND (first_day_after = (due_on + 1))))
  public_notice_check1 CHECK (((state = 'open'::text) = (ended_at IS NULL)))
  public_notice_length_check CHECK ((length > 0))
  public_notice_pkey PRIMARY KEY (id)
  public_notice_start_day_check CHECK ((start_day = ANY (ARRAY['excluded'::text, 'included'::text])))
  public_notice_state_check CHECK ((state = ANY (ARRAY['open'::text, 'ended'::text, 'withdrawn'::text])))
  public_notice_unit_check CHECK ((unit = ANY (ARRAY['workingDays'::text, 'days'::text])))
  public_notice_version_check CHECK ((version > 0))

-- constraints of public_notice_item
  public_notice_item_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id)
  public_notice_item_check CHECK (((state = ANY (ARRAY['open'::text, 'held'::text])) = (settled_at IS NULL)))
  public_notice_item_check1 CHECK (((state <> 'removed'::text) OR (reason IS NOT NULL)))
  public_notice_item_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES public_notice(id)
  public_notice_item_pkey PRIMARY KEY (notice_id, application_id)
  public_notice_item_place_check CHECK ((place > 0))
  public_notice_item_state_check CHECK ((state = ANY (ARRAY['open'::text, 'held'::text, 'passed'::text, 'fallen'::text, 'removed'::text])))

-- constraints of public_notice_reckoning
  public_notice_reckoning_arrangement_id_fkey FOREIGN KEY (arrangement_id) REFERENCES arrangement(id)
  public_notice_reckoning_check CHECK (((number = 1) = (arrangement_id IS NULL)))
  public_notice_reckoning_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES public_notice(id)
  public_notice_reckoning_number_check CHECK ((number > 0))
  public_notice_reckoning_pkey PRIMARY KEY (notice_id, number)

-- constraints of re_review
  re_review_check CHECK ((applied_on <= term_end))
  re_review_check1 CHECK ((valid_through > term_end))
  re_review_check2 CHECK (((applied_on IS NULL) = (application IS NULL)))
  re_review_check3 CHECK (((state = ANY (ARRAY['passed'::text, 'failed'::text])) = (decided_on IS NOT NULL)))
  re_review_check4 CHECK (((decided_on IS NULL) OR (assessed_by IS NOT NULL)))
  re_review_check5 CHECK ((decided_by <> assessed_by))
  re_review_check6 CHECK (((state = 'passed'::text) = (valid_through IS NOT NULL)))
  re_review_pkey PRIMARY KEY (id)
  re_review_state_check CHECK ((state = ANY (ARRAY['open'::text, 'applied'::text, 'assessing'::text, 'passed'::text, 'failed'::text, 'lapsed'::text])))
  re_review_title_id_term_end_key UNIQUE (title_id, term_end)

-- constraints of reference_figure
  reference_figure_pkey PRIMARY KEY (title_id, year, key, source)

-- constraints of referred_complaint
  referred_complaint_check CHECK ((((state = 'open'::text) = (settled_by IS NULL)) AND ((state = 'open'::text) = (reason IS NULL))))
  referred_complaint_check1 CHECK (((state = 'finding-recorded'::text) = (finding_id IS NOT NULL)))
  referred_complaint_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES finding(id)
  referred_complaint_pkey PRIMARY KEY (id)
  referred_complaint_state_check CHECK ((state = ANY (ARRAY['open'::text, 'finding-recorded'::text, 'dismissed'::text])))

-- constraints of relay_state
  relay_state_pkey PRIMARY KEY (stream)

-- constraints of review_entry
  review_entry_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id)
  review_entry_kind_check CHECK ((kind = ANY (ARRAY['submitted'::text, 'completed'::text, 'returned'::text, 'rejected'::text, 'withdrawn'::text, 'recorded'::text, 'judged'::text, 'waived'::text])))
  review_entry_pkey PRIMARY KEY (id)

-- constraints of revocation_case
  revocation_case_check CHECK ((decided_by <> opened_by))
  revocation_case_check1 CHECK ((ended_by <> decided_by))
  revocation_case_check2 CHECK ((((served_on IS NULL) = (notice IS NULL)) AND ((served_on IS NULL) = (defence_ends_on IS NULL))))
  revocation_case_check3 CHECK (((decided_on IS NULL) OR (decided_on > defence_ends_on)))
  revocation_case_check4 CHECK (((state <> ALL (ARRAY['revoked'::text, 'published'::text, 'withdrawn'::text, 'not-revoked'::text])) OR ((decided_on IS NOT NULL) AND (decided_by IS NOT NULL) AND (decision IS NOT NULL) AND (served_on IS NOT NULL))))
  revocation_case_check5 CHECK (((state <> 'heard'::text) OR (hearing IS NOT NULL)))
  revocation_case_check6 CHECK (((state <> ALL (ARRAY['withdrawn'::text, 'dropped'::text])) OR (ending IS NOT NULL)))
  revocation_case_pkey PRIMARY KEY (id)
  revocation_case_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
  revocation_case_state_check CHECK ((state = ANY (ARRAY['opened'::text, 'notified'::text, 'hearing-asked'::text, 'heard'::text, 'revoked'::text, 'published'::text, 'withdrawn'::text, 'not-revoked'::text, 'dropped'::text])))

-- constraints of revocation_statement
  revocation_statement_case_id_fkey FOREIGN KEY (case_id) REFERENCES revocation_case(id)
  revocation_statement_pkey PRIMARY KEY (id)

-- constraints of scoresheet
  scoresheet_check CHECK (((state = 'sealed'::text) = (sealed_at IS NOT NULL)))
  scoresheet_panel_id_application_id_fkey FOREIGN KEY (panel_id, application_id) REFERENCES panel_application(panel_id, application_id)
  scoresheet_panel_id_expert_id_fkey FOREIGN KEY (panel_id, expert_id) REFERENCES panel_member(panel_id, expert_id)
  scoresheet_pkey PRIMARY KEY (panel_id, number, expert_id)
  scoresheet_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'sealed'::text])))
  scoresheet_version_check CHECK ((version > 0))

-- constraints of submission
  submission_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id)
  submission_number_check CHECK ((number > 0))
  submission_pkey PRIMARY KEY (application_id, number)
  submission_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))

-- constraints of title_projection
  title_projection_check CHECK ((valid_through >= recognised_on))
  title_projection_level_check CHECK ((level = ANY (ARRAY['world'::text, 'national'::text, 'provincial'::text])))
  title_projection_pkey PRIMARY KEY (title_id)
  title_projection_sequence_check CHECK ((sequence > 0))
  title_projection_state_check CHECK ((state = ANY (ARRAY['valid'::text, 'under-re-review'::text, 'expired'::text, 'revoked'::text])))

-- indexes of annual_report
  CREATE INDEX annual_report_list ON evaluation.annual_report USING btree (tenant, id)
  CREATE INDEX annual_report_overdue ON evaluation.annual_report USING btree (tenant, region, id) WHERE overdue
  CREATE UNIQUE INDEX annual_report_pkey ON evaluation.annual_report USING btree (id)
  CREATE INDEX annual_report_region ON evaluation.annual_report USING btree (tenant, region, id)
  CREATE UNIQUE INDEX annual_report_title_id_year_key ON evaluation.annual_report USING btree (title_id, year)
  CREATE INDEX annual_report_year ON evaluation.annual_report USING btree (tenant, programme, year, region, id)

-- indexes of application
  CREATE INDEX application_call_step ON evaluation.application USING btree (call_id, step, id) WHERE (state = 'under-review'::text)
  CREATE INDEX application_editors ON evaluation.application USING gin (editors)
  CREATE INDEX application_limit ON evaluation.application USING btree (call_id, prefecture) WHERE counts_towards_limit
  CREATE UNIQUE INDEX application_of_cluster ON evaluation.application USING btree (call_id, cluster_id) WHERE (state <> ALL (ARRAY['withdrawn'::text, 'rejected'::text]))
  CREATE UNIQUE INDEX application_pkey ON evaluation.application USING btree (id)
  CREATE INDEX application_recognised ON evaluation.application USING btree (tenant, cluster_id) WHERE (state = 'recognised'::text)
  CREATE INDEX application_region ON evaluation.application USING btree (tenant, region, id)
  CREATE INDEX application_region_state ON evaluation.application USING btree (tenant, region, state, id)
  CREATE INDEX application_tenant ON evaluation.application USING btree (tenant, id)
  CREATE INDEX application_tenant_state ON evaluation.application USING btree (tenant, state, id)

-- indexes of application_draft
  CREATE UNIQUE INDEX application_draft_pkey ON evaluation.application_draft USING btree (application_id, version)

-- indexes of application_step
  CREATE UNIQUE INDEX application_step_open ON evaluation.application_step USING btree (application_id) WHERE (left_at IS NULL)
  CREATE UNIQUE INDEX application_step_pkey ON evaluation.application_step USING btree (application_id, number)

-- indexes of arrangement
  CREATE UNIQUE INDEX arrangement_number_key ON evaluation.arrangement USING btree (number)
  CREATE UNIQUE INDEX arrangement_pkey ON evaluation.arrangement USING btree (id)

-- indexes of attachment
  CREATE UNIQUE INDEX attachment_pkey ON evaluation.attachment USING btree (tenant, sha256)

-- indexes of attachment_upload
  CREATE INDEX attachment_upload_person ON evaluation.attachment_upload USING btree (tenant, sha256, begun_by) WHERE (state = 'finished'::text)
  CREATE UNIQUE INDEX attachment_upload_pkey ON evaluation.attachment_upload USING btree (id)

-- indexes of audit_entry
  CREATE INDEX audit_entry_object ON evaluation.audit_entry USING btree (object_type, object_id, id)
  CREATE UNIQUE INDEX audit_entry_pkey ON evaluation.audit_entry USING btree (id)

-- indexes of call
  CREATE INDEX call_list ON evaluation.call USING btree (tenant, id)
  CREATE UNIQUE INDEX call_pkey ON evaluation.call USING btree (id)
  CREATE INDEX call_public ON evaluation.call USING btree (id) WHERE (state = ANY (ARRAY['published'::text, 'closed'::text]))

-- indexes of cluster_change_projection
  CREATE INDEX cluster_change_projection_cluster ON evaluation.cluster_change_projection USING btree (tenant, cluster_id)
  CREATE UNIQUE INDEX cluster_change_projection_pkey ON evaluation.cluster_change_projection USING btree (change_id)

-- indexes of command_key
  CREATE UNIQUE INDEX command_key_pkey ON evaluation.command_key USING btree (tenant, operation, key)

-- indexes of comprehensive_evaluation
  CREATE INDEX comprehensive_evaluation_list ON evaluation.comprehensive_evaluation USING btree (tenant, id)
  CREATE UNIQUE INDEX comprehensive_evaluation_pkey ON evaluation.comprehensive_evaluation USING btree (id)
  CREATE UNIQUE INDEX comprehensive_evaluation_tenant_programme_year_key ON evaluation.comprehensive_evaluation USING btree (tenant, programme, year)

-- indexes of dead_letter
  CREATE UNIQUE INDEX dead_letter_event ON evaluation.dead_letter USING btree (consumer, event_id) WHERE (state = 'parked'::text)
  CREATE INDEX dead_letter_parked ON evaluation.dead_letter USING btree (consumer, aggregate) WHERE (state = 'parked'::text)
  CREATE UNIQUE INDEX dead_letter_pkey ON evaluation.dead_letter USING btree (id)

-- indexes of deadline
  CREATE UNIQUE INDEX deadline_kind_subject_key ON evaluation.deadline USING btree (kind, subject)
  CREATE INDEX deadline_pending ON evaluation.deadline USING btree (due_at, id) WHERE (state = 'pending'::text)
  CREATE UNIQUE INDEX deadline_pkey ON evaluation.deadline USING btree (id)

-- indexes of decision
  CREATE UNIQUE INDEX decision_pkey ON evaluation.decision USING btree (id)
  CREATE INDEX decision_subject ON evaluation.decision USING btree (subject_type, subject_id, id)

-- indexes of drill
  CREATE INDEX drill_list ON evaluation.drill USING btree (tenant, id)
  CREATE UNIQUE INDEX drill_pkey ON evaluation.drill USING btree (id)

-- indexes of expert
  CREATE INDEX expert_list ON evaluation.expert USING btree (tenant, id)
  CREATE UNIQUE INDEX expert_pkey ON evaluation.expert USING btree (id)
  CREATE UNIQUE INDEX expert_tenant_code_key ON evaluation.expert USING btree (tenant, code)
  CREATE UNIQUE INDEX expert_tenant_person_key ON evaluation.expert USING btree (tenant, person)

-- indexes of expert_change
  CREATE UNIQUE INDEX expert_change_pkey ON evaluation.expert_change USING btree (expert_id, version)

-- indexes of finding
  CREATE INDEX finding_cluster ON evaluation.finding USING btree (tenant, cluster_id, id)
  CREATE UNIQUE INDEX finding_pkey ON evaluation.finding USING btree (id)

-- indexes of inbox
  CREATE UNIQUE INDEX inbox_pkey ON evaluation.inbox USING btree (consumer, event_id)

-- indexes of incident
  CREATE INDEX incident_cluster ON evaluation.incident USING btree (tenant, cluster_id, id)
  CREATE UNIQUE INDEX incident_pkey ON evaluation.incident USING btree (id)

-- indexes of migration
  CREATE UNIQUE INDEX "PK_3043fc6b8af7c99b8b98830094f" ON evaluation.migration USING btree (id)

-- indexes of national_recommendation
  CREATE INDEX national_recommendation_list ON evaluation.national_recommendation USING btree (tenant, id)
  CREATE UNIQUE INDEX national_recommendation_pending ON evaluation.national_recommendation USING btree (tenant, programme, cluster_id) WHERE (state = ANY (ARRAY['drafted'::text, 'submitted'::text]))
  CREATE UNIQUE INDEX national_recommendation_pkey ON evaluation.national_recommendation USING btree (id)
  CREATE INDEX national_recommendation_region ON evaluation.national_recommendation USING btree (tenant, region, id)

-- indexes of objection
  CREATE INDEX objection_application ON evaluation.objection USING btree (application_id, state)
  CREATE INDEX objection_list ON evaluation.objection USING btree (tenant, id)
  CREATE INDEX objection_notice ON evaluation.objection USING btree (notice_id, id)
  CREATE UNIQUE INDEX objection_of_person ON evaluation.objection USING btree (application_id, raised_by) WHERE (state = ANY (ARRAY['raised'::text, 'under-verification'::text]))
  CREATE INDEX objection_own ON evaluation.objection USING btree (raised_by, id)
  CREATE UNIQUE INDEX objection_pkey ON evaluation.objection USING btree (id)

-- indexes of outbox
  CREATE UNIQUE INDEX outbox_pkey ON evaluation.outbox USING btree ("position")
  CREATE INDEX outbox_unpublished ON evaluation.outbox USING btree ("position") WHERE (published_at IS NULL)

-- indexes of panel
  CREATE INDEX panel_call ON evaluation.panel USING btree (call_id, step, id)
  CREATE INDEX panel_list ON evaluation.panel USING btree (tenant, id)
  CREATE UNIQUE INDEX panel_pkey ON evaluation.panel USING btree (id)

-- indexes of panel_application
  CREATE UNIQUE INDEX panel_application_once ON evaluation.panel_application USING btree (application_id, step) WHERE is_live
  CREATE UNIQUE INDEX panel_application_panel_id_number_key ON evaluation.panel_application USING btree (panel_id, number)
  CREATE UNIQUE INDEX panel_application_pkey ON evaluation.panel_application USING btree (panel_id, application_id)

-- indexes of panel_candidate
  CREATE UNIQUE INDEX panel_candidate_panel_id_round_code_key ON evaluation.panel_candidate USING btree (panel_id, round, code)
  CREATE UNIQUE INDEX panel_candidate_pkey ON evaluation.panel_candidate USING btree (panel_id, round, expert_id)

-- indexes of panel_commitment
  CREATE UNIQUE INDEX panel_commitment_panel_id_round_committed_at_key ON evaluation.panel_commitment USING btree (panel_id, round, committed_at)
  CREATE UNIQUE INDEX panel_commitment_pkey ON evaluation.panel_commitment USING btree (panel_id, round)

-- indexes of panel_draw
  CREATE UNIQUE INDEX panel_draw_pkey ON evaluation.panel_draw USING btree (panel_id, round)

-- indexes of panel_member
  CREATE INDEX panel_member_expert ON evaluation.panel_member USING btree (expert_id, panel_id)
  CREATE UNIQUE INDEX panel_member_panel_id_round_place_key ON evaluation.panel_member USING btree (panel_id, round, place)
  CREATE UNIQUE INDEX panel_member_pkey ON evaluation.panel_member USING btree (panel_id, expert_id)

-- indexes of panel_result
  CREATE UNIQUE INDEX panel_result_pkey ON evaluation.panel_result USING btree (panel_id, application_id)

-- indexes of panel_tie
  CREATE UNIQUE INDEX panel_tie_pkey ON evaluation.panel_tie USING btree (panel_id, application_id)

-- indexes of policy_version
  CREATE UNIQUE INDEX policy_version_pkey ON evaluation.policy_version USING btree (programme, version)

-- indexes of public_notice
  CREATE INDEX public_notice_call ON evaluation.public_notice USING btree (call_id, id)
  CREATE INDEX public_notice_list ON evaluation.public_notice USING btree (tenant, id)
  CREATE UNIQUE INDEX public_notice_pkey ON evaluation.public_notice USING btree (id)
  CREATE INDEX public_notice_provisional ON evaluation.public_notice USING btree (id) WHERE ((state = 'open'::text) AND provisional)

-- indexes of public_notice_item
  CREATE UNIQUE INDEX public_notice_item_pkey ON evaluation.public_notice_item USING btree (notice_id, application_id)
  CREATE UNIQUE INDEX public_notice_item_standing ON evaluation.public_notice_item USING btree (application_id) WHERE (state = ANY (ARRAY['open'::text, 'held'::text]))

-- indexes of public_notice_reckoning
  CREATE UNIQUE INDEX public_notice_reckoning_pkey ON evaluation.public_notice_reckoning USING btree (notice_id, number)

-- indexes of re_review
  CREATE INDEX re_review_list ON evaluation.re_review USING btree (tenant, id)
  CREATE UNIQUE INDEX re_review_pkey ON evaluation.re_review USING btree (id)
  CREATE INDEX re_review_region ON evaluation.re_review USING btree (tenant, region, id)
  CREATE UNIQUE INDEX re_review_title_id_term_end_key ON evaluation.re_review USING btree (title_id, term_end)

-- indexes of reference_figure
  CREATE UNIQUE INDEX reference_figure_pkey ON evaluation.reference_figure USING btree (title_id, year, key, source)

-- indexes of referred_complaint
  CREATE UNIQUE INDEX referred_complaint_pkey ON evaluation.referred_complaint USING btree (id)
  CREATE INDEX referred_complaint_region ON evaluation.referred_complaint USING btree (tenant, region, id)
  CREATE INDEX referred_complaint_state ON evaluation.referred_complaint USING btree (tenant, region, state, id)

-- indexes of relay_state
  CREATE UNIQUE INDEX relay_state_pkey ON evaluation.relay_state USING btree (stream)

-- indexes of review_entry
  CREATE INDEX review_entry_application ON evaluation.review_entry USING btree (application_id, id)
  CREATE UNIQUE INDEX review_entry_pkey ON evaluation.review_entry USING btree (id)

-- indexes of revocation_case
  CREATE INDEX revocation_case_list ON evaluation.revocation_case USING btree (tenant, id)
  CREATE UNIQUE INDEX revocation_case_pending ON evaluation.revocation_case USING btree (title_id) WHERE (state = ANY (ARRAY['opened'::text, 'notified'::text, 'hearing-asked'::text, 'heard'::text, 'revoked'::text, 'published'::text]))
  CREATE UNIQUE INDEX revocation_case_pkey ON evaluation.revocation_case USING btree (id)
  CREATE INDEX revocation_case_region ON evaluation.revocation_case USING btree (tenant, region, id)

-- indexes of revocation_statement
  CREATE INDEX revocation_statement_case ON evaluation.revocation_statement USING btree (case_id, id)
  CREATE UNIQUE INDEX revocation_statement_pkey ON evaluation.revocation_statement USING btree (id)

-- indexes of scoresheet
  CREATE UNIQUE INDEX scoresheet_pkey ON evaluation.scoresheet USING btree (panel_id, number, expert_id)

-- indexes of submission
  CREATE UNIQUE INDEX submission_pkey ON evaluation.submission USING btree (application_id, number)

-- indexes of title_projection
  CREATE INDEX title_projection_cluster ON evaluation.title_projection USING btree (tenant, cluster_id)
  CREATE UNIQUE INDEX title_projection_pkey ON evaluation.title_projection USING btree (title_id)
  CREATE INDEX title_projection_programme ON evaluation.title_projection USING btree (tenant, programme, region, title_id)

-- triggers of scoresheet
  CREATE TRIGGER scoresheet_stays_sealed BEFORE UPDATE ON evaluation.scoresheet FOR EACH ROW EXECUTE FUNCTION scoresheet_stays_sealed()

-- function scoresheet_stays_sealed()
CREATE OR REPLACE FUNCTION evaluation.scoresheet_stays_sealed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    IF OLD.state = 'sealed' THEN
      RAISE EXCEPTION 'A submitted scoresheet is not changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END $function$

-- sequence audit_entry_id_seq
  bigint start 1 increment 1

-- sequence migration_id_seq
  integer start 1 increment 1

-- sequence outbox_position_seq
  bigint start 1 increment 1

-- grants on annual_report
  INSERT, SELECT, UPDATE to jiqun_evaluation

-- grants on application
  INSERT, SELECT, UPDATE to jiqun_evaluation

-- grants on application_draft
  INSERT, SELECT to jiqun_evaluation

-- grants on application_step
  INSERT, SELECT to jiqun_evaluation

-- grants on arrangement
  INSERT, SELECT to jiqun_evaluation

-- grants on attachment
  INSERT, SELECT to jiqun_evaluation

-- grants on attachment_upload
  INSERT, SELECT to jiqun_evaluation

-- grants on audit_entry
  INSERT, SELECT to jiqun_evaluation

-- grants on audit_entry_id_seq
  USAGE to jiqun_evaluation

-- grants on call
  INSERT, SELECT to jiqun_evaluation

-- grants on cluster_change_projection
  INSERT, SELECT, UPDATE to jiqun_evaluation

-- grants on command_key
  INSERT, SELECT to jiqun_evaluation

-- grants on comprehensive_evaluation
  INSERT, SELECT, UPDATE to jiqun_evaluation

-- grants on dead_letter
  INSERT, SELECT to jiqun_evaluation

-- grants on deadline
  INSERT, SELECT, UPDATE to jiqun_evaluation

-- grants on decision
  INSERT, SELECT to jiqun_evaluation

-- grants on drill
  INSERT, SELECT to jiqun_evaluation

-- grants on expert
  INSERT, SELECT to jiqun_evaluation

-- grants on expert_change
  INSERT, SELECT to jiqun_evaluation

-- grants on finding
  INSERT, SELECT to jiqun_evaluation

-- grants on inbox
  INSERT, SELECT to jiqun_evaluation

-- grants on incident
  INSERT, SELECT to jiqun_evaluation

-- grants on migration
  SELECT to jiqun_evaluation

-- grants on migration_id_seq
  USAGE to jiqun_evaluation

-- grants on national_recommendation
  INSERT, SELECT, UPDATE to jiqun_evaluation

-- grants on objection
  INSERT, SELECT to jiqun_evaluation

-- grants on outbox
  INSERT, SELECT to jiqun_evaluation

-- grants on outbox_position_seq
  USAGE to jiqun_evaluation

-- grants on panel
  INSERT, SELECT to jiqun_evaluation

-- grants on panel_application
  INSERT, SELECT to jiqun_evaluation

-- grants on panel_candidate
  INSERT, SELECT to jiqun_evaluation

-- grants on panel_commitment
  INSERT, SELECT to jiqun_evaluation

-- grants on panel_draw
  INSERT, SELECT to jiqun_evaluation

-- grants on panel_member
  INSERT, SELECT to jiqun_evaluation

-- grants on panel_result
  INSERT, SELECT to jiqun_evaluation

-- grants on panel_tie
  INSERT, SELECT to jiqun_evaluation

-- grants on policy_version
  INSERT, SELECT to jiqun_evaluation

-- grants on public_notice
  INSERT, SELECT to jiqun_evaluation

-- grants on public_notice_item
  INSERT, SELECT to jiqun_evaluation

-- grants on public_notice_reckoning
  INSERT, SELECT to jiqun_evaluation

-- grants on re_review
  INSERT, SELECT, UPDATE to jiqun_evaluation

-- grants on reference_figure
  INSERT, SELECT to jiqun_evaluation

-- grants on referred_complaint
  INSERT, SELECT to jiqun_evaluation

-- grants on relay_state
  INSERT, SELECT, UPDATE to jiqun_evaluation

-- grants on review_entry
  INSERT, SELECT to jiqun_evaluation

-- grants on revocation_case
  INSERT, SELECT to jiqun_evaluation

-- grants on revocation_statement
  INSERT, SELECT to jiqun_evaluation

-- grants on scoresheet
  INSERT, SELECT to jiqun_evaluation

-- grants on submission
  INSERT, SELECT to jiqun_evaluation

-- grants on title_projection
  INSERT, SELECT, UPDATE to jiqun_evaluation

-- grants on columns of application_step
  UPDATE (left_at, suspended_ms, suspended_since) to jiqun_evaluation

-- grants on columns of attachment_upload
  UPDATE (received, state) to jiqun_evaluation

-- grants on columns of call
  UPDATE (closes_on, opens_on, policy_version, published_at, state, terms, version) to jiqun_evaluation

-- grants on columns of command_key
  UPDATE (answer) to jiqun_evaluation

-- grants on columns of dead_letter
  UPDATE (reason, settled_at, settled_by, state) to jiqun_evaluation

-- grants on columns of drill
  UPDATE (confirmed_at, state, version) to jiqun_evaluation

-- grants on columns of expert
  UPDATE (conflicts, fields, state, ties, version) to jiqun_evaluation

-- grants on columns of finding
  UPDATE (strike_reason, struck_at, struck_by) to jiqun_evaluation

-- grants on columns of incident
  UPDATE (strike_reason, struck_at, struck_by) to jiqun_evaluation

-- grants on columns of objection
  UPDATE (answer_attachments, answered_at, answered_by, outcome, reasons, state, verification, verified_by, version, withdrawal, withdrawn_at) to jiqun_evaluation

-- grants on columns of outbox
  UPDATE (generation, published_at) to jiqun_evaluation

-- grants on columns of panel
  UPDATE (cancelled_at, cancelled_reason, rounds, state, version) to jiqun_evaluation

-- grants on columns of panel_application
  UPDATE (is_live) to jiqun_evaluation

-- grants on columns of panel_member
  UPDATE (recused_at, recused_by, recused_reason, seat) to jiqun_evaluation

-- grants on columns of public_notice
  UPDATE (calendar_version, due_on, ended_at, first_day_after, provisional, state, version) to jiqun_evaluation

-- grants on columns of public_notice_item
  UPDATE (reason, settled_at, state) to jiqun_evaluation

-- grants on columns of referred_complaint
  UPDATE (finding_id, reason, settled_by, state, version) to jiqun_evaluation

-- grants on columns of revocation_case
  UPDATE (decided_by, decided_client, decided_on, decision, defence_ends_on, ended_by, ending, hearing, notice, publication, served_on, state, version) to jiqun_evaluation

-- grants on columns of scoresheet
  UPDATE (comment, items, sealed_at, state, version, written_at) to jiqun_evaluation

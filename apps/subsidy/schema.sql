-- The schema subsidy as its migrations make it. Written by tools/generate-schemas.mjs; compared, never run.

-- table allocation_plan
  id uuid not null
  tenant text not null
  programme text not null
  policy_version text not null
  year_id uuid not null
  budget_id uuid not null
  region text not null
  number integer not null
  state text not null
  version integer not null default 1
  budget_fen bigint not null
  claims_fen bigint not null
  total_fen bigint not null
  awards integer not null
  question_sha256 text not null
  reason text
  drafted_by text not null
  drafted_at timestamp with time zone not null
  government_document text
  government_on date
  congress_document text
  effective_on date

-- table allocation_share
  plan_id uuid not null
  award_id uuid not null
  tenant text not null
  award_number integer not null
  claim_fen bigint not null
  share_fen bigint not null
  down_fen bigint not null
  remainder numeric not null
  rank integer

-- table allocation_signature
  plan_id uuid not null
  role text not null
  tenant text not null
  person text not null
  client text
  signed_at timestamp with time zone not null

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

-- table award
  id uuid not null
  tenant text not null
  programme text not null
  policy_version text not null
  year_id uuid not null
  group_id uuid not null
  region text not null
  lead_credit_code text not null
  lead_name text not null
  cluster_level text not null
  rate numeric not null
  rate_cap numeric not null
  eligible_fen bigint not null
  ceiling_fen bigint not null
  approved_fen bigint not null
  allotted_fen bigint
  consecutive_years integer not null
  state text not null
  version integer not null default 1
  prepared_by text not null
  decided_by text
  decided_on date
  verified_fen bigint not null default 0
  issued_fen bigint not null default 0
  first_paid_year integer
  cluster_name text not null default ''::text
  prepared_client text
  decided_client text
  number integer not null default 1
  plan_id uuid

-- table award_version
  award_id uuid not null
  number integer not null
  tenant text not null
  question text not null
  answer text not null
  sha256 text not null
  lines text not null
  approved_fen bigint not null
  ceiling_fen bigint not null
  reasons text not null
  prepared_by text not null
  prepared_at timestamp with time zone not null
  decided_by text
  decided_at timestamp with time zone

-- table bank_statement
  id uuid not null
  tenant text not null
  region text not null
  account_ref text not null
  from_day date not null
  through_day date not null
  opening_fen bigint not null
  closing_fen bigint not null
  sha256 text not null
  state text not null
  version integer not null default 1
  uploaded_by text not null
  uploaded_at timestamp with time zone not null
  reconciled_at timestamp with time zone
  lines integer not null default 0
  pending integer not null default 0
  counts jsonb
  difference_fen bigint not null default 0

-- table bank_statement_line
  statement_id uuid not null
  number integer not null
  tenant text not null
  region text not null
  bank_reference text not null
  order_id uuid
  day date not null
  amount_fen bigint not null
  payee text not null
  purpose text not null
  matched_order_id uuid
  result text not null default 'unknown'::text

-- table bank_statement_missing
  statement_id uuid not null
  order_id uuid not null

-- table bank_statement_part
  statement_id uuid not null
  number integer not null
  csv text not null

-- table budget
  id uuid not null
  tenant text not null
  programme text not null
  policy_version text not null
  year_id uuid not null
  year integer not null
  source text not null
  region text not null
  state text not null
  version integer not null default 1
  recorded_by text not null

-- table budget_change
  budget_id uuid not null
  number integer not null
  tenant text not null
  kind text not null
  amount_fen bigint not null
  document text not null
  reason text
  recorded_by text not null
  recorded_client text
  recorded_at timestamp with time zone not null
  state text not null
  approval_document text
  approved_on date
  settled_by text
  settled_at timestamp with time zone

-- table command_key with fillfactor=80
  tenant text not null
  operation text not null
  key text not null
  payload_hash bytea not null
  answer text
  recorded_at timestamp with time zone not null default installation.now()

-- table credit_hold
  id uuid not null
  tenant text not null
  instalment_id uuid not null
  award_id uuid not null
  region text not null
  credit_code text not null
  listing_id uuid not null
  list text not null
  held_on date not null
  released_on date

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

-- table disbursement_export
  id uuid not null
  tenant text not null
  format text not null
  sha256 text not null
  exported_by text not null
  exported_at timestamp with time zone not null

-- table disbursement_export_item
  order_id uuid not null
  export_id uuid not null

-- table disbursement_message
  id uuid not null
  tenant text not null
  order_id uuid not null
  kind text not null
  content jsonb not null
  person text not null
  received_at timestamp with time zone not null
  answer jsonb not null

-- table disbursement_order
  id uuid not null
  tenant text not null
  award_id uuid not null
  instalment_id uuid not null
  attempt integer not null
  year integer not null
  programme text not null
  policy_version text not null
  region text not null
  credit_code text not null
  payee_name text not null
  payee_account_id uuid not null
  payee_ref text not null
  bank text not null
  amount_fen bigint not null
  documents text[] not null
  issued_on date not null
  issued_by text not null
  due_on date not null
  state text not null
  outcome text
  version integer not null default 1
  acknowledgement_missed_on date
  executed_on date
  bank_reference text
  rejected_code text
  rejected_reason text
  cause text
  cause_evidence text
  cause_by text
  cause_client text
  doubt_reason text
  doubted_at timestamp with time zone
  proposed_outcome text
  proposed_evidence text
  proposed_reason text
  proposed_reference text
  proposed_executed_on date
  proposed_by text
  proposed_client text
  settled_on date
  settled_by text
  settled_statement_id uuid
  settled_line integer
  paid_on date
  paid_reference text

-- table disbursement_step
  from_state text not null
  to_state text not null

-- table drill
  id uuid not null
  tenant text not null
  note text not null
  state text not null
  version integer not null default 1
  started_at timestamp with time zone not null
  due_at timestamp with time zone
  confirmed_at timestamp with time zone

-- table duplicate_finding
  id uuid not null
  tenant text not null
  group_id uuid not null
  kind text not null
  key text not null
  subject_id uuid not null
  project_id uuid not null
  other_group_id uuid not null
  other_subject_id uuid not null
  other_project_id uuid not null
  region text not null
  state text not null
  version integer not null default 1
  found_at timestamp with time zone not null
  explanation text
  explained_by text
  explained_at timestamp with time zone
  reason text
  decided_by text
  decided_at timestamp with time zone

-- table group_level_answer
  id uuid not null
  tenant text not null
  group_id uuid not null
  purpose text not null
  as_of date not null
  level text not null
  answer jsonb not null
  recorded_at timestamp with time zone not null

-- table group_result
  id uuid not null
  tenant text not null
  group_id uuid not null
  content_number integer not null
  kind text not null
  held_on date not null
  experts jsonb not null
  third_party jsonb
  report text not null
  projects jsonb not null
  opinion text not null
  recorded_by text not null
  recorded_at timestamp with time zone not null

-- table group_review_entry
  id uuid not null
  tenant text not null
  group_id uuid not null
  year_id uuid not null
  content_number integer not null
  step text not null
  kind text not null
  role text
  person text not null
  client text
  policy_version text not null
  clause text
  text text not null
  detail jsonb not null
  recorded_at timestamp with time zone not null

-- table group_signature
  group_id uuid not null
  step text not null
  content_number integer not null
  side integer not null
  tenant text not null
  role text not null
  person text not null
  client text
  signed_at timestamp with time zone not null

-- table group_stay
  group_id uuid not null
  number integer not null
  tenant text not null
  step text not null
  entered_at timestamp with time zone not null
  left_at timestamp with time zone
  suspended_since timestamp with time zone
  suspended_ms bigint not null default 0

-- table group_submission
  group_id uuid not null
  number integer not null
  tenant text not null
  content text not null
  sha256 text not null
  decision text not null
  decision_inputs text not null
  verdict text not null
  standing text not null
  submitted_at timestamp with time zone not null
  submitted_by text not null

-- table imposed_sanction
  sanction_id uuid not null
  tenant text not null
  order_id uuid not null
  measure text not null
  clause text not null
  imposed_from date not null
  imposed_through date
  state text not null

-- table inbox
  consumer text not null
  event_id uuid not null
  received_at timestamp with time zone not null default installation.now()

-- table instalment
  id uuid not null
  tenant text not null
  award_id uuid not null
  year integer not null
  amount_fen bigint not null
  offset_fen bigint not null default 0
  state text not null
  held_from text
  version integer not null default 1
  attempt integer not null default 0
  proposed_by text not null
  authorised_by text
  issued_by text
  issued_on date
  confirmed_on date
  bank_reference text
  reason text
  clause text
  proposed_client text
  authorised_client text
  document text
  planned_on date not null default '0001-01-01'::date

-- table instalment_step
  from_state text not null
  to_state text not null

-- table investment_line
  id uuid not null
  tenant text not null
  group_id uuid not null
  project_id uuid not null
  year_id uuid not null
  number integer not null
  category text not null
  description text not null
  supplier_name text
  supplier_credit_code text
  invoice_number text
  invoice_date date
  completed_on date
  planned_year integer
  amount_fen bigint not null
  tax text not null
  condition text
  serials text[] not null
  region text not null
  evidence jsonb not null
  eligibility text not null
  reasons jsonb not null
  is_progress boolean not null default false
  removed boolean not null default false
  version integer not null default 1
  entered_by text not null
  entered_at timestamp with time zone not null
  outcome text
  verified_fen bigint not null default 0
  verified_by text
  verified_at timestamp with time zone

-- table known_listing
  listing_id uuid not null
  tenant text not null
  credit_code text not null
  list text not null
  version integer not null
  is_over boolean not null

-- table ledger_account with fillfactor=80
  id bigint not null generated always as identity
  tenant text not null
  kind text not null
  reference text not null
  balance_fen bigint not null default 0

-- table ledger_entry
  id bigint not null generated always as identity
  tx_id uuid not null
  account_id bigint not null
  amount_fen bigint not null

-- table ledger_tx
  id uuid not null
  tenant text not null
  biz_key text not null
  kind text not null
  posted_on date not null
  posted_at timestamp with time zone not null
  award_id uuid
  instalment_id uuid
  recovery_id uuid
  decision_id text not null
  clause text not null
  reason text
  person text not null
  written_in xid8 not null default pg_current_xact_id()

-- table line_verification
  id uuid not null
  tenant text not null
  group_id uuid not null
  line_id uuid not null
  line_version integer not null
  outcome text not null
  amount_fen bigint not null
  clause text
  reason text
  evidence jsonb not null
  role text not null
  person text not null
  client text
  recorded_at timestamp with time zone not null

-- table migration
  id integer not null default nextval('migration_id_seq'::regclass)
  timestamp bigint not null
  name character varying not null

-- table objection
  id uuid not null
  tenant text not null
  notice_id uuid not null
  group_id uuid not null
  project_id uuid
  state text not null
  version integer not null default 1
  raised_by text not null
  raised_client text
  grounds text not null
  evidence text[] not null
  raised_at timestamp with time zone not null
  verified_by text
  verification text
  outcome text
  reasons text
  answer_evidence text[]
  answered_by text
  answered_at timestamp with time zone
  withdrawn_at timestamp with time zone
  withdrawal text

-- table objection_contact
  objection_id uuid not null
  tenant text not null
  kind text not null
  contact text not null

-- table ordered_sanction
  order_id uuid not null
  tenant text not null
  matter text not null
  credit_code text not null
  ordered_on date not null
  withdrawn_on date
  withdrawal_document text
  withdrawal_confirmed_on date

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

-- table pay_out
  order_id uuid not null
  tenant text not null
  region text not null
  state text not null
  version integer not null default 1
  due_on date not null
  overdue_since date
  held_clause text
  held_reason text
  held_at timestamp with time zone
  authorised_by text
  authorised_at timestamp with time zone
  returned_by text
  closed_on date

-- table payee_account
  id uuid not null
  tenant text not null
  credit_code text not null
  name text not null
  bank text not null
  masked_number text not null
  payee_ref text not null
  region text not null
  state text not null
  version integer not null default 1
  proposed_by text not null
  proposed_client text
  proposed_at timestamp with time zone not null
  verified_by text
  verified_at timestamp with time zone
  retired_by text
  reason text

-- table performance
  id uuid not null
  tenant text not null
  award_id uuid not null
  group_id uuid not null
  year integer not null
  programme text not null
  policy_version text not null
  region text not null
  lead_credit_code text not null
  lead_name text not null
  state text not null
  version integer not null default 1
  indicators jsonb not null
  breakdown jsonb not null
  document text not null
  set_by text not null
  set_client text
  set_on date not null
  confirmed_by text
  confirmed_on date
  evaluation jsonb
  evaluation_inputs text
  evaluation_sha256 text
  evaluated_by text
  evaluated_client text
  objections jsonb not null default '[]'::jsonb
  corrections jsonb not null default '[]'::jsonb
  conclusion jsonb
  concluded_by text
  concluded_client text
  annulment jsonb
  annulment_proposed_by text
  annulment_proposed_client text
  annulled_by text

-- table performance_report
  id uuid not null
  tenant text not null
  performance_id uuid not null
  kind text not null
  region text not null
  through date not null
  recorded_on date not null
  actuals jsonb not null
  used_as_declared boolean not null
  score text
  text text not null
  evidence text[] not null
  recorded_by text not null

-- table policy_version
  programme text not null
  version text not null
  tenant text not null
  source text not null
  sha256 text not null
  in_force_from date
  received_at timestamp with time zone not null

-- table programme_year
  id uuid not null
  tenant text not null
  programme text not null
  year integer not null
  policy_version text not null
  terms jsonb not null
  opens_on date not null
  closes_on date not null
  state text not null
  version integer not null default 1
  number integer not null default 0
  proposed integer not null default 1
  drafted_by text not null
  published_at timestamp with time zone
  closed_at timestamp with time zone

-- table programme_year_milestone
  id uuid not null
  tenant text not null
  programme text not null
  year integer not null
  step text not null
  clause text not null
  policy_version text not null
  due_on date not null
  warned_at timestamp with time zone
  met_on date
  missed_at timestamp with time zone

-- table programme_year_signature
  year_id uuid not null
  number integer not null
  role text not null
  tenant text not null
  person text not null
  client text
  signed_at timestamp with time zone not null

-- table programme_year_version
  year_id uuid not null
  number integer not null
  tenant text not null
  terms jsonb not null
  reason text
  proposed_by text not null
  proposed_at timestamp with time zone not null

-- table project
  group_id uuid not null
  id uuid not null
  tenant text not null
  position integer not null
  name text not null
  type text not null
  region text not null
  starts_on date not null
  ends_on date not null
  participants text[] not null

-- table project_group
  id uuid not null
  tenant text not null
  year_id uuid not null
  programme text not null
  policy_version text not null
  cluster_id uuid not null
  cluster_name text not null
  cluster jsonb not null
  cluster_level text
  level_closed boolean not null default false
  lead_credit_code text not null
  lead_name text not null
  region text not null
  prefecture text not null
  editors text[] not null
  state text not null
  step text
  version integer not null default 1
  content jsonb not null
  content_number integer not null default 0
  updated_at timestamp with time zone not null

-- table project_group_draft
  group_id uuid not null
  version integer not null
  tenant text not null
  content jsonb not null
  saved_at timestamp with time zone not null
  saved_by text not null

-- table proposed_project
  group_id uuid not null
  project_id uuid not null
  tenant text not null
  year_id uuid not null
  name text not null
  state text not null
  clause text
  reason text
  decided_by text not null
  decided_at timestamp with time zone not null

-- table public_notice
  id uuid not null
  tenant text not null
  year_id uuid not null
  programme text not null
  policy_version text not null
  fund_year integer not null
  step text not null
  clause text not null
  title text
  channel text
  length integer not null
  unit text not null
  is_length_of_year boolean not null
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
  group_id uuid not null
  tenant text not null
  place integer not null
  cluster_name text not null
  lead_name text not null
  region text not null
  projects jsonb not null
  state text not null
  reason text
  settled_at timestamp with time zone

-- table public_notice_reckoning
  notice_id uuid not null
  number integer not null
  tenant text not null
  due_on date not null
  provisional boolean not null
  calendar_version text not null
  answer jsonb not null
  reckoned_at timestamp with time zone not null

-- table recovery
  id uuid not null
  tenant text not null
  award_id uuid not null
  violation_id uuid not null
  group_id uuid not null
  region text not null
  lead_credit_code text not null
  lead_name text not null
  clause text not null
  amount_fen bigint not null
  basis text not null
  document text not null
  demanded_on date not null
  demanded_by text not null
  due_on date not null
  interest jsonb
  state text not null
  version integer not null default 1
  balance_fen bigint not null default 0
  reminders integer not null default 0
  withdrawal jsonb

-- table recovery_offset
  id uuid not null
  tenant text not null
  recovery_id uuid not null
  instalment_id uuid not null
  amount_fen bigint not null
  state text not null
  reason text not null
  proposed_by text not null
  proposed_client text
  settled_by text

-- table recovery_payment
  id uuid not null
  tenant text not null
  recovery_id uuid not null
  amount_fen bigint not null
  received_on date not null
  bank_reference text not null
  recorded_by text not null

-- table recovery_refund
  id uuid not null
  tenant text not null
  recovery_id uuid not null
  amount_fen bigint not null
  state text not null
  reason text not null
  document text not null
  proposed_by text not null
  proposed_client text
  settled_by text
  paid_on date
  bank_reference text

-- table recovery_write_off
  id uuid not null
  tenant text not null
  recovery_id uuid not null
  amount_fen bigint not null
  state text not null
  reason text not null
  document text not null
  proposed_by text not null
  proposed_client text
  settled_by text

-- table relay_state
  stream text not null
  stream_created text not null
  last_sequence bigint not null

-- table standing_check
  id uuid not null
  tenant text not null
  gate text not null
  noun text not null
  object_id uuid not null
  programme text not null
  policy_version text not null
  clause text not null
  is_clear boolean not null
  asked_at timestamp with time zone not null
  answer jsonb not null

-- table usage_claim
  tenant text not null
  kind text not null
  key text not null
  claims integer not null default 1

-- table usage_key
  tenant text not null
  kind text not null
  key text not null
  group_id uuid not null
  subject_id uuid not null
  project_id uuid not null
  year_id uuid not null
  standing text not null

-- table violation_case
  id uuid not null
  tenant text not null
  award_id uuid not null
  group_id uuid not null
  programme text not null
  policy_version text not null
  region text not null
  lead_credit_code text not null
  lead_name text not null
  kind text not null
  origin text not null
  intake_id uuid
  facts text not null
  clauses text[] not null
  state text not null
  version integer not null default 1
  opened_on date not null
  opened_by text not null
  opened_client text
  served_on date
  defence_ends_on date
  notice jsonb
  hearing jsonb
  decided_on date
  decided_by text
  decided_client text
  decision jsonb
  decision_inputs text
  decision_sha256 text
  correct_by date
  correction jsonb
  withdrawal jsonb
  withdrawal_proposed_by text
  withdrawal_proposed_client text
  withdrawn_by text
  ending jsonb

-- table violation_evidence
  case_id uuid not null
  number integer not null
  tenant text not null
  sha256 text not null
  name text not null
  added_by text not null
  added_on date not null
  chain text not null

-- table violation_intake
  id uuid not null
  tenant text not null
  complaint_id uuid not null
  region text not null
  state text not null
  version integer not null default 1
  referred jsonb not null
  violation_id uuid
  settled_by text
  settled_on date
  reason text

-- table violation_statement
  id uuid not null
  tenant text not null
  case_id uuid not null
  by text not null
  received_on date not null
  in_time boolean not null
  text text not null
  document text
  recorded_by text not null

-- constraints of allocation_plan
  allocation_plan_approved CHECK (((state <> ALL (ARRAY['government-approved'::text, 'effective'::text])) OR (government_on IS NOT NULL)))
  allocation_plan_approved_whole CHECK (((government_document IS NULL) = (government_on IS NULL)))
  allocation_plan_awards_check CHECK ((awards > 0))
  allocation_plan_budget_fen_check CHECK ((budget_fen >= 0))
  allocation_plan_budget_id_fkey FOREIGN KEY (budget_id) REFERENCES budget(id)
  allocation_plan_check CHECK (((total_fen >= 0) AND (total_fen <= budget_fen) AND (total_fen <= claims_fen)))
  allocation_plan_claims_fen_check CHECK ((claims_fen >= 0))
  allocation_plan_effective CHECK (((state = 'effective'::text) = (effective_on IS NOT NULL)))
  allocation_plan_exact CHECK ((total_fen = LEAST(budget_fen, claims_fen)))
  allocation_plan_number UNIQUE (year_id, budget_id, number)
  allocation_plan_number_check CHECK ((number > 0))
  allocation_plan_pkey PRIMARY KEY (id)
  allocation_plan_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'signed'::text, 'submitted'::text, 'government-approved'::text, 'effective'::text, 'returned'::text, 'replaced'::text])))
  allocation_plan_version_check CHECK ((version > 0))

-- constraints of allocation_share
  allocation_share_award_id_fkey FOREIGN KEY (award_id) REFERENCES award(id)
  allocation_share_claim_fen_check CHECK ((claim_fen >= 0))
  allocation_share_down_fen_check CHECK ((down_fen >= 0))
  allocation_share_one_fen CHECK (((share_fen - down_fen) = ANY (ARRAY[(0)::bigint, (1)::bigint])))
  allocation_share_pkey PRIMARY KEY (plan_id, award_id)
  allocation_share_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES allocation_plan(id)
  allocation_share_remainder_check CHECK ((remainder >= (0)::numeric))
  allocation_share_share_fen_check CHECK ((share_fen >= 0))
  allocation_share_within_claim CHECK ((share_fen <= claim_fen))

-- constraints of allocation_signature
  allocation_plan_signed_by_two UNIQUE (plan_id, person)
  allocation_signature_pkey PRIMARY KEY (plan_id, role)
  allocation_signature_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES allocation_plan(id)

-- constraints of audit_entry
  audit_entry_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text])))
  audit_entry_pkey PRIMARY KEY (id)

-- constraints of award
  award_allotted_by_a_plan CHECK (((allotted_fen IS NULL) = (plan_id IS NULL)))
  award_allotted_fen_check CHECK ((allotted_fen >= 0))
  award_allotted_within_approved CHECK ((allotted_fen <= approved_fen))
  award_approved_fen_check CHECK ((approved_fen >= 0))
  award_approved_within_ceiling CHECK ((approved_fen <= ceiling_fen))
  award_ceiling_is_rate_of_investment CHECK (((ceiling_fen)::numeric = floor((rate * (eligible_fen)::numeric))))
  award_consecutive_years_check CHECK ((consecutive_years > 0))
  award_decided_by_another CHECK ((decided_by <> prepared_by))
  award_decided_when_it_stands CHECK (((state = ANY (ARRAY['prepared'::text, 'withdrawn'::text])) OR (decided_by IS NOT NULL)))
  award_decided_whole CHECK (((decided_by IS NULL) = (decided_on IS NULL)))
  award_eligible_fen_check CHECK ((eligible_fen >= 0))
  award_issued_fen_check CHECK ((issued_fen >= 0))
  award_issued_within_allotted CHECK ((issued_fen <= COALESCE(allotted_fen, (0)::bigint)))
  award_issued_within_completed CHECK (((issued_fen)::numeric <= floor((rate * (verified_fen)::numeric))))
  award_number_check CHECK ((number > 0))
  award_pkey PRIMARY KEY (id)
  award_rate_cap_check CHECK ((rate_cap <= (1)::numeric))
  award_rate_check CHECK (((rate > (0)::numeric) AND (rate <= (1)::numeric)))
  award_rate_within_cap CHECK ((rate <= rate_cap))
  award_state_check CHECK ((state = ANY (ARRAY['prepared'::text, 'decided'::text, 'allotted'::text, 'stopped'::text, 'closed'::text, 'withdrawn'::text])))
  award_verified_fen_check CHECK ((verified_fen >= 0))

-- constraints of award_version
  award_version_approved_fen_check CHECK ((approved_fen >= 0))
  award_version_award_id_fkey FOREIGN KEY (award_id) REFERENCES award(id)
  award_version_number_check CHECK ((number > 0))
  award_version_pkey PRIMARY KEY (award_id, number)
  award_version_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))

-- constraints of bank_statement
  bank_statement_check CHECK ((through_day >= from_day))
  bank_statement_pkey PRIMARY KEY (id)
  bank_statement_reconciled_whole CHECK (((state <> 'reconciled'::text) OR ((reconciled_at IS NOT NULL) AND (counts IS NOT NULL))))
  bank_statement_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
  bank_statement_state_check CHECK ((state = ANY (ARRAY['open'::text, 'reconciled'::text, 'abandoned'::text])))

-- constraints of bank_statement_line
  bank_statement_line_amount_fen_check CHECK ((amount_fen <> 0))
  bank_statement_line_matched_order_id_fkey FOREIGN KEY (matched_order_id) REFERENCES disbursement_order(id)
  bank_statement_line_pkey PRIMARY KEY (statement_id, number)
  bank_statement_line_result_check CHECK ((result = ANY (ARRAY['matched'::text, 'amount-differs'::text, 'duplicate'::text, 'reversed'::text, 'unknown'::text, 'income'::text])))
  bank_statement_line_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES bank_statement(id)

-- constraints of bank_statement_missing
  bank_statement_missing_order_id_fkey FOREIGN KEY (order_id) REFERENCES disbursement_order(id)
  bank_statement_missing_pkey PRIMARY KEY (statement_id, order_id)
  bank_statement_missing_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES bank_statement(id)

-- constraints of bank_statement_part
  bank_statement_part_pkey PRIMARY KEY (statement_id, number)
  bank_statement_part_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES bank_statement(id)

-- constraints of budget
  budget_once_a_source UNIQUE (tenant, year_id, source)
  budget_pkey PRIMARY KEY (id)
  budget_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'approved'::text])))
  budget_version_check CHECK ((version > 0))
  budget_year_check CHECK (((year >= 2000) AND (year <= 2999)))

-- constraints of budget_change
  budget_change_amount_fen_check CHECK ((amount_fen > 0))
  budget_change_approved_by_another CHECK (((state <> 'approved'::text) OR (settled_by <> recorded_by)))
  budget_change_approved_whole CHECK (((state = 'approved'::text) = ((approval_document IS NOT NULL) AND (approved_on IS NOT NULL))))
  budget_change_begins CHECK (((kind = 'initial'::text) = (number = 1)))
  budget_change_budget_id_fkey FOREIGN KEY (budget_id) REFERENCES budget(id)
  budget_change_kind_check CHECK ((kind = ANY (ARRAY['initial'::text, 'supplement'::text, 'reduction'::text])))
  budget_change_number_check CHECK ((number > 0))
  budget_change_pkey PRIMARY KEY (budget_id, number)
  budget_change_settled_whole CHECK (((state = 'draft'::text) = (settled_by IS NULL)))
  budget_change_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'approved'::text, 'dropped'::text])))

-- constraints of command_key
  command_key_pkey PRIMARY KEY (tenant, operation, key)

-- constraints of credit_hold
  credit_hold_award_id_fkey FOREIGN KEY (award_id) REFERENCES award(id)
  credit_hold_instalment_id_fkey FOREIGN KEY (instalment_id) REFERENCES instalment(id)
  credit_hold_pkey PRIMARY KEY (id)

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

-- constraints of disbursement_export
  disbursement_export_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'json'::text])))
  disbursement_export_pkey PRIMARY KEY (id)
  disbursement_export_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))

-- constraints of disbursement_export_item
  disbursement_export_item_export_id_fkey FOREIGN KEY (export_id) REFERENCES disbursement_export(id)
  disbursement_export_item_order_id_fkey FOREIGN KEY (order_id) REFERENCES disbursement_order(id)
  disbursement_export_item_pkey PRIMARY KEY (order_id, export_id)

-- constraints of disbursement_message
  disbursement_message_kind_check CHECK ((kind = ANY (ARRAY['acknowledge'::text, 'execute'::text, 'reject'::text])))
  disbursement_message_order_id_fkey FOREIGN KEY (order_id) REFERENCES disbursement_order(id)
  disbursement_message_pkey PRIMARY KEY (id)

-- constraints of disbursement_order
  disbursement_doubt_says_why CHECK (((state <> 'in-doubt'::text) OR (doubt_reason IS NOT NULL)))
  disbursement_executed_after_issue CHECK ((executed_on >= issued_on))
  disbursement_executed_says_what CHECK (((state <> 'executed'::text) OR (executed_on IS NOT NULL)))
  disbursement_executed_whole CHECK (((executed_on IS NULL) = (bank_reference IS NULL)))
  disbursement_once_an_attempt UNIQUE (instalment_id, attempt)
  disbursement_order_amount_fen_check CHECK ((amount_fen > 0))
  disbursement_order_attempt_check CHECK ((attempt > 0))
  disbursement_order_award_id_fkey FOREIGN KEY (award_id) REFERENCES award(id)
  disbursement_order_instalment_id_fkey FOREIGN KEY (instalment_id) REFERENCES instalment(id)
  disbursement_order_outcome_check CHECK ((outcome = ANY (ARRAY['paid'::text, 'not-paid'::text, 'paid-in-excess'::text])))
  disbursement_order_payee_account_id_fkey FOREIGN KEY (payee_account_id) REFERENCES payee_account(id)
  disbursement_order_pkey PRIMARY KEY (id)
  disbursement_order_proposed_outcome_check CHECK ((proposed_outcome = ANY (ARRAY['paid'::text, 'not-paid'::text])))
  disbursement_order_state_check CHECK ((state = ANY (ARRAY['issued'::text, 'acknowledged'::text, 'executed'::text, 'rejected'::text, 'in-doubt'::text, 'settled'::text])))
  disbursement_paid_whole CHECK (((paid_on IS NOT NULL) = ((state = 'executed'::text) OR COALESCE((outcome = ANY (ARRAY['paid'::text, 'paid-in-excess'::text])), false))))
  disbursement_rejected_says_why CHECK (((state <> 'rejected'::text) OR (rejected_code IS NOT NULL)))
  disbursement_settled_by_line FOREIGN KEY (settled_statement_id, settled_line) REFERENCES bank_statement_line(statement_id, number)
  disbursement_settled_by_proof CHECK (((state <> 'settled'::text) OR ((settled_statement_id IS NOT NULL) AND (settled_line IS NOT NULL)) OR ((proposed_by IS NOT NULL) AND (settled_by IS NOT NULL) AND (proposed_by <> settled_by) AND (proposed_evidence IS NOT NULL) AND ((outcome = 'not-paid'::text) = (proposed_outcome = 'not-paid'::text)))))
  disbursement_settled_whole CHECK ((((state = 'settled'::text) = (outcome IS NOT NULL)) AND ((state = 'settled'::text) = (settled_on IS NOT NULL))))

-- constraints of disbursement_step
  disbursement_step_pkey PRIMARY KEY (from_state, to_state)

-- constraints of drill
  drill_pkey PRIMARY KEY (id)
  drill_state_check CHECK ((state = ANY (ARRAY['started'::text, 'confirmed'::text, 'lapsed'::text])))

-- constraints of duplicate_finding
  duplicate_finding_check CHECK (((state <> ALL (ARRAY['explained'::text, 'accepted'::text])) OR (explanation IS NOT NULL)))
  duplicate_finding_check1 CHECK (((state <> ALL (ARRAY['accepted'::text, 'declined'::text])) OR ((reason IS NOT NULL) AND (decided_by IS NOT NULL))))
  duplicate_finding_decided_by_another CHECK ((decided_by <> explained_by))
  duplicate_finding_group_id_fkey FOREIGN KEY (group_id) REFERENCES project_group(id)
  duplicate_finding_once UNIQUE (group_id, kind, subject_id, other_subject_id)
  duplicate_finding_other_group_id_fkey FOREIGN KEY (other_group_id) REFERENCES project_group(id)
  duplicate_finding_pkey PRIMARY KEY (id)
  duplicate_finding_state_check CHECK ((state = ANY (ARRAY['open'::text, 'explained'::text, 'accepted'::text, 'declined'::text, 'gone'::text])))
  duplicate_finding_version_check CHECK ((version > 0))

-- constraints of group_level_answer
  group_level_answer_group_id_fkey FOREIGN KEY (group_id) REFERENCES project_group(id)
  group_level_answer_level_check CHECK ((level = ANY (ARRAY['world'::text, 'national'::text, 'provincial'::text, 'none'::text])))
  group_level_answer_pkey PRIMARY KEY (id)
  group_level_answer_purpose_check CHECK ((purpose = ANY (ARRAY['submission'::text, 'closing'::text])))

-- constraints of group_result
  group_result_check CHECK (((kind = 'third-party'::text) = (third_party IS NOT NULL)))
  group_result_check1 CHECK (((kind = 'expert-group'::text) = (jsonb_array_length(experts) > 1)))
  group_result_content_number_check CHECK ((content_number > 0))
  group_result_group_id_fkey FOREIGN KEY (group_id) REFERENCES project_group(id)
  group_result_kind_check CHECK ((kind = ANY (ARRAY['expert-group'::text, 'third-party'::text])))
  group_result_once UNIQUE (group_id, content_number)
  group_result_pkey PRIMARY KEY (id)
  group_result_report_check CHECK ((report ~ '^[0-9a-f]{64}$'::text))

-- constraints of group_review_entry
  group_review_entry_group_id_fkey FOREIGN KEY (group_id) REFERENCES project_group(id)
  group_review_entry_kind_check CHECK ((kind = ANY (ARRAY['signed'::text, 'taken-back'::text, 'completed'::text, 'returned'::text, 'rejected'::text, 'left-off-notice'::text, 'project-fallen'::text, 'fallen'::text])))
  group_review_entry_pkey PRIMARY KEY (id)

-- constraints of group_signature
  group_signature_by_two UNIQUE (group_id, step, content_number, person)
  group_signature_content_number_check CHECK ((content_number > 0))
  group_signature_group_id_fkey FOREIGN KEY (group_id) REFERENCES project_group(id)
  group_signature_pkey PRIMARY KEY (group_id, step, content_number, side)
  group_signature_side_check CHECK ((side >= 0))

-- constraints of group_stay
  group_stay_check CHECK (((left_at IS NULL) OR (suspended_since IS NULL)))
  group_stay_group_id_fkey FOREIGN KEY (group_id) REFERENCES project_group(id)
  group_stay_number_check CHECK ((number > 0))
  group_stay_pkey PRIMARY KEY (group_id, number)
  group_stay_suspended_ms_check CHECK ((suspended_ms >= 0))

-- constraints of group_submission
  group_submission_group_id_fkey FOREIGN KEY (group_id) REFERENCES project_group(id)
  group_submission_number_check CHECK ((number > 0))
  group_submission_pkey PRIMARY KEY (group_id, number)
  group_submission_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))

-- constraints of imposed_sanction
  imposed_sanction_measure_check CHECK ((measure = ANY (ARRAY['ban'::text, 'bar'::text, 'exclusion'::text])))
  imposed_sanction_order_id_fkey FOREIGN KEY (order_id) REFERENCES ordered_sanction(order_id)
  imposed_sanction_pkey PRIMARY KEY (sanction_id)
  imposed_sanction_state_check CHECK ((state = ANY (ARRAY['in-force'::text, 'lifted'::text, 'ended'::text])))

-- constraints of inbox
  inbox_pkey PRIMARY KEY (consumer, event_id)

-- constraints of instalment
  instalment_amount_fen_check CHECK ((amount_fen > 0))
  instalment_attempt_check CHECK ((attempt >= 0))
  instalment_authorised_by_another CHECK ((authorised_by <> proposed_by))
  instalment_authorised_whole CHECK (((state <> ALL (ARRAY['authorised'::text, 'issued'::text, 'confirmed'::text, 'in-doubt'::text])) OR (authorised_by IS NOT NULL)))
  instalment_award_id_fkey FOREIGN KEY (award_id) REFERENCES award(id)
  instalment_confirmed_whole CHECK (((state <> 'confirmed'::text) OR ((confirmed_on IS NOT NULL) AND (bank_reference IS NOT NULL))))
  instalment_held_from_check CHECK ((held_from = ANY (ARRAY['planned'::text, 'authorised'::text, 'failed'::text])))
  instalment_held_whole CHECK (((state = 'held'::text) = (held_from IS NOT NULL)))
  instalment_issued_whole CHECK (((state <> ALL (ARRAY['issued'::text, 'confirmed'::text, 'in-doubt'::text])) OR ((issued_by IS NOT NULL) AND (issued_on IS NOT NULL))))
  instalment_not_before_its_year CHECK ((EXTRACT(year FROM issued_on) >= (year)::numeric))
  instalment_offset_within_amount CHECK (((offset_fen >= 0) AND (offset_fen <= amount_fen)))
  instalment_once_a_year UNIQUE (award_id, year)
  instalment_pkey PRIMARY KEY (id)
  instalment_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'authorised'::text, 'held'::text, 'issued'::text, 'confirmed'::text, 'failed'::text, 'in-doubt'::text, 'stopped'::text, 'lapsed'::text])))
  instalment_year_check CHECK (((year >= 2000) AND (year <= 2999)))

-- constraints of instalment_step
  instalment_step_pkey PRIMARY KEY (from_state, to_state)

-- constraints of investment_line
  investment_line_amount_fen_check CHECK ((amount_fen > 0))
  investment_line_condition_check CHECK ((condition = ANY (ARRAY['new'::text, 'second-hand'::text])))
  investment_line_done_or_planned CHECK (((completed_on IS NULL) <> (planned_year IS NULL)))
  investment_line_eligibility_check CHECK ((eligibility = ANY (ARRAY['eligible'::text, 'ineligible'::text, 'needs-explanation'::text])))
  investment_line_group_id_project_id_fkey FOREIGN KEY (group_id, project_id) REFERENCES project(group_id, id)
  investment_line_number UNIQUE (group_id, number)
  investment_line_number_check CHECK ((number > 0))
  investment_line_only_eligible_counts CHECK (((verified_fen = 0) OR (eligibility <> 'ineligible'::text)))
  investment_line_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'cut'::text, 'refused'::text])))
  investment_line_pkey PRIMARY KEY (id)
  investment_line_planned_year_check CHECK (((planned_year >= 2000) AND (planned_year <= 2999)))
  investment_line_removed_counts_nothing CHECK (((NOT removed) OR (verified_fen = 0)))
  investment_line_tax_check CHECK ((tax = ANY (ARRAY['excluded'::text, 'included'::text])))
  investment_line_verified_amount CHECK (
CASE outcome
    WHEN 'accepted'::text THEN (verified_fen = amount_fen)
    WHEN 'cut'::text THEN ((verified_fen > 0) AND (verified_fen < amount_fen))
    ELSE (verified_fen = 0)
END)
  investment_line_verified_by_another CHECK ((verified_by <> entered_by))
  investment_line_verified_fen_check CHECK ((verified_fen >= 0))
  investment_line_verified_whole CHECK ((((outcome IS NULL) = (verified_by IS NULL)) AND ((outcome IS NULL) = (verified_at IS NULL))))
  investment_line_version_check CHECK ((version > 0))

-- constraints of known_listing
  known_listing_pkey PRIMARY KEY (listing_id)

-- constraints of ledger_account
  ledger_account_kind_check CHECK ((kind = ANY (ARRAY['appropriation'::text, 'available'::text, 'committed'::text, 'in-transit'::text, 'paid'::text, 'released'::text, 'recoverable'::text, 'claimed'::text, 'interest'::text, 'treasury'::text, 'written-off'::text, 'refundable'::text])))
  ledger_account_not_overdrawn CHECK (
CASE
    WHEN (kind = ANY (ARRAY['appropriation'::text, 'claimed'::text, 'interest'::text, 'refundable'::text])) THEN (balance_fen <= 0)
    ELSE (balance_fen >= 0)
END)
  ledger_account_once UNIQUE (tenant, kind, reference)
  ledger_account_pkey PRIMARY KEY (id)

-- constraints of ledger_entry
  ledger_entry_account_id_fkey FOREIGN KEY (account_id) REFERENCES ledger_account(id)
  ledger_entry_amount_fen_check CHECK ((amount_fen <> 0))
  ledger_entry_pkey PRIMARY KEY (id)
  ledger_entry_tx_id_fkey FOREIGN KEY (tx_id) REFERENCES ledger_tx(id)

-- constraints of ledger_tx
  ledger_tx_once UNIQUE (tenant, biz_key)
  ledger_tx_pkey PRIMARY KEY (id)
  ledger_tx_sums_to_zero TRIGGER DEFERRABLE INITIALLY DEFERRED

-- constraints of line_verification
  line_verification_amount_fen_check CHECK ((amount_fen >= 0))
  line_verification_check CHECK (((outcome = 'accepted'::text) OR (reason IS NOT NULL)))
  line_verification_line_id_fkey FOREIGN KEY (line_id) REFERENCES investment_line(id)
  line_verification_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'cut'::text, 'refused'::text])))
  line_verification_pkey PRIMARY KEY (id)

-- constraints of migration
  PK_3043fc6b8af7c99b8b98830094f PRIMARY KEY (id)

-- constraints of objection
  objection_check CHECK (((state <> 'under-verification'::text) OR (verified_by IS NOT NULL)))
  objection_check1 CHECK (((state = 'answered'::text) = (num_nonnulls(outcome, reasons, answer_evidence, answered_by, answered_at) = 5)))
  objection_check2 CHECK (((state = 'answered'::text) OR (num_nonnulls(outcome, reasons, answer_evidence, answered_by, answered_at) = 0)))
  objection_check3 CHECK (((state = 'withdrawn'::text) = (num_nonnulls(withdrawn_at, withdrawal) = 2)))
  objection_notice_id_group_id_fkey FOREIGN KEY (notice_id, group_id) REFERENCES public_notice_item(notice_id, group_id)
  objection_outcome_check CHECK ((outcome = ANY (ARRAY['upheld'::text, 'not-upheld'::text])))
  objection_pkey PRIMARY KEY (id)
  objection_settled_by_another CHECK (((verified_by <> raised_by) AND (answered_by <> raised_by)))
  objection_state_check CHECK ((state = ANY (ARRAY['raised'::text, 'under-verification'::text, 'answered'::text, 'withdrawn'::text])))
  objection_version_check CHECK ((version > 0))

-- constraints of objection_contact
  objection_contact_contact_check CHECK ((length(contact) <= 200))
  objection_contact_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'organisation'::text])))
  objection_contact_objection_id_fkey FOREIGN KEY (objection_id) REFERENCES objection(id)
  objection_contact_pkey PRIMARY KEY (objection_id)

-- constraints of ordered_sanction
  ordered_sanction_check CHECK ((((withdrawn_on IS NULL) = (withdrawal_document IS NULL)) AND ((withdrawal_confirmed_on IS NULL) OR (withdrawn_on IS NOT NULL))))
  ordered_sanction_matter_check CHECK ((matter = ANY (ARRAY['serious-violation'::text, 'poor-performance'::text, 'fraud'::text])))
  ordered_sanction_pkey PRIMARY KEY (order_id)

-- constraints of outbox
  outbox_generation_check CHECK ((generation >= 0))
  outbox_pkey PRIMARY KEY ("position")

-- constraints of pay_out
  pay_out_authorised_whole CHECK (((state <> 'authorised'::text) OR ((authorised_by IS NOT NULL) AND (authorised_at IS NOT NULL))))
  pay_out_held_says_why CHECK (((state <> 'held'::text) OR ((held_clause IS NOT NULL) AND (held_reason IS NOT NULL))))
  pay_out_order_id_fkey FOREIGN KEY (order_id) REFERENCES disbursement_order(id)
  pay_out_pkey PRIMARY KEY (order_id)
  pay_out_returned_whole CHECK (((state <> 'returned'::text) OR ((returned_by IS NOT NULL) AND (closed_on IS NOT NULL))))
  pay_out_state_check CHECK ((state = ANY (ARRAY['awaited'::text, 'held'::text, 'authorised'::text, 'returned'::text])))

-- constraints of payee_account
  payee_account_is_masked CHECK ((masked_number !~ '[0-9]{5}'::text))
  payee_account_pkey PRIMARY KEY (id)
  payee_account_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'verified'::text, 'retired'::text])))
  payee_account_verified_by_another CHECK ((verified_by <> proposed_by))
  payee_account_verified_whole CHECK (((state <> 'verified'::text) OR ((verified_by IS NOT NULL) AND (verified_at IS NOT NULL))))

-- constraints of performance
  performance_annulled_by_others CHECK (((annulment_proposed_by <> concluded_by) AND (annulled_by <> concluded_by) AND (annulled_by <> annulment_proposed_by)))
  performance_annulled_whole CHECK ((((state = 'annulled'::text) = (annulled_by IS NOT NULL)) AND ((annulment IS NULL) = (annulment_proposed_by IS NULL)) AND ((annulled_by IS NULL) OR (annulment IS NOT NULL))))
  performance_award_id_fkey FOREIGN KEY (award_id) REFERENCES award(id)
  performance_concluded_by_another CHECK ((concluded_by <> evaluated_by))
  performance_concluded_whole CHECK ((((state = ANY (ARRAY['concluded'::text, 'sanctioned'::text, 'annulled'::text])) = (conclusion IS NOT NULL)) AND ((conclusion IS NULL) = (concluded_by IS NULL))))
  performance_confirmed_by_another CHECK ((confirmed_by <> set_by))
  performance_confirmed_whole CHECK ((((state = 'set'::text) = (confirmed_by IS NULL)) AND ((confirmed_by IS NULL) = (confirmed_on IS NULL))))
  performance_evaluated_whole CHECK ((((state = ANY (ARRAY['set'::text, 'confirmed'::text])) = (evaluation IS NULL)) AND ((evaluation IS NULL) = (evaluated_by IS NULL)) AND ((evaluation IS NULL) = (evaluation_inputs IS NULL))))
  performance_evaluation_sha256_check CHECK ((evaluation_sha256 ~ '^[0-9a-f]{64}$'::text))
  performance_once_a_year UNIQUE (award_id, year)
  performance_pkey PRIMARY KEY (id)
  performance_sanctioned_only_poor CHECK (((state <> 'sanctioned'::text) OR (((evaluation ->> 'poor'::text))::boolean AND ((conclusion ->> 'hardToCorrect'::text))::boolean)))
  performance_state_check CHECK ((state = ANY (ARRAY['set'::text, 'confirmed'::text, 'evaluated'::text, 'concluded'::text, 'sanctioned'::text, 'annulled'::text])))
  performance_version_check CHECK ((version > 0))
  performance_year_check CHECK (((year >= 2000) AND (year <= 2999)))

-- constraints of performance_report
  performance_report_check CHECK (((kind = 'self-evaluation'::text) OR (score IS NULL)))
  performance_report_kind_check CHECK ((kind = ANY (ARRAY['monitoring'::text, 'self-evaluation'::text])))
  performance_report_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES performance(id)
  performance_report_pkey PRIMARY KEY (id)

-- constraints of policy_version
  policy_version_pkey PRIMARY KEY (programme, version)
  policy_version_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))

-- constraints of programme_year
  programme_year_check CHECK (((proposed >= number) AND (proposed > 0)))
  programme_year_check1 CHECK ((opens_on <= closes_on))
  programme_year_check2 CHECK (((state <> ALL (ARRAY['published'::text, 'closed'::text])) OR ((number > 0) AND (published_at IS NOT NULL))))
  programme_year_check3 CHECK (((state <> 'draft'::text) OR (number = 0)))
  programme_year_number_check CHECK ((number >= 0))
  programme_year_pkey PRIMARY KEY (id)
  programme_year_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'closed'::text, 'withdrawn'::text])))
  programme_year_version_check CHECK ((version > 0))
  programme_year_year_check CHECK (((year >= 2000) AND (year <= 2999)))

-- constraints of programme_year_milestone
  programme_year_milestone_once UNIQUE (tenant, programme, year, step)
  programme_year_milestone_pkey PRIMARY KEY (id)

-- constraints of programme_year_signature
  programme_year_signature_pkey PRIMARY KEY (year_id, number, role)
  programme_year_signature_year_id_number_fkey FOREIGN KEY (year_id, number) REFERENCES programme_year_version(year_id, number)
  programme_year_signed_by_two UNIQUE (year_id, number, person)

-- constraints of programme_year_version
  programme_year_version_number_check CHECK ((number > 0))
  programme_year_version_pkey PRIMARY KEY (year_id, number)
  programme_year_version_year_id_fkey FOREIGN KEY (year_id) REFERENCES programme_year(id)

-- constraints of project
  project_check CHECK ((starts_on <= ends_on))
  project_group_id_fkey FOREIGN KEY (group_id) REFERENCES project_group(id)
  project_pkey PRIMARY KEY (group_id, id)

-- constraints of project_group
  project_group_check CHECK (((state <> 'under-review'::text) OR (step IS NOT NULL)))
  project_group_check1 CHECK (((state <> 'draft'::text) OR (content_number = 0)))
  project_group_check2 CHECK (((state <> ALL (ARRAY['under-review'::text, 'reserved'::text])) OR ((content_number > 0) AND (cluster_level IS NOT NULL))))
  project_group_cluster_level_check CHECK ((cluster_level = ANY (ARRAY['world'::text, 'national'::text, 'provincial'::text, 'none'::text])))
  project_group_content_number_check CHECK ((content_number >= 0))
  project_group_editors_check CHECK ((cardinality(editors) > 0))
  project_group_pkey PRIMARY KEY (id)
  project_group_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'under-review'::text, 'returned'::text, 'withdrawn'::text, 'rejected'::text, 'reserved'::text, 'fallen'::text])))
  project_group_version_check CHECK ((version > 0))
  project_group_year_id_fkey FOREIGN KEY (year_id) REFERENCES programme_year(id)

-- constraints of project_group_draft
  project_group_draft_group_id_fkey FOREIGN KEY (group_id) REFERENCES project_group(id)
  project_group_draft_pkey PRIMARY KEY (group_id, version)

-- constraints of proposed_project
  proposed_project_check CHECK (((state = 'proposed'::text) = (reason IS NULL)))
  proposed_project_check1 CHECK (((state = 'proposed'::text) OR (clause IS NOT NULL)))
  proposed_project_group_id_project_id_fkey FOREIGN KEY (group_id, project_id) REFERENCES project(group_id, id)
  proposed_project_pkey PRIMARY KEY (group_id, project_id)
  proposed_project_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'left-out'::text, 'fallen'::text])))

-- constraints of public_notice
  public_notice_check CHECK (((due_on >= published_on) AND (first_day_after = (due_on + 1))))
  public_notice_check1 CHECK (((state = 'open'::text) = (ended_at IS NULL)))
  public_notice_length_check CHECK ((length > 0))
  public_notice_pkey PRIMARY KEY (id)
  public_notice_start_day_check CHECK ((start_day = ANY (ARRAY['excluded'::text, 'included'::text])))
  public_notice_state_check CHECK ((state = ANY (ARRAY['open'::text, 'ended'::text, 'withdrawn'::text])))
  public_notice_unit_check CHECK ((unit = ANY (ARRAY['workingDays'::text, 'days'::text])))
  public_notice_version_check CHECK ((version > 0))
  public_notice_year_id_fkey FOREIGN KEY (year_id) REFERENCES programme_year(id)

-- constraints of public_notice_item
  public_notice_item_check CHECK (((state = ANY (ARRAY['open'::text, 'held'::text])) = (settled_at IS NULL)))
  public_notice_item_check1 CHECK (((state <> 'removed'::text) OR (reason IS NOT NULL)))
  public_notice_item_group_id_fkey FOREIGN KEY (group_id) REFERENCES project_group(id)
  public_notice_item_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES public_notice(id)
  public_notice_item_pkey PRIMARY KEY (notice_id, group_id)
  public_notice_item_place_check CHECK ((place > 0))
  public_notice_item_state_check CHECK ((state = ANY (ARRAY['open'::text, 'held'::text, 'passed'::text, 'fallen'::text, 'removed'::text])))

-- constraints of public_notice_reckoning
  public_notice_reckoning_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES public_notice(id)
  public_notice_reckoning_number_check CHECK ((number > 0))
  public_notice_reckoning_pkey PRIMARY KEY (notice_id, number)

-- constraints of recovery
  recovery_amount_fen_check CHECK ((amount_fen > 0))
  recovery_award_id_fkey FOREIGN KEY (award_id) REFERENCES award(id)
  recovery_balance_fen_check CHECK ((balance_fen >= 0))
  recovery_due_after_demand CHECK ((due_on >= demanded_on))
  recovery_pkey PRIMARY KEY (id)
  recovery_settled_owes_nothing CHECK (((state <> ALL (ARRAY['settled'::text, 'written-off'::text, 'withdrawn'::text, 'refund-owed'::text, 'refunded'::text])) OR (balance_fen = 0)))
  recovery_state_check CHECK ((state = ANY (ARRAY['demanded'::text, 'part-paid'::text, 'settled'::text, 'written-off'::text, 'withdrawn'::text, 'refund-owed'::text, 'refunded'::text])))
  recovery_version_check CHECK ((version > 0))
  recovery_violation_id_fkey FOREIGN KEY (violation_id) REFERENCES violation_case(id)
  recovery_withdrawn_whole CHECK (((state <> ALL (ARRAY['withdrawn'::text, 'refund-owed'::text, 'refunded'::text])) OR (withdrawal IS NOT NULL)))

-- constraints of recovery_offset
  recovery_offset_agreed_by_another CHECK (((state <> 'agreed'::text) OR ((settled_by IS NOT NULL) AND (settled_by <> proposed_by))))
  recovery_offset_amount_fen_check CHECK ((amount_fen > 0))
  recovery_offset_instalment_id_fkey FOREIGN KEY (instalment_id) REFERENCES instalment(id)
  recovery_offset_pkey PRIMARY KEY (id)
  recovery_offset_recovery_id_fkey FOREIGN KEY (recovery_id) REFERENCES recovery(id)
  recovery_offset_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'agreed'::text, 'taken-back'::text])))

-- constraints of recovery_payment
  recovery_payment_amount_fen_check CHECK ((amount_fen > 0))
  recovery_payment_once UNIQUE (tenant, bank_reference)
  recovery_payment_pkey PRIMARY KEY (id)
  recovery_payment_recovery_id_fkey FOREIGN KEY (recovery_id) REFERENCES recovery(id)

-- constraints of recovery_refund
  recovery_refund_amount_fen_check CHECK ((amount_fen > 0))
  recovery_refund_by_another CHECK ((settled_by <> proposed_by))
  recovery_refund_paid_whole CHECK ((((state = 'paid'::text) = (paid_on IS NOT NULL)) AND ((state = 'paid'::text) = (bank_reference IS NOT NULL))))
  recovery_refund_pkey PRIMARY KEY (id)
  recovery_refund_recovery_id_fkey FOREIGN KEY (recovery_id) REFERENCES recovery(id)
  recovery_refund_reference_once UNIQUE (tenant, bank_reference)
  recovery_refund_settled_whole CHECK (((state = 'proposed'::text) = (settled_by IS NULL)))
  recovery_refund_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'paid'::text, 'refused'::text])))

-- constraints of recovery_write_off
  recovery_write_off_amount_fen_check CHECK ((amount_fen > 0))
  recovery_write_off_by_another CHECK ((settled_by <> proposed_by))
  recovery_write_off_pkey PRIMARY KEY (id)
  recovery_write_off_recovery_id_fkey FOREIGN KEY (recovery_id) REFERENCES recovery(id)
  recovery_write_off_settled_whole CHECK (((state = 'proposed'::text) = (settled_by IS NULL)))
  recovery_write_off_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'done'::text, 'refused'::text])))

-- constraints of relay_state
  relay_state_pkey PRIMARY KEY (stream)

-- constraints of standing_check
  standing_check_pkey PRIMARY KEY (id)

-- constraints of usage_claim
  usage_claim_pkey PRIMARY KEY (tenant, kind, key)

-- constraints of usage_key
  usage_key_group_id_fkey FOREIGN KEY (group_id) REFERENCES project_group(id)
  usage_key_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'serial'::text, 'project'::text, 'evidence'::text])))
  usage_key_pkey PRIMARY KEY (tenant, kind, key, group_id, subject_id)
  usage_key_standing_check CHECK ((standing = ANY (ARRAY['draft'::text, 'live'::text, 'dead'::text])))

-- constraints of violation_case
  violation_case_award_id_fkey FOREIGN KEY (award_id) REFERENCES award(id)
  violation_case_clauses_check CHECK ((cardinality(clauses) > 0))
  violation_case_decision_sha256_check CHECK ((decision_sha256 ~ '^[0-9a-f]{64}$'::text))
  violation_case_kind_check CHECK ((kind = ANY (ARRAY['serious-violation'::text, 'fraud'::text])))
  violation_case_origin_check CHECK ((origin = ANY (ARRAY['finding'::text, 'inspection'::text, 'complaint'::text])))
  violation_case_pkey PRIMARY KEY (id)
  violation_case_state_check CHECK ((state = ANY (ARRAY['opened'::text, 'notified'::text, 'hearing-asked'::text, 'heard'::text, 'not-established'::text, 'correction-ordered'::text, 'corrected'::text, 'established'::text, 'withdrawn'::text, 'dropped'::text])))
  violation_case_version_check CHECK ((version > 0))
  violation_correction_whole CHECK (((state <> ALL (ARRAY['correction-ordered'::text, 'corrected'::text])) OR ((correction IS NOT NULL) AND (correct_by IS NOT NULL))))
  violation_decided_after_defence CHECK (((decided_on IS NULL) OR (decided_on > defence_ends_on)))
  violation_decided_by_another CHECK ((decided_by <> opened_by))
  violation_decided_whole CHECK (((state <> ALL (ARRAY['not-established'::text, 'correction-ordered'::text, 'corrected'::text, 'established'::text, 'withdrawn'::text])) OR ((decided_on IS NOT NULL) AND (decided_by IS NOT NULL) AND (decision IS NOT NULL) AND (served_on IS NOT NULL))))
  violation_dropped_whole CHECK (((state <> 'dropped'::text) OR (ending IS NOT NULL)))
  violation_served_whole CHECK ((((served_on IS NULL) = (notice IS NULL)) AND ((served_on IS NULL) = (defence_ends_on IS NULL))))
  violation_withdrawal_not_by_who_decided CHECK (((withdrawn_by <> decided_by) AND (withdrawal_proposed_by <> decided_by)))
  violation_withdrawn_by_another CHECK ((withdrawn_by <> withdrawal_proposed_by))
  violation_withdrawn_whole CHECK (((state <> 'withdrawn'::text) OR ((withdrawal IS NOT NULL) AND (withdrawn_by IS NOT NULL))))

-- constraints of violation_evidence
  violation_evidence_case_id_fkey FOREIGN KEY (case_id) REFERENCES violation_case(id)
  violation_evidence_chain_check CHECK ((chain ~ '^[0-9a-f]{64}$'::text))
  violation_evidence_number_check CHECK ((number > 0))
  violation_evidence_pkey PRIMARY KEY (case_id, number)
  violation_evidence_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))

-- constraints of violation_intake
  violation_intake_once UNIQUE (tenant, complaint_id)
  violation_intake_pkey PRIMARY KEY (id)
  violation_intake_settled_whole CHECK ((((state = 'open'::text) = (settled_by IS NULL)) AND ((state = 'case-opened'::text) = (violation_id IS NOT NULL)) AND ((state <> 'dismissed'::text) OR (reason IS NOT NULL))))
  violation_intake_state_check CHECK ((state = ANY (ARRAY['open'::text, 'case-opened'::text, 'dismissed'::text])))
  violation_intake_version_check CHECK ((version > 0))
  violation_intake_violation_id_fkey FOREIGN KEY (violation_id) REFERENCES violation_case(id)

-- constraints of violation_statement
  violation_statement_case_id_fkey FOREIGN KEY (case_id) REFERENCES violation_case(id)
  violation_statement_pkey PRIMARY KEY (id)

-- indexes of allocation_plan
  CREATE INDEX allocation_plan_list ON subsidy.allocation_plan USING btree (tenant, id)
  CREATE UNIQUE INDEX allocation_plan_number ON subsidy.allocation_plan USING btree (year_id, budget_id, number)
  CREATE UNIQUE INDEX allocation_plan_one_alive ON subsidy.allocation_plan USING btree (budget_id) WHERE (state = ANY (ARRAY['draft'::text, 'signed'::text, 'submitted'::text, 'government-approved'::text]))
  CREATE UNIQUE INDEX allocation_plan_pkey ON subsidy.allocation_plan USING btree (id)
  CREATE INDEX allocation_plan_year ON subsidy.allocation_plan USING btree (year_id, id)

-- indexes of allocation_share
  CREATE INDEX allocation_share_award ON subsidy.allocation_share USING btree (award_id)
  CREATE UNIQUE INDEX allocation_share_pkey ON subsidy.allocation_share USING btree (plan_id, award_id)

-- indexes of allocation_signature
  CREATE UNIQUE INDEX allocation_plan_signed_by_two ON subsidy.allocation_signature USING btree (plan_id, person)
  CREATE UNIQUE INDEX allocation_signature_pkey ON subsidy.allocation_signature USING btree (plan_id, role)

-- indexes of audit_entry
  CREATE INDEX audit_entry_object ON subsidy.audit_entry USING btree (object_type, object_id, id)
  CREATE UNIQUE INDEX audit_entry_pkey ON subsidy.audit_entry USING btree (id)

-- indexes of award
  CREATE INDEX award_lead ON subsidy.award USING btree (tenant, lead_credit_code, id)
  CREATE INDEX award_list ON subsidy.award USING btree (tenant, year_id, id)
  CREATE UNIQUE INDEX award_of_group ON subsidy.award USING btree (group_id) WHERE (state <> 'withdrawn'::text)
  CREATE UNIQUE INDEX award_pkey ON subsidy.award USING btree (id)
  CREATE INDEX award_region ON subsidy.award USING btree (tenant, region, id)

-- indexes of award_version
  CREATE UNIQUE INDEX award_version_pkey ON subsidy.award_version USING btree (award_id, number)

-- indexes of bank_statement
  CREATE INDEX bank_statement_account ON subsidy.bank_statement USING btree (tenant, region, account_ref, from_day) WHERE (state = 'reconciled'::text)
  CREATE INDEX bank_statement_list ON subsidy.bank_statement USING btree (tenant, region, id)
  CREATE UNIQUE INDEX bank_statement_once ON subsidy.bank_statement USING btree (tenant, sha256) WHERE (state = 'reconciled'::text)
  CREATE UNIQUE INDEX bank_statement_pkey ON subsidy.bank_statement USING btree (id)

-- indexes of bank_statement_line
  CREATE INDEX bank_statement_line_order ON subsidy.bank_statement_line USING btree (matched_order_id, statement_id, number) WHERE (matched_order_id IS NOT NULL)
  CREATE UNIQUE INDEX bank_statement_line_pkey ON subsidy.bank_statement_line USING btree (statement_id, number)
  CREATE INDEX bank_statement_line_reference ON subsidy.bank_statement_line USING btree (tenant, region, bank_reference)
  CREATE INDEX bank_statement_line_result ON subsidy.bank_statement_line USING btree (statement_id, result, number)

-- indexes of bank_statement_missing
  CREATE UNIQUE INDEX bank_statement_missing_pkey ON subsidy.bank_statement_missing USING btree (statement_id, order_id)

-- indexes of bank_statement_part
  CREATE UNIQUE INDEX bank_statement_part_pkey ON subsidy.bank_statement_part USING btree (statement_id, number)

-- indexes of budget
  CREATE INDEX budget_list ON subsidy.budget USING btree (tenant, id)
  CREATE UNIQUE INDEX budget_once_a_source ON subsidy.budget USING btree (tenant, year_id, source)
  CREATE UNIQUE INDEX budget_pkey ON subsidy.budget USING btree (id)
  CREATE INDEX budget_year ON subsidy.budget USING btree (year_id, id)

-- indexes of budget_change
  CREATE UNIQUE INDEX budget_change_one_open ON subsidy.budget_change USING btree (budget_id) WHERE (state = 'draft'::text)
  CREATE UNIQUE INDEX budget_change_pkey ON subsidy.budget_change USING btree (budget_id, number)

-- indexes of command_key
  CREATE UNIQUE INDEX command_key_pkey ON subsidy.command_key USING btree (tenant, operation, key)

-- indexes of credit_hold
  CREATE INDEX credit_hold_award ON subsidy.credit_hold USING btree (award_id, id)
  CREATE INDEX credit_hold_code ON subsidy.credit_hold USING btree (tenant, credit_code, id)
  CREATE UNIQUE INDEX credit_hold_once ON subsidy.credit_hold USING btree (instalment_id) WHERE (released_on IS NULL)
  CREATE INDEX credit_hold_open ON subsidy.credit_hold USING btree (tenant, region, id) WHERE (released_on IS NULL)
  CREATE UNIQUE INDEX credit_hold_pkey ON subsidy.credit_hold USING btree (id)
  CREATE INDEX credit_hold_region ON subsidy.credit_hold USING btree (tenant, region, id)

-- indexes of dead_letter
  CREATE UNIQUE INDEX dead_letter_event ON subsidy.dead_letter USING btree (consumer, event_id) WHERE (state = 'parked'::text)
  CREATE INDEX dead_letter_parked ON subsidy.dead_letter USING btree (consumer, aggregate) WHERE (state = 'parked'::text)
  CREATE UNIQUE INDEX dead_letter_pkey ON subsidy.dead_letter USING btree (id)

-- indexes of deadline
  CREATE UNIQUE INDEX deadline_kind_subject_key ON subsidy.deadline USING btree (kind, subject)
  CREATE INDEX deadline_pending ON subsidy.deadline USING btree (due_at, id) WHERE (state = 'pending'::text)
  CREATE UNIQUE INDEX deadline_pkey ON subsidy.deadline USING btree (id)

-- indexes of disbursement_export
  CREATE UNIQUE INDEX disbursement_export_pkey ON subsidy.disbursement_export USING btree (id)

-- indexes of disbursement_export_item
  CREATE UNIQUE INDEX disbursement_export_item_pkey ON subsidy.disbursement_export_item USING btree (order_id, export_id)

-- indexes of disbursement_message
  CREATE UNIQUE INDEX disbursement_message_once ON subsidy.disbursement_message USING btree (order_id, kind, md5((content)::text))
  CREATE UNIQUE INDEX disbursement_message_pkey ON subsidy.disbursement_message USING btree (id)

-- indexes of disbursement_order
  CREATE INDEX disbursement_award ON subsidy.disbursement_order USING btree (award_id, id)
  CREATE INDEX disbursement_instalment ON subsidy.disbursement_order USING btree (instalment_id, id)
  CREATE INDEX disbursement_list ON subsidy.disbursement_order USING btree (tenant, region, id)
  CREATE UNIQUE INDEX disbursement_once_an_attempt ON subsidy.disbursement_order USING btree (instalment_id, attempt)
  CREATE UNIQUE INDEX disbursement_one_live ON subsidy.disbursement_order USING btree (instalment_id) WHERE ((state = ANY (ARRAY['issued'::text, 'acknowledged'::text, 'executed'::text])) OR ((state = 'settled'::text) AND (outcome = 'paid'::text)))
  CREATE UNIQUE INDEX disbursement_order_pkey ON subsidy.disbursement_order USING btree (id)
  CREATE INDEX disbursement_paid ON subsidy.disbursement_order USING btree (tenant, region, paid_on) WHERE (paid_on IS NOT NULL)
  CREATE INDEX disbursement_paid_reference ON subsidy.disbursement_order USING btree (tenant, region, paid_reference) WHERE (paid_reference IS NOT NULL)
  CREATE INDEX disbursement_reference ON subsidy.disbursement_order USING btree (tenant, region, bank_reference) WHERE (bank_reference IS NOT NULL)
  CREATE INDEX disbursement_state ON subsidy.disbursement_order USING btree (tenant, region, state, id)
  CREATE INDEX disbursement_year ON subsidy.disbursement_order USING btree (tenant, region, issued_on)

-- indexes of disbursement_step
  CREATE UNIQUE INDEX disbursement_step_pkey ON subsidy.disbursement_step USING btree (from_state, to_state)

-- indexes of drill
  CREATE INDEX drill_list ON subsidy.drill USING btree (tenant, id)
  CREATE UNIQUE INDEX drill_pkey ON subsidy.drill USING btree (id)

-- indexes of duplicate_finding
  CREATE INDEX duplicate_finding_group ON subsidy.duplicate_finding USING btree (group_id, id)
  CREATE UNIQUE INDEX duplicate_finding_once ON subsidy.duplicate_finding USING btree (group_id, kind, subject_id, other_subject_id)
  CREATE INDEX duplicate_finding_other ON subsidy.duplicate_finding USING btree (other_group_id, id)
  CREATE UNIQUE INDEX duplicate_finding_pkey ON subsidy.duplicate_finding USING btree (id)
  CREATE INDEX duplicate_finding_region ON subsidy.duplicate_finding USING btree (tenant, region, id) WHERE (state = ANY (ARRAY['open'::text, 'explained'::text]))

-- indexes of group_level_answer
  CREATE UNIQUE INDEX group_level_answer_closing ON subsidy.group_level_answer USING btree (group_id) WHERE (purpose = 'closing'::text)
  CREATE INDEX group_level_answer_group ON subsidy.group_level_answer USING btree (group_id, id)
  CREATE UNIQUE INDEX group_level_answer_pkey ON subsidy.group_level_answer USING btree (id)

-- indexes of group_result
  CREATE UNIQUE INDEX group_result_once ON subsidy.group_result USING btree (group_id, content_number)
  CREATE UNIQUE INDEX group_result_pkey ON subsidy.group_result USING btree (id)

-- indexes of group_review_entry
  CREATE INDEX group_review_entry_group ON subsidy.group_review_entry USING btree (group_id, id)
  CREATE UNIQUE INDEX group_review_entry_pkey ON subsidy.group_review_entry USING btree (id)

-- indexes of group_signature
  CREATE UNIQUE INDEX group_signature_by_two ON subsidy.group_signature USING btree (group_id, step, content_number, person)
  CREATE UNIQUE INDEX group_signature_pkey ON subsidy.group_signature USING btree (group_id, step, content_number, side)

-- indexes of group_stay
  CREATE UNIQUE INDEX group_stay_open ON subsidy.group_stay USING btree (group_id) WHERE (left_at IS NULL)
  CREATE UNIQUE INDEX group_stay_pkey ON subsidy.group_stay USING btree (group_id, number)

-- indexes of group_submission
  CREATE UNIQUE INDEX group_submission_pkey ON subsidy.group_submission USING btree (group_id, number)

-- indexes of imposed_sanction
  CREATE INDEX imposed_sanction_order ON subsidy.imposed_sanction USING btree (order_id, sanction_id)
  CREATE UNIQUE INDEX imposed_sanction_pkey ON subsidy.imposed_sanction USING btree (sanction_id)

-- indexes of inbox
  CREATE UNIQUE INDEX inbox_pkey ON subsidy.inbox USING btree (consumer, event_id)

-- indexes of instalment
  CREATE UNIQUE INDEX instalment_once_a_year ON subsidy.instalment USING btree (award_id, year)
  CREATE UNIQUE INDEX instalment_pkey ON subsidy.instalment USING btree (id)
  CREATE INDEX instalment_state ON subsidy.instalment USING btree (tenant, state, id)

-- indexes of instalment_step
  CREATE UNIQUE INDEX instalment_step_pkey ON subsidy.instalment_step USING btree (from_state, to_state)

-- indexes of investment_line
  CREATE UNIQUE INDEX investment_line_number ON subsidy.investment_line USING btree (group_id, number)
  CREATE UNIQUE INDEX investment_line_pkey ON subsidy.investment_line USING btree (id)
  CREATE INDEX investment_line_project ON subsidy.investment_line USING btree (group_id, project_id)
  CREATE INDEX investment_line_year ON subsidy.investment_line USING btree (year_id)

-- indexes of known_listing
  CREATE INDEX known_listing_code ON subsidy.known_listing USING btree (tenant, credit_code) WHERE (NOT is_over)
  CREATE UNIQUE INDEX known_listing_pkey ON subsidy.known_listing USING btree (listing_id)

-- indexes of ledger_account
  CREATE UNIQUE INDEX ledger_account_once ON subsidy.ledger_account USING btree (tenant, kind, reference)
  CREATE UNIQUE INDEX ledger_account_pkey ON subsidy.ledger_account USING btree (id)

-- indexes of ledger_entry
  CREATE INDEX ledger_entry_account ON subsidy.ledger_entry USING btree (account_id, id)
  CREATE UNIQUE INDEX ledger_entry_pkey ON subsidy.ledger_entry USING btree (id)
  CREATE INDEX ledger_entry_tx ON subsidy.ledger_entry USING btree (tx_id)

-- indexes of ledger_tx
  CREATE INDEX ledger_tx_award ON subsidy.ledger_tx USING btree (award_id, id) WHERE (award_id IS NOT NULL)
  CREATE INDEX ledger_tx_day ON subsidy.ledger_tx USING btree (tenant, posted_on, id)
  CREATE UNIQUE INDEX ledger_tx_once ON subsidy.ledger_tx USING btree (tenant, biz_key)
  CREATE UNIQUE INDEX ledger_tx_pkey ON subsidy.ledger_tx USING btree (id)
  CREATE INDEX ledger_tx_recovery ON subsidy.ledger_tx USING btree (recovery_id, id) WHERE (recovery_id IS NOT NULL)

-- indexes of line_verification
  CREATE INDEX line_verification_line ON subsidy.line_verification USING btree (line_id, id)
  CREATE UNIQUE INDEX line_verification_pkey ON subsidy.line_verification USING btree (id)

-- indexes of migration
  CREATE UNIQUE INDEX "PK_3043fc6b8af7c99b8b98830094f" ON subsidy.migration USING btree (id)

-- indexes of objection
  CREATE INDEX objection_group ON subsidy.objection USING btree (group_id, state)
  CREATE INDEX objection_list ON subsidy.objection USING btree (tenant, id)
  CREATE INDEX objection_notice ON subsidy.objection USING btree (notice_id, id)
  CREATE UNIQUE INDEX objection_of_person ON subsidy.objection USING btree (group_id, raised_by, COALESCE(project_id, group_id)) WHERE ((state = ANY (ARRAY['raised'::text, 'under-verification'::text])) AND (raised_by <> 'public'::text))
  CREATE INDEX objection_own ON subsidy.objection USING btree (raised_by, id)
  CREATE UNIQUE INDEX objection_pkey ON subsidy.objection USING btree (id)

-- indexes of objection_contact
  CREATE UNIQUE INDEX objection_contact_pkey ON subsidy.objection_contact USING btree (objection_id)

-- indexes of ordered_sanction
  CREATE UNIQUE INDEX ordered_sanction_pkey ON subsidy.ordered_sanction USING btree (order_id)

-- indexes of outbox
  CREATE UNIQUE INDEX outbox_pkey ON subsidy.outbox USING btree ("position")
  CREATE INDEX outbox_unpublished ON subsidy.outbox USING btree ("position") WHERE (published_at IS NULL)

-- indexes of pay_out
  CREATE INDEX pay_out_list ON subsidy.pay_out USING btree (tenant, region, order_id)
  CREATE INDEX pay_out_overdue ON subsidy.pay_out USING btree (tenant, region, order_id) WHERE ((overdue_since IS NOT NULL) AND (closed_on IS NULL))
  CREATE UNIQUE INDEX pay_out_pkey ON subsidy.pay_out USING btree (order_id)
  CREATE INDEX pay_out_state ON subsidy.pay_out USING btree (tenant, region, state, order_id)

-- indexes of payee_account
  CREATE INDEX payee_account_code ON subsidy.payee_account USING btree (tenant, credit_code, id)
  CREATE UNIQUE INDEX payee_account_in_use ON subsidy.payee_account USING btree (tenant, credit_code) WHERE (state = 'verified'::text)
  CREATE INDEX payee_account_list ON subsidy.payee_account USING btree (tenant, region, id)
  CREATE UNIQUE INDEX payee_account_once ON subsidy.payee_account USING btree (tenant, credit_code, payee_ref) WHERE (state <> 'retired'::text)
  CREATE UNIQUE INDEX payee_account_pkey ON subsidy.payee_account USING btree (id)

-- indexes of performance
  CREATE INDEX performance_group ON subsidy.performance USING btree (group_id, id)
  CREATE UNIQUE INDEX performance_once_a_year ON subsidy.performance USING btree (award_id, year)
  CREATE UNIQUE INDEX performance_pkey ON subsidy.performance USING btree (id)
  CREATE INDEX performance_region ON subsidy.performance USING btree (tenant, region, id)
  CREATE INDEX performance_state ON subsidy.performance USING btree (tenant, region, state, id)
  CREATE INDEX performance_year ON subsidy.performance USING btree (tenant, region, year, id)

-- indexes of performance_report
  CREATE INDEX performance_report_of ON subsidy.performance_report USING btree (performance_id, id)
  CREATE UNIQUE INDEX performance_report_pkey ON subsidy.performance_report USING btree (id)

-- indexes of policy_version
  CREATE UNIQUE INDEX policy_version_pkey ON subsidy.policy_version USING btree (programme, version)

-- indexes of programme_year
  CREATE INDEX programme_year_list ON subsidy.programme_year USING btree (tenant, id)
  CREATE UNIQUE INDEX programme_year_pkey ON subsidy.programme_year USING btree (id)
  CREATE INDEX programme_year_public ON subsidy.programme_year USING btree (id) WHERE (state = ANY (ARRAY['published'::text, 'closed'::text]))
  CREATE UNIQUE INDEX programme_year_published ON subsidy.programme_year USING btree (tenant, programme, year) WHERE (state = ANY (ARRAY['published'::text, 'closed'::text]))

-- indexes of programme_year_milestone
  CREATE UNIQUE INDEX programme_year_milestone_once ON subsidy.programme_year_milestone USING btree (tenant, programme, year, step)
  CREATE UNIQUE INDEX programme_year_milestone_pkey ON subsidy.programme_year_milestone USING btree (id)

-- indexes of programme_year_signature
  CREATE UNIQUE INDEX programme_year_signature_pkey ON subsidy.programme_year_signature USING btree (year_id, number, role)
  CREATE UNIQUE INDEX programme_year_signed_by_two ON subsidy.programme_year_signature USING btree (year_id, number, person)

-- indexes of programme_year_version
  CREATE UNIQUE INDEX programme_year_version_pkey ON subsidy.programme_year_version USING btree (year_id, number)

-- indexes of project
  CREATE UNIQUE INDEX project_pkey ON subsidy.project USING btree (group_id, id)

-- indexes of project_group
  CREATE INDEX project_group_editors ON subsidy.project_group USING gin (editors)
  CREATE INDEX project_group_lead ON subsidy.project_group USING btree (tenant, lead_credit_code, id)
  CREATE UNIQUE INDEX project_group_of_lead ON subsidy.project_group USING btree (year_id, cluster_id, lead_credit_code) WHERE (state <> ALL (ARRAY['withdrawn'::text, 'rejected'::text, 'fallen'::text]))
  CREATE UNIQUE INDEX project_group_pkey ON subsidy.project_group USING btree (id)
  CREATE INDEX project_group_region ON subsidy.project_group USING btree (tenant, region, id)
  CREATE INDEX project_group_region_state ON subsidy.project_group USING btree (tenant, region, state, id)
  CREATE INDEX project_group_tenant ON subsidy.project_group USING btree (tenant, id)
  CREATE INDEX project_group_tenant_state ON subsidy.project_group USING btree (tenant, state, id)
  CREATE INDEX project_group_waiting ON subsidy.project_group USING btree (tenant, step, region, id) WHERE (state = 'under-review'::text)
  CREATE INDEX project_group_year ON subsidy.project_group USING btree (year_id, id)
  CREATE INDEX project_group_year_region ON subsidy.project_group USING btree (year_id, region, id)
  CREATE INDEX project_group_year_state ON subsidy.project_group USING btree (year_id, state, id)
  CREATE INDEX project_group_year_step ON subsidy.project_group USING btree (year_id, step, id) WHERE (state = 'under-review'::text)

-- indexes of project_group_draft
  CREATE UNIQUE INDEX project_group_draft_pkey ON subsidy.project_group_draft USING btree (group_id, version)

-- indexes of proposed_project
  CREATE UNIQUE INDEX proposed_project_pkey ON subsidy.proposed_project USING btree (group_id, project_id)
  CREATE INDEX proposed_project_year ON subsidy.proposed_project USING btree (year_id, group_id) WHERE (state = 'proposed'::text)

-- indexes of public_notice
  CREATE INDEX public_notice_list ON subsidy.public_notice USING btree (tenant, id)
  CREATE UNIQUE INDEX public_notice_pkey ON subsidy.public_notice USING btree (id)
  CREATE INDEX public_notice_provisional ON subsidy.public_notice USING btree (id) WHERE ((state = 'open'::text) AND provisional)
  CREATE INDEX public_notice_year ON subsidy.public_notice USING btree (year_id, id)

-- indexes of public_notice_item
  CREATE UNIQUE INDEX public_notice_item_pkey ON subsidy.public_notice_item USING btree (notice_id, group_id)
  CREATE UNIQUE INDEX public_notice_item_standing ON subsidy.public_notice_item USING btree (group_id) WHERE (state = ANY (ARRAY['open'::text, 'held'::text]))

-- indexes of public_notice_reckoning
  CREATE UNIQUE INDEX public_notice_reckoning_pkey ON subsidy.public_notice_reckoning USING btree (notice_id, number)

-- indexes of recovery
  CREATE INDEX recovery_award ON subsidy.recovery USING btree (award_id, id)
  CREATE INDEX recovery_group ON subsidy.recovery USING btree (group_id, id)
  CREATE INDEX recovery_lead ON subsidy.recovery USING btree (tenant, lead_credit_code, id)
  CREATE INDEX recovery_owing ON subsidy.recovery USING btree (tenant, region, id) WHERE (balance_fen > 0)
  CREATE UNIQUE INDEX recovery_pkey ON subsidy.recovery USING btree (id)
  CREATE INDEX recovery_region ON subsidy.recovery USING btree (tenant, region, id)
  CREATE INDEX recovery_state ON subsidy.recovery USING btree (tenant, region, state, id)
  CREATE INDEX recovery_violation ON subsidy.recovery USING btree (violation_id, id)

-- indexes of recovery_offset
  CREATE INDEX recovery_offset_instalment ON subsidy.recovery_offset USING btree (instalment_id, id)
  CREATE UNIQUE INDEX recovery_offset_once ON subsidy.recovery_offset USING btree (recovery_id, instalment_id) WHERE (state <> 'taken-back'::text)
  CREATE UNIQUE INDEX recovery_offset_pkey ON subsidy.recovery_offset USING btree (id)

-- indexes of recovery_payment
  CREATE INDEX recovery_payment_of ON subsidy.recovery_payment USING btree (recovery_id, id)
  CREATE UNIQUE INDEX recovery_payment_once ON subsidy.recovery_payment USING btree (tenant, bank_reference)
  CREATE UNIQUE INDEX recovery_payment_pkey ON subsidy.recovery_payment USING btree (id)

-- indexes of recovery_refund
  CREATE INDEX recovery_refund_of ON subsidy.recovery_refund USING btree (recovery_id, id)
  CREATE UNIQUE INDEX recovery_refund_one ON subsidy.recovery_refund USING btree (recovery_id) WHERE (state <> 'refused'::text)
  CREATE UNIQUE INDEX recovery_refund_pkey ON subsidy.recovery_refund USING btree (id)
  CREATE UNIQUE INDEX recovery_refund_reference_once ON subsidy.recovery_refund USING btree (tenant, bank_reference)

-- indexes of recovery_write_off
  CREATE INDEX recovery_write_off_of ON subsidy.recovery_write_off USING btree (recovery_id, id)
  CREATE UNIQUE INDEX recovery_write_off_one_open ON subsidy.recovery_write_off USING btree (recovery_id) WHERE (state = 'proposed'::text)
  CREATE UNIQUE INDEX recovery_write_off_pkey ON subsidy.recovery_write_off USING btree (id)

-- indexes of relay_state
  CREATE UNIQUE INDEX relay_state_pkey ON subsidy.relay_state USING btree (stream)

-- indexes of standing_check
  CREATE INDEX standing_check_object ON subsidy.standing_check USING btree (tenant, noun, object_id, id)
  CREATE UNIQUE INDEX standing_check_pkey ON subsidy.standing_check USING btree (id)

-- indexes of usage_claim
  CREATE UNIQUE INDEX usage_claim_pkey ON subsidy.usage_claim USING btree (tenant, kind, key)

-- indexes of usage_key
  CREATE INDEX usage_key_group ON subsidy.usage_key USING btree (group_id, subject_id)
  CREATE UNIQUE INDEX usage_key_pkey ON subsidy.usage_key USING btree (tenant, kind, key, group_id, subject_id)
  CREATE INDEX usage_key_year ON subsidy.usage_key USING btree (tenant, year_id, kind, key) WHERE (standing = 'live'::text)

-- indexes of violation_case
  CREATE INDEX violation_case_award ON subsidy.violation_case USING btree (award_id, id)
  CREATE INDEX violation_case_group ON subsidy.violation_case USING btree (group_id, id)
  CREATE INDEX violation_case_kind ON subsidy.violation_case USING btree (tenant, region, kind, id)
  CREATE INDEX violation_case_lead ON subsidy.violation_case USING btree (tenant, lead_credit_code, id)
  CREATE UNIQUE INDEX violation_case_pending ON subsidy.violation_case USING btree (award_id) WHERE (state = ANY (ARRAY['opened'::text, 'notified'::text, 'hearing-asked'::text, 'heard'::text, 'correction-ordered'::text]))
  CREATE UNIQUE INDEX violation_case_pkey ON subsidy.violation_case USING btree (id)
  CREATE INDEX violation_case_region ON subsidy.violation_case USING btree (tenant, region, id)
  CREATE INDEX violation_case_state ON subsidy.violation_case USING btree (tenant, region, state, id)

-- indexes of violation_evidence
  CREATE UNIQUE INDEX violation_evidence_pkey ON subsidy.violation_evidence USING btree (case_id, number)

-- indexes of violation_intake
  CREATE UNIQUE INDEX violation_intake_once ON subsidy.violation_intake USING btree (tenant, complaint_id)
  CREATE UNIQUE INDEX violation_intake_pkey ON subsidy.violation_intake USING btree (id)
  CREATE INDEX violation_intake_region ON subsidy.violation_intake USING btree (tenant, region, id)
  CREATE INDEX violation_intake_state ON subsidy.violation_intake USING btree (tenant, region, state, id)

-- indexes of violation_statement
  CREATE INDEX violation_statement_case ON subsidy.violation_statement USING btree (case_id, id)
  CREATE UNIQUE INDEX violation_statement_pkey ON subsidy.violation_statement USING btree (id)

-- triggers of disbursement_order
  CREATE TRIGGER disbursement_order_guard BEFORE INSERT OR UPDATE ON subsidy.disbursement_order FOR EACH ROW EXECUTE FUNCTION disbursement_order_guard()
  CREATE TRIGGER disbursement_settled_line BEFORE UPDATE OF settled_statement_id ON subsidy.disbursement_order FOR EACH ROW EXECUTE FUNCTION disbursement_settled_line()

-- triggers of instalment
  CREATE TRIGGER instalment_guard BEFORE INSERT OR UPDATE ON subsidy.instalment FOR EACH ROW EXECUTE FUNCTION instalment_guard()

-- triggers of ledger_account
  CREATE TRIGGER recovery_follows_ledger AFTER UPDATE OF balance_fen ON subsidy.ledger_account FOR EACH ROW WHEN (((new.kind = 'recoverable'::text) AND (new.balance_fen <> old.balance_fen))) EXECUTE FUNCTION recovery_follows_ledger()
  CREATE TRIGGER recovery_within_paid AFTER UPDATE OF balance_fen ON subsidy.ledger_account FOR EACH ROW WHEN (((new.kind = 'claimed'::text) AND (new.balance_fen < old.balance_fen))) EXECUTE FUNCTION recovery_within_paid()

-- triggers of ledger_entry
  CREATE TRIGGER ledger_entry_guard BEFORE INSERT ON subsidy.ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_guard()
  CREATE TRIGGER ledger_entry_is_not_emptied BEFORE TRUNCATE ON subsidy.ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_lasts()
  CREATE TRIGGER ledger_entry_lasts BEFORE DELETE OR UPDATE ON subsidy.ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_lasts()

-- triggers of ledger_tx
  CREATE TRIGGER ledger_tx_is_not_emptied BEFORE TRUNCATE ON subsidy.ledger_tx FOR EACH STATEMENT EXECUTE FUNCTION ledger_lasts()
  CREATE TRIGGER ledger_tx_lasts BEFORE DELETE OR UPDATE ON subsidy.ledger_tx FOR EACH ROW EXECUTE FUNCTION ledger_lasts()
  CREATE CONSTRAINT TRIGGER ledger_tx_sums_to_zero AFTER INSERT ON subsidy.ledger_tx DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_tx_sums_to_zero()

-- triggers of project_group
  CREATE TRIGGER project_group_stay AFTER INSERT OR UPDATE OF state, step ON subsidy.project_group FOR EACH ROW EXECUTE FUNCTION keep_group_stay()

-- function award_refresh_verified(uuid,date)
CREATE OR REPLACE FUNCTION subsidy.award_refresh_verified(owed_award uuid, through date)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'subsidy', 'installation', 'pg_catalog'
AS $function$
  DECLARE
    owed award%ROWTYPE;
    total bigint;
  BEGIN
    SELECT * INTO owed FROM award a WHERE a.id = award_refresh_verified.owed_award FOR UPDATE;
    SELECT coalesce(sum(line.verified_fen), 0) INTO total FROM investment_line line
      WHERE line.group_id = owed.group_id AND line.tenant = owed.tenant AND NOT line.removed AND line.outcome IN ('accepted', 'cut')
        AND line.eligibility <> 'ineligible' AND line.completed_on <= award_refresh_verified.through
        AND NOT EXISTS (SELECT FROM proposed_project p WHERE (p.group_id, p.project_id) = (line.group_id, line.project_id) AND p.state <> 'proposed');
    -- What went out stands on what was verified then; a line that is cut afterwards is a matter of recovery, not of a payment that never
    -- was. As much as carries what went out is left, and not a fen that would carry more.
    total := greatest(total, ceil(owed.issued_fen / owed.rate)::bigint);
    UPDATE award a SET verified_fen = total WHERE a.id = owed.id AND a.verified_fen <> total;
    RETURN total;
  END $function$

-- function disbursement_order_guard()
CREATE OR REPLACE FUNCTION subsidy.disbursement_order_guard()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'subsidy', 'installation', 'pg_catalog'
AS $function$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      IF NEW.state <> 'issued' OR NEW.executed_on IS NOT NULL THEN
        RAISE EXCEPTION 'an order begins as issued' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_begins_issued';
      END IF;
      IF NOT EXISTS (SELECT FROM instalment WHERE id = NEW.instalment_id AND award_id = NEW.award_id AND tenant = NEW.tenant AND state = 'issued'
          AND amount_fen - offset_fen = NEW.amount_fen) THEN
        RAISE EXCEPTION 'an order pays an instalment that is issued, and what of it goes out' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_of_issued_instalment';
      END IF;
      RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND NOT EXISTS (SELECT FROM disbursement_step WHERE from_state = OLD.state AND to_state = NEW.state) THEN
      RAISE EXCEPTION 'no way leads from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_step';
    END IF;
    -- The bank took back what its own statement had proved: nothing else opens a settlement again.
    IF OLD.state = 'settled' AND NEW.state <> 'in-doubt' THEN
      RAISE EXCEPTION 'what is settled stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_settled_stays';
    END IF;
    IF OLD.executed_on IS NOT NULL AND (NEW.executed_on, NEW.bank_reference) IS DISTINCT FROM (OLD.executed_on, OLD.bank_reference) THEN
      RAISE EXCEPTION 'an order is executed once' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_executed_once';
    END IF;
    IF OLD.rejected_code IS NOT NULL AND (NEW.rejected_code, NEW.rejected_reason) IS DISTINCT FROM (OLD.rejected_code, OLD.rejected_reason) THEN
      RAISE EXCEPTION 'an order is rejected once' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_rejected_once';
    END IF;
    RETURN NEW;
  END $function$

-- function disbursement_settled_line()
CREATE OR REPLACE FUNCTION subsidy.disbursement_settled_line()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'subsidy', 'installation', 'pg_catalog'
AS $function$
  BEGIN
    IF NEW.settled_statement_id IS NOT NULL AND NOT EXISTS (SELECT FROM bank_statement_line
        WHERE statement_id = NEW.settled_statement_id AND number = NEW.settled_line AND matched_order_id = NEW.id) THEN
      RAISE EXCEPTION 'the line is not of this order' USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_settled_by_its_line';
    END IF;
    RETURN NEW;
  END $function$

-- function instalment_guard()
CREATE OR REPLACE FUNCTION subsidy.instalment_guard()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'subsidy', 'installation', 'pg_catalog'
AS $function$
  DECLARE
    out_before bigint := 0;
    out_after bigint := 0;
    owed award%ROWTYPE;
    opened integer;
  BEGIN
    SELECT * INTO owed FROM award WHERE id = NEW.award_id FOR UPDATE;
    IF owed.tenant <> NEW.tenant THEN
      RAISE EXCEPTION 'an instalment is of the jurisdiction of its award' USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_of_tenant';
    END IF;
    IF TG_OP = 'INSERT' THEN
      IF NEW.state <> 'planned' THEN
        RAISE EXCEPTION 'an instalment begins as planned' USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_begins_planned';
      END IF;
    ELSE
      IF (NEW.id, NEW.award_id, NEW.year) IS DISTINCT FROM (OLD.id, OLD.award_id, OLD.year) THEN
        RAISE EXCEPTION 'an instalment stays that of its award and year' USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_stays';
      END IF;
      IF NEW.state <> OLD.state AND NOT EXISTS (SELECT FROM instalment_step WHERE from_state = OLD.state AND to_state = NEW.state) THEN
        RAISE EXCEPTION 'no way leads from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_step';
      END IF;
      IF NEW.amount_fen <> OLD.amount_fen AND NOT (OLD.state = 'planned' AND NEW.state = 'planned') THEN
        RAISE EXCEPTION 'the amount is fixed once it is authorised' USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_amount_fixed';
      END IF;
      IF NEW.offset_fen <> OLD.offset_fen AND OLD.state NOT IN ('planned', 'authorised', 'held', 'failed') THEN
        RAISE EXCEPTION 'an offset is made before the issue' USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_offset_fixed';
      END IF;
      IF OLD.state IN ('issued', 'in-doubt', 'confirmed') THEN out_before := OLD.amount_fen; END IF;
    END IF;
    IF NEW.state IN ('issued', 'in-doubt', 'confirmed') THEN out_after := NEW.amount_fen; END IF;
    IF out_after = out_before THEN RETURN NEW; END IF;
    -- Payment years are calendar years and begin with the first in which one is paid (INT-17).
    SELECT min(extract(year FROM issued_on))::integer INTO opened
      FROM instalment WHERE award_id = NEW.award_id AND id <> NEW.id AND state IN ('issued', 'in-doubt', 'confirmed');
    IF out_after > 0 THEN
      IF owed.state <> 'allotted' THEN
        RAISE EXCEPTION 'an award that is % pays nothing', owed.state USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_of_allotted_award';
      END IF;
      IF opened IS NOT NULL AND extract(year FROM NEW.issued_on) >= opened + owed.consecutive_years THEN
        RAISE EXCEPTION 'the window of % years that opened in % is over', owed.consecutive_years, opened
          USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_in_window';
      END IF;
      opened := least(opened, extract(year FROM NEW.issued_on)::integer);
    END IF;
    UPDATE award SET issued_fen = issued_fen + out_after - out_before, first_paid_year = opened WHERE id = NEW.award_id;
    RETURN NEW;
  END $function$

-- function keep_group_stay()
CREATE OR REPLACE FUNCTION subsidy.keep_group_stay()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'subsidy', 'installation', 'pg_catalog'
AS $function$
  DECLARE
    at timestamptz := NEW.updated_at;
    current group_stay;
  BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state AND NEW.step IS NOT DISTINCT FROM OLD.step THEN RETURN NULL; END IF;
    SELECT * INTO current FROM group_stay WHERE group_id = NEW.id AND left_at IS NULL;
    IF NEW.state = 'returned' THEN
      UPDATE group_stay SET suspended_since = at WHERE group_id = NEW.id AND left_at IS NULL AND suspended_since IS NULL;
    ELSIF NEW.state = 'under-review' AND current.step = NEW.step THEN
      UPDATE group_stay SET suspended_since = NULL,
        suspended_ms = suspended_ms + greatest(0, floor(extract(epoch FROM at - suspended_since) * 1000)::bigint)
      WHERE group_id = NEW.id AND left_at IS NULL AND suspended_since IS NOT NULL;
    ELSE
      UPDATE group_stay SET left_at = at, suspended_since = NULL,
        suspended_ms = suspended_ms + CASE WHEN suspended_since IS NULL THEN 0 ELSE greatest(0, floor(extract(epoch FROM at - suspended_since) * 1000)::bigint) END
      WHERE group_id = NEW.id AND left_at IS NULL;
      IF NEW.state = 'under-review' THEN
        INSERT INTO group_stay (group_id, number, tenant, step, entered_at)
        SELECT NEW.id, coalesce(max(number), 0) + 1, NEW.tenant, NEW.step, at FROM group_stay WHERE group_id = NEW.id;
      END IF;
    END IF;
    RETURN NULL;
  END $function$

-- function ledger_entry_guard()
CREATE OR REPLACE FUNCTION subsidy.ledger_entry_guard()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'subsidy', 'installation', 'pg_catalog'
AS $function$
  DECLARE
    posting ledger_tx%ROWTYPE;
    held_by text;
  BEGIN
    SELECT * INTO posting FROM ledger_tx WHERE id = NEW.tx_id;
    IF posting.written_in IS DISTINCT FROM pg_current_xact_id() THEN
      RAISE EXCEPTION 'a posting is written whole, in one transaction' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_with_its_posting';
    END IF;
    UPDATE ledger_account SET balance_fen = balance_fen + NEW.amount_fen WHERE id = NEW.account_id RETURNING tenant INTO held_by;
    IF held_by IS DISTINCT FROM posting.tenant THEN
      RAISE EXCEPTION 'a posting stays within its jurisdiction' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_of_tenant';
    END IF;
    RETURN NEW;
  END $function$

-- function ledger_lasts()
CREATE OR REPLACE FUNCTION subsidy.ledger_lasts()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    RAISE EXCEPTION 'what was posted stays as it is: post the opposite' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_lasts';
  END $function$

-- function ledger_tx_sums_to_zero()
CREATE OR REPLACE FUNCTION subsidy.ledger_tx_sums_to_zero()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'subsidy', 'installation', 'pg_catalog'
AS $function$
  DECLARE
    total numeric;
    entries integer;
  BEGIN
    SELECT sum(amount_fen), count(*) INTO total, entries FROM ledger_entry WHERE tx_id = NEW.id;
    IF entries < 2 OR total <> 0 THEN
      RAISE EXCEPTION 'posting % has % entries that sum to %', NEW.biz_key, entries, total
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_tx_sums_to_zero';
    END IF;
    RETURN NULL;
  END $function$

-- function recovery_follows_ledger()
CREATE OR REPLACE FUNCTION subsidy.recovery_follows_ledger()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'subsidy', 'installation', 'pg_catalog'
AS $function$
  BEGIN
    UPDATE recovery SET balance_fen = NEW.balance_fen, state = CASE
        WHEN NEW.balance_fen = 0 THEN 'settled'
        WHEN NEW.balance_fen < OLD.balance_fen OR state IN ('settled', 'written-off', 'withdrawn', 'refund-owed', 'refunded') THEN 'part-paid'
        ELSE state END
      WHERE id = NEW.reference::uuid AND tenant = NEW.tenant;
    RETURN NULL;
  END $function$

-- function recovery_within_paid()
CREATE OR REPLACE FUNCTION subsidy.recovery_within_paid()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'subsidy', 'installation', 'pg_catalog'
AS $function$
  DECLARE
    paid bigint;
  BEGIN
    SELECT balance_fen INTO paid FROM ledger_account WHERE (tenant, kind, reference) = (NEW.tenant, 'paid', NEW.reference) FOR SHARE;
    IF -NEW.balance_fen > coalesce(paid, 0) THEN
      RAISE EXCEPTION 'more is demanded back than was paid out' USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_within_paid';
    END IF;
    RETURN NULL;
  END $function$

-- sequence audit_entry_id_seq
  bigint start 1 increment 1

-- sequence ledger_account_id_seq
  bigint start 1 increment 1

-- sequence ledger_entry_id_seq
  bigint start 1 increment 1

-- sequence migration_id_seq
  integer start 1 increment 1

-- sequence outbox_position_seq
  bigint start 1 increment 1

-- grants on allocation_plan
  INSERT, SELECT to jiqun_subsidy

-- grants on allocation_share
  INSERT, SELECT to jiqun_subsidy

-- grants on allocation_signature
  DELETE, INSERT, SELECT to jiqun_subsidy

-- grants on audit_entry
  INSERT, SELECT to jiqun_subsidy

-- grants on audit_entry_id_seq
  USAGE to jiqun_subsidy

-- grants on award
  SELECT to jiqun_subsidy

-- grants on award_version
  INSERT, SELECT to jiqun_subsidy

-- grants on bank_statement
  INSERT, SELECT to jiqun_subsidy

-- grants on bank_statement_line
  INSERT, SELECT to jiqun_subsidy

-- grants on bank_statement_missing
  DELETE, INSERT, SELECT, UPDATE to jiqun_subsidy

-- grants on bank_statement_part
  INSERT, SELECT to jiqun_subsidy

-- grants on budget
  INSERT, SELECT to jiqun_subsidy

-- grants on budget_change
  INSERT, SELECT to jiqun_subsidy

-- grants on command_key
  INSERT, SELECT to jiqun_subsidy

-- grants on credit_hold
  INSERT, SELECT to jiqun_subsidy

-- grants on dead_letter
  INSERT, SELECT to jiqun_subsidy

-- grants on deadline
  INSERT, SELECT, UPDATE to jiqun_subsidy

-- grants on disbursement_export
  INSERT, SELECT to jiqun_subsidy

-- grants on disbursement_export_item
  INSERT, SELECT to jiqun_subsidy

-- grants on disbursement_message
  INSERT, SELECT to jiqun_subsidy

-- grants on disbursement_order
  INSERT, SELECT to jiqun_subsidy

-- grants on disbursement_step
  SELECT to jiqun_subsidy

-- grants on drill
  INSERT, SELECT to jiqun_subsidy

-- grants on duplicate_finding
  INSERT, SELECT, UPDATE to jiqun_subsidy

-- grants on group_level_answer
  INSERT, SELECT to jiqun_subsidy

-- grants on group_result
  INSERT, SELECT to jiqun_subsidy

-- grants on group_review_entry
  INSERT, SELECT to jiqun_subsidy

-- grants on group_signature
  DELETE, INSERT, SELECT to jiqun_subsidy

-- grants on group_stay
  INSERT, SELECT, UPDATE to jiqun_subsidy

-- grants on group_submission
  INSERT, SELECT to jiqun_subsidy

-- grants on imposed_sanction
  INSERT, SELECT to jiqun_subsidy

-- grants on inbox
  INSERT, SELECT to jiqun_subsidy

-- grants on instalment
  INSERT, SELECT to jiqun_subsidy

-- grants on instalment_step
  SELECT to jiqun_subsidy

-- grants on investment_line
  INSERT, SELECT, UPDATE to jiqun_subsidy

-- grants on known_listing
  INSERT, SELECT to jiqun_subsidy

-- grants on ledger_account
  SELECT to jiqun_subsidy

-- grants on ledger_account_id_seq
  USAGE to jiqun_subsidy

-- grants on ledger_entry
  INSERT, SELECT to jiqun_subsidy

-- grants on ledger_entry_id_seq
  USAGE to jiqun_subsidy

-- grants on ledger_tx
  SELECT to jiqun_subsidy

-- grants on line_verification
  INSERT, SELECT to jiqun_subsidy

-- grants on migration
  SELECT to jiqun_subsidy

-- grants on migration_id_seq
  USAGE to jiqun_subsidy

-- grants on objection
  INSERT, SELECT to jiqun_subsidy

-- grants on objection_contact
  INSERT, SELECT to jiqun_subsidy

-- grants on ordered_sanction
  INSERT, SELECT to jiqun_subsidy

-- grants on outbox
  INSERT, SELECT to jiqun_subsidy

-- grants on outbox_position_seq
  USAGE to jiqun_subsidy

-- grants on pay_out
  INSERT, SELECT to jiqun_subsidy

-- grants on payee_account
  INSERT, SELECT to jiqun_subsidy

-- grants on performance
  INSERT, SELECT to jiqun_subsidy

-- grants on performance_report
  INSERT, SELECT to jiqun_subsidy

-- grants on policy_version
  INSERT, SELECT to jiqun_subsidy

-- grants on programme_year
  INSERT, SELECT to jiqun_subsidy

-- grants on programme_year_milestone
  INSERT, SELECT to jiqun_subsidy

-- grants on programme_year_signature
  INSERT, SELECT to jiqun_subsidy

-- grants on programme_year_version
  INSERT, SELECT to jiqun_subsidy

-- grants on project
  DELETE, INSERT, SELECT, UPDATE to jiqun_subsidy

-- grants on project_group
  INSERT, SELECT, UPDATE to jiqun_subsidy

-- grants on project_group_draft
  INSERT, SELECT to jiqun_subsidy

-- grants on proposed_project
  INSERT, SELECT, UPDATE to jiqun_subsidy

-- grants on public_notice
  INSERT, SELECT to jiqun_subsidy

-- grants on public_notice_item
  INSERT, SELECT to jiqun_subsidy

-- grants on public_notice_reckoning
  INSERT, SELECT to jiqun_subsidy

-- grants on recovery
  INSERT, SELECT to jiqun_subsidy

-- grants on recovery_offset
  INSERT, SELECT to jiqun_subsidy

-- grants on recovery_payment
  INSERT, SELECT to jiqun_subsidy

-- grants on recovery_refund
  INSERT, SELECT to jiqun_subsidy

-- grants on recovery_write_off
  INSERT, SELECT to jiqun_subsidy

-- grants on relay_state
  INSERT, SELECT, UPDATE to jiqun_subsidy

-- grants on standing_check
  INSERT, SELECT to jiqun_subsidy

-- grants on usage_claim
  INSERT, SELECT, UPDATE to jiqun_subsidy

-- grants on usage_key
  DELETE, INSERT, SELECT, UPDATE to jiqun_subsidy

-- grants on violation_case
  INSERT, SELECT to jiqun_subsidy

-- grants on violation_evidence
  INSERT, SELECT to jiqun_subsidy

-- grants on violation_intake
  INSERT, SELECT to jiqun_subsidy

-- grants on violation_statement
  INSERT, SELECT to jiqun_subsidy

-- grants on columns of allocation_plan
  UPDATE (congress_document, effective_on, government_document, government_on, state, version) to jiqun_subsidy

-- grants on columns of award
  INSERT (approved_fen, ceiling_fen, cluster_level, cluster_name, consecutive_years, eligible_fen, group_id, id, lead_credit_code, lead_name, number, policy_version, prepared_by, prepared_client, programme, rate, rate_cap, region, state, tenant, version, year_id) to jiqun_subsidy
  UPDATE (allotted_fen, approved_fen, ceiling_fen, cluster_level, decided_by, decided_client, decided_on, eligible_fen, number, plan_id, prepared_by, prepared_client, rate, state, version) to jiqun_subsidy

-- grants on columns of award_version
  UPDATE (decided_at, decided_by) to jiqun_subsidy

-- grants on columns of bank_statement
  UPDATE (counts, difference_fen, lines, pending, reconciled_at, state, version) to jiqun_subsidy

-- grants on columns of bank_statement_line
  UPDATE (matched_order_id, result) to jiqun_subsidy

-- grants on columns of budget
  UPDATE (state, version) to jiqun_subsidy

-- grants on columns of budget_change
  UPDATE (approval_document, approved_on, settled_at, settled_by, state) to jiqun_subsidy

-- grants on columns of command_key
  UPDATE (answer) to jiqun_subsidy

-- grants on columns of credit_hold
  UPDATE (released_on) to jiqun_subsidy

-- grants on columns of dead_letter
  UPDATE (reason, settled_at, settled_by, state) to jiqun_subsidy

-- grants on columns of disbursement_order
  UPDATE (acknowledgement_missed_on, bank_reference, cause, cause_by, cause_client, cause_evidence, doubt_reason, doubted_at, executed_on, outcome, paid_on, paid_reference, proposed_by, proposed_client, proposed_evidence, proposed_executed_on, proposed_outcome, proposed_reason, proposed_reference, rejected_code, rejected_reason, settled_by, settled_line, settled_on, settled_statement_id, state, version) to jiqun_subsidy

-- grants on columns of drill
  UPDATE (confirmed_at, state, version) to jiqun_subsidy

-- grants on columns of imposed_sanction
  UPDATE (imposed_through, state) to jiqun_subsidy

-- grants on columns of instalment
  UPDATE (amount_fen, attempt, authorised_by, authorised_client, bank_reference, clause, confirmed_on, document, held_from, issued_by, issued_on, offset_fen, planned_on, proposed_by, proposed_client, reason, state, version) to jiqun_subsidy

-- grants on columns of known_listing
  UPDATE (is_over, version) to jiqun_subsidy

-- grants on columns of ledger_account
  INSERT (kind, reference, tenant) to jiqun_subsidy

-- grants on columns of ledger_tx
  INSERT (award_id, biz_key, clause, decision_id, id, instalment_id, kind, person, posted_at, posted_on, reason, recovery_id, tenant) to jiqun_subsidy

-- grants on columns of objection
  UPDATE (answer_evidence, answered_at, answered_by, outcome, reasons, state, verification, verified_by, version, withdrawal, withdrawn_at) to jiqun_subsidy

-- grants on columns of ordered_sanction
  UPDATE (withdrawal_confirmed_on, withdrawal_document, withdrawn_on) to jiqun_subsidy

-- grants on columns of outbox
  UPDATE (generation, published_at) to jiqun_subsidy

-- grants on columns of pay_out
  UPDATE (authorised_at, authorised_by, closed_on, held_at, held_clause, held_reason, overdue_since, returned_by, state, version) to jiqun_subsidy

-- grants on columns of payee_account
  UPDATE (reason, retired_by, state, verified_at, verified_by, version) to jiqun_subsidy

-- grants on columns of performance
  UPDATE (annulled_by, annulment, annulment_proposed_by, annulment_proposed_client, breakdown, concluded_by, concluded_client, conclusion, confirmed_by, confirmed_on, corrections, document, evaluated_by, evaluated_client, evaluation, evaluation_inputs, evaluation_sha256, indicators, objections, set_by, set_client, set_on, state, version) to jiqun_subsidy

-- grants on columns of programme_year
  UPDATE (closed_at, closes_on, number, opens_on, policy_version, proposed, published_at, state, terms, version) to jiqun_subsidy

-- grants on columns of programme_year_milestone
  UPDATE (met_on, missed_at, warned_at) to jiqun_subsidy

-- grants on columns of public_notice
  UPDATE (calendar_version, due_on, ended_at, first_day_after, provisional, state, version) to jiqun_subsidy

-- grants on columns of public_notice_item
  UPDATE (projects, reason, settled_at, state) to jiqun_subsidy

-- grants on columns of recovery
  UPDATE (reminders, state, version, withdrawal) to jiqun_subsidy

-- grants on columns of recovery_offset
  UPDATE (settled_by, state) to jiqun_subsidy

-- grants on columns of recovery_refund
  UPDATE (bank_reference, paid_on, settled_by, state) to jiqun_subsidy

-- grants on columns of recovery_write_off
  UPDATE (settled_by, state) to jiqun_subsidy

-- grants on columns of violation_case
  UPDATE (correct_by, correction, decided_by, decided_client, decided_on, decision, decision_inputs, decision_sha256, defence_ends_on, ending, hearing, kind, notice, served_on, state, version, withdrawal, withdrawal_proposed_by, withdrawal_proposed_client, withdrawn_by) to jiqun_subsidy

-- grants on columns of violation_intake
  UPDATE (reason, settled_by, settled_on, state, version, violation_id) to jiqun_subsidy

import { z } from 'zod';
import { jsonWithin, withinBytes } from '../primitives/bounded.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { sha256Schema } from '../primitives/sha256.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { textSchema } from '../primitives/text.js';
import { uuidSchema } from '../primitives/identifier.js';
import { clauseSchema } from '../recognition/recognition.contract.js';

/** Whose figure it is, from the surest down. */
export const factQualifiers = ['statistical', 'audited', 'administrative', 'self-reported', 'estimated'] as const;

const keySchema = z.string().min(1).max(64).regex(/^[a-z][a-z0-9-]*$/).describe('name within the application, in kebab-case');
const statedFactSchema = z.strictObject({
  /** As in the fact dictionary of policy-core: `totalOutput`. */
  name: z.string().min(1).max(64).regex(/^[a-z][A-Za-z0-9]*$/),
  /** As policy-core takes it: a decimal, a series by year, yes or no, incidents. */
  value: jsonWithin(50_000),
  /** Document, table, address: where the figure can be looked up (SEI-5-1). */
  source: textSchema(500),
  qualifier: z.enum(factQualifiers),
  note: textSchema(1000).exactOptional(),
});
const statementSchema = z.strictObject({ clause: clauseSchema, text: textSchema(5000) });
const enclosedSchema = z.strictObject({ kind: keySchema, sha256: sha256Schema, name: textSchema(200) });
const goalSchema = z.strictObject({ key: keySchema, title: textSchema(300), target: textSchema(300), dueOn: localDateSchema });
const keyProjectSchema = z.strictObject({
  name: textSchema(200),
  owner: socialCreditCodeSchema.exactOptional(),
  investment: moneySchema,
  stage: textSchema(500),
});
const coApplicantSchema = z.strictObject({ organisationId: uuidSchema, region: regionCodeSchema });

/** What an applicant states; a draft may lack anything that submission asks for. */
export const applicationContentSchema = withinBytes(z.strictObject({
  facts: z.array(statedFactSchema).max(200),
  statements: z.array(statementSchema).max(100),
  attachments: z.array(enclosedSchema).max(200),
  /** Goals of the three-year plan, against which the re-review looks (SME-12, AMC-11.a). */
  goals: z.array(goalSchema).max(100),
  /** The table of key projects (SEI-3-1). */
  keyProjects: z.array(keyProjectSchema).max(200),
  /** Who applies jointly for a cluster across regions (XJ-5.b). */
  coApplicants: z.array(coApplicantSchema).max(20),
}), 300_000);

/** What an applicant states. */
export type ApplicationContent = z.infer<typeof applicationContentSchema>;

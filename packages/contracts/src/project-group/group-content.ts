import { z } from 'zod';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { textSchema } from '../primitives/text.js';

/** Most projects of one group. */
export const mostProjects = 200;

/** A type of project as the policy names it (SUB-4.a); one that it does not name is counted as such, not refused here. */
export const projectTypeSchema = z.string().min(1).max(64).regex(/^[a-z][a-zA-Z0-9-]*$/).describe("type of project in the policy's words, such as renovation");

/** A file that proves something, by its content; it is uploaded as an attachment. */
export const evidenceSchema = z.strictObject({ sha256: sha256Schema, name: textSchema(200) });

const projectSchema = z.strictObject({
  /** Chosen by the applicant's side, so that lines can point to it; unique within the group. */
  id: uuidSchema,
  name: textSchema(200),
  type: projectTypeSchema,
  plan: textSchema(4000),
  startsOn: localDateSchema,
  endsOn: localDateSchema,
  /** Where it is carried out. */
  region: regionCodeSchema,
  /** Enterprises, universities, institutes and banks that take part, by their codes. */
  participants: z.array(socialCreditCodeSchema).max(20),
});
/** What the notice's own conditions ask for (SUB-6-3); what the policy asks for is derived, not stated. */
const statedFactSchema = z.strictObject({
  name: z.string().min(1).max(64).regex(/^[a-z][A-Za-z0-9]*$/).describe('name of a fact that the notice declares'),
  value: z.union([z.boolean(), z.string().max(500), z.int()]),
});

/** What a project group states, apart from its investment lines. */
export const groupContentSchema = withinBytes(
  z.strictObject({
    /** Needed for submission. */
    title: textSchema(200).exactOptional(),
    /** Needed for submission. */
    summary: textSchema(5000).exactOptional(),
    projects: z.array(projectSchema).max(mostProjects),
    facts: z.array(statedFactSchema).max(50),
    attachments: z.array(evidenceSchema).max(50),
  }),
  400_000,
);

/** What a project group states, apart from its investment lines. */
export type ProjectGroupContent = z.infer<typeof groupContentSchema>;

/** One project of a group. */
export type GroupProject = z.infer<typeof projectSchema>;

import { kitConfigSchema, readConfig } from '@jiqun/service-kit';
import { z } from 'zod';

const schema = kitConfigSchema.extend({
  /** The folder in which attachments lie under their hash, outside the database. Replicas share it: one volume, mounted by all of them. */
  JIQUN_ATTACHMENTS_DIR: z.string().default('.data/attachments'),
});

/** The settings of the evaluation service. */
export type EvaluationConfig = z.output<typeof schema>;

/** The environment of the evaluation service, read once; a wrong one ends the process here. */
export const config = readConfig(schema);

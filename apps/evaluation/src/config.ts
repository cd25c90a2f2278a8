import { kitConfigSchema, readConfig } from '@jiqun/service-kit';

/** The environment of the evaluation service, read once; a wrong one ends the process here. */
export const config = readConfig(kitConfigSchema);

import { z } from 'zod';
import register from '../../register/facts.json' with { type: 'json' };
import { type FactDefinition, factDefinitionSchema } from './definition.js';

const registerSchema = z.strictObject({ about: z.string(), facts: z.array(factDefinitionSchema) });

/** The facts that every policy can ask for, by name. A policy adds its own (`facts` in its file). */
export const commonFacts: ReadonlyMap<string, FactDefinition> = new Map(
  registerSchema.parse(register).facts.map((definition) => [definition.name, definition]),
);

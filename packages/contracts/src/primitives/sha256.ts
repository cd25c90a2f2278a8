import { z } from 'zod';

/** SHA-256 in hexadecimal, lower case. */
export const sha256Schema = z.string().max(64).regex(/^[0-9a-f]{64}$/).describe('SHA-256 in hexadecimal');

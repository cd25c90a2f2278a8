/** How many mutations the test of the verifier tries; 300 where nothing is said, all 2,000 by JIQUN_MUTATIONS=2000. */
export const mutationCount = Number(process.env['JIQUN_MUTATIONS'] ?? 300);
/** Where chance begins, to repeat a run: JIQUN_SEED. */
export const mutationSeed = Number(process.env['JIQUN_SEED'] ?? 20261121);

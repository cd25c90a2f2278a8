import jlAmc2024 from '../../policies/jl-amc-2024/2024-11-04.json' with { type: 'json' };
import jlAmcSubsidy2024 from '../../policies/jl-amc-subsidy-2024/2024-12-05.json' with { type: 'json' };
import jlSei2020 from '../../policies/jl-sei-2020/2020-05-06.json' with { type: 'json' };
import jlSme2024 from '../../policies/jl-sme-2024/2024-03-15.json' with { type: 'json' };
import xjAmc from '../../policies/xj-amc/undated.json' with { type: 'json' };
import { loadPolicy } from './load.js';
import { PolicySet } from './policy-set.js';

/** The five programmes that this release brings, without a day in force for xj-amc: an installation gives it one. */
export const installedPolicies: PolicySet = PolicySet.of([jlAmc2024, jlAmcSubsidy2024, jlSei2020, jlSme2024, xjAmc].map((file) => loadPolicy(file)));

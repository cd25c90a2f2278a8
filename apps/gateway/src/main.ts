import { runService } from '@jiqun/service-kit';

import { AppModule } from './app.module.js';
import { config } from './config.js';
import { ProblemFilter } from './http/problem.filter.js';

await runService({ service: 'gateway', module: AppModule, config, prepare: (app) => void app.useGlobalFilters(new ProblemFilter()) });

import { runService } from '@jiqun/service-kit';

import { AppModule } from './app.module.js';
import { config } from './config.js';
import { DocsDoor } from './docs/docs-door.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RestDoor } from './rest/rest-door.js';

await runService({
  service: 'gateway',
  module: AppModule,
  config,
  prepare: async (app) => {
    app.useGlobalFilters(new ProblemFilter());
    await app.get(RestDoor).open(app);
    await app.get(DocsDoor).open(app);
  },
});

import { runService } from '@jiqun/service-kit';

import { AppModule } from './app.module.js';
import { config } from './config.js';

await runService({ service: 'audit', module: AppModule, config });

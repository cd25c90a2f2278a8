import { ServiceKitModule } from '@jiqun/service-kit';
import { Module } from '@nestjs/common';

import { config } from './config.js';
import { contents } from './data-source.js';

/** The registry service. */
@Module({ imports: [ServiceKitModule.forService({ service: 'registry', config, contents })] })
export class AppModule {}

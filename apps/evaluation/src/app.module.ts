import { ServiceKitModule } from '@jiqun/service-kit';
import { Module } from '@nestjs/common';

import { config } from './config.js';
import { contents } from './data-source.js';

/** The evaluation service. */
@Module({ imports: [ServiceKitModule.forService({ service: 'evaluation', config, contents })] })
export class AppModule {}

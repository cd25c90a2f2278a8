import { Module } from '@nestjs/common';

import { DefencePeriods } from './defence-periods.js';

/** Periods in which somebody may defend himself. */
@Module({ providers: [DefencePeriods], exports: [DefencePeriods] })
export class DefencePeriodModule {}

import { Module } from '@nestjs/common';

import { ApplicationModule } from '../application/application.module.js';
import { CallModule } from '../call/call.module.js';
import { ExpertModule } from '../expert/expert.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { PanelChanges } from './panel-changes.js';
import { PanelDrawRepository } from './panel-draw.repository.js';
import { PanelDrawService } from './panel-draw.service.js';
import { PanelMaterialService } from './panel-material.service.js';
import { PanelResultService } from './panel-result.service.js';
import { PanelController } from './panel.controller.js';
import { PanelRepository } from './panel.repository.js';
import { PanelService } from './panel.service.js';
import { RecuseService } from './recuse.service.js';
import { RelationSource } from './relation-source.js';
import { ScoresheetRepository } from './scoresheet.repository.js';
import { ScoresheetService } from './scoresheet.service.js';

/** Panels of experts. */
@Module({
  imports: [ApplicationModule, CallModule, ExpertModule, PolicyModule],
  controllers: [PanelController],
  providers: [
    PanelChanges, PanelDrawRepository, PanelDrawService, PanelMaterialService, PanelRepository, PanelResultService, PanelService, RecuseService, RelationSource,
    ScoresheetRepository, ScoresheetService,
  ],
})
export class PanelModule {}

import {
  bankStatementContracts, type AppendBankStatement, type BankStatement, type BankStatementExport, type BankStatementLinePage, type BankStatementPage,
  type BeginBankStatement, type ExportBankStatement, type GetBankStatement, type ListBankStatements, type ListMissingPayments, type ListStatementLines,
  type MissingPaymentPage, type WhichBankStatement,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { BankStatementService } from './bank-statement.service.js';

/** Messages about banks' statements. */
@Controller()
export class BankStatementController {
  constructor(@Inject(BankStatementService) private readonly statements: BankStatementService) {}

  @Handles(bankStatementContracts.begin)
  async begin(begin: BeginBankStatement, request: Request): Promise<BankStatement> {
    return await this.statements.begin(begin, request);
  }

  @Handles(bankStatementContracts.append)
  async append(append: AppendBankStatement, request: Request): Promise<BankStatement> {
    return await this.statements.append(append, request);
  }

  @Handles(bankStatementContracts.finish)
  async finish(which: WhichBankStatement, request: Request): Promise<BankStatement> {
    return await this.statements.finish(which, request);
  }

  @Handles(bankStatementContracts.abandon)
  async abandon(which: WhichBankStatement, request: Request): Promise<BankStatement> {
    return await this.statements.abandon(which, request);
  }

  @Handles(bankStatementContracts.reconcile)
  async reconcile(which: WhichBankStatement, request: Request): Promise<BankStatement> {
    return await this.statements.reconcile(which, request);
  }

  @Handles(bankStatementContracts.get)
  async get({ id }: GetBankStatement, request: Request): Promise<BankStatement> {
    return await this.statements.get(id, request);
  }

  @Handles(bankStatementContracts.list)
  async list(list: ListBankStatements, request: Request): Promise<BankStatementPage> {
    return await this.statements.list(list, request);
  }

  @Handles(bankStatementContracts.listLines)
  async listLines(list: ListStatementLines, request: Request): Promise<BankStatementLinePage> {
    return await this.statements.listLines(list, request);
  }

  @Handles(bankStatementContracts.listMissing)
  async listMissing(list: ListMissingPayments, request: Request): Promise<MissingPaymentPage> {
    return await this.statements.listMissing(list, request);
  }

  @Handles(bankStatementContracts.export)
  async export(part: ExportBankStatement, request: Request): Promise<BankStatementExport> {
    return await this.statements.export(part, request);
  }
}

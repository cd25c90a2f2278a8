import { prepared } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

const INSERT = `INSERT INTO disbursement_export (id, tenant, format, sha256, exported_by, exported_at) VALUES ($1, $2, $3, $4, $5, $6)`;
const INSERT_ITEMS = `INSERT INTO disbursement_export_item (order_id, export_id) SELECT order_id, $2 FROM unnest($1::uuid[]) AS given (order_id) ORDER BY order_id`;
const BEFORE = `
  SELECT DISTINCT ON (item.order_id) item.order_id AS "orderId", export.exported_by AS by, export.exported_at AS at
  FROM disbursement_export_item item JOIN disbursement_export export ON export.id = item.export_id
  WHERE item.order_id = ANY($1::uuid[]) ORDER BY item.order_id, export.id DESC`;

/** That a batch was exported, by whom: never changed. */
export interface ExportedBatch {
  readonly id: string;
  readonly tenant: string;
  readonly format: 'csv' | 'json';
  readonly sha256: string;
  readonly exportedBy: string;
  readonly exportedAt: Date;
}

/** When an order was exported last. */
export interface EarlierExport {
  readonly orderId: string;
  readonly by: string;
  readonly at: Date;
}

/** All queries about exports of orders. */
@Injectable()
export class DisbursementExportRepository {
  async insert(manager: EntityManager, { id, tenant, format, sha256, exportedBy, exportedAt }: ExportedBatch, orderIds: readonly string[]): Promise<void> {
    await prepared(manager, 'disbursement-export-insert', INSERT, [id, tenant, format, sha256, exportedBy, exportedAt]);
    await prepared(manager, 'disbursement-export-insert-items', INSERT_ITEMS, [orderIds, id]);
  }

  /** Those of the orders that were exported before. */
  async before(manager: EntityManager, orderIds: readonly string[]): Promise<readonly EarlierExport[]> {
    return (await prepared<EarlierExport>(manager, 'disbursement-export-before', BEFORE, [orderIds])).rows;
  }
}

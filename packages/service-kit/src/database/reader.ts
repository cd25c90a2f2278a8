import { Inject, Injectable } from '@nestjs/common';
import type { Client, QueryResultRow } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';

/** Reads outside a transaction, with statements that the server parses once a connection. Never writes. */
@Injectable()
export class Reader {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** @param name unique for this text in the whole service */
  async read<Row extends QueryResultRow>(name: string, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const queryRunner = this.dataSource.createQueryRunner();
    try {
      const connection = (await queryRunner.connect()) as Client;
      return (await connection.query<Row>({ name, text, values: values as unknown[] })).rows;
    } finally {
      await queryRunner.release();
    }
  }

  /** Reads several things as of one moment. The transaction refuses to write. */
  async snapshot<Result>(read: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return await this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SET TRANSACTION READ ONLY');
      return await read(manager);
    });
  }
}

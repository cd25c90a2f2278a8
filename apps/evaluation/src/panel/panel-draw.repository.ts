import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { CandidateRow, Commitment, DrawRow, PanelMember } from './panel.entity.js';

const COMMITMENT = `
  panel_id AS "panelId", round, tenant, algorithm, seats, reserves, seed, seed_hash AS "seedHash", candidate_list AS "candidateList",
  candidates_hash AS "candidatesHash", relations, relations_as_of::text AS "relationsAsOf", committed_at AS "committedAt", committed_by AS "committedBy"`;
const COMMIT = `
  INSERT INTO panel_commitment (panel_id, round, tenant, algorithm, seats, reserves, seed, seed_hash, candidate_list, candidates_hash, relations,
    relations_as_of, committed_at, committed_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`;
const ADD_CANDIDATES = `
  INSERT INTO panel_candidate (panel_id, round, tenant, expert_id, expert_version, code, exclusions)
  SELECT $1, $2, $3, row."expertId", row."expertVersion", row.code, row.exclusions
  FROM jsonb_to_recordset($4::jsonb) AS row ("expertId" uuid, "expertVersion" integer, code text, exclusions jsonb)`;
const FIND_COMMITMENT = `SELECT ${COMMITMENT} FROM panel_commitment WHERE panel_id = $1 AND round = $2`;
const CANDIDATES = `
  SELECT expert_id AS "expertId", expert_version AS "expertVersion", code, exclusions FROM panel_candidate WHERE panel_id = $1 AND round = $2`;
const DRAW = `
  INSERT INTO panel_draw (panel_id, round, tenant, public_value, members, reserve_members, result_hash, committed_at, drawn_at, drawn_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT committed_at FROM panel_commitment WHERE panel_id = $1 AND round = $2), $8, $9)`;
const FIND_DRAW = `
  SELECT panel_id AS "panelId", round, tenant, public_value AS "publicValue", members, reserve_members AS "reserveMembers", result_hash AS "resultHash",
    committed_at AS "committedAt", drawn_at AS "drawnAt", drawn_by AS "drawnBy"
  FROM panel_draw WHERE panel_id = $1 AND round = $2`;
const ADD_MEMBERS = `
  INSERT INTO panel_member (panel_id, tenant, expert_id, code, round, place, seat)
  SELECT $1, $2, row."expertId", row.code, row.round, row.place, row.seat
  FROM jsonb_to_recordset($3::jsonb) AS row ("expertId" uuid, code text, round integer, place integer, seat text)`;
const MEMBER = `panel_id AS "panelId", expert_id AS "expertId", code, round, place, seat, recused_reason AS "recusedReason"`;
const MEMBERS = `SELECT ${MEMBER} FROM panel_member WHERE panel_id = $1 ORDER BY round, place`;
const MEMBER_OF = `SELECT ${MEMBER} FROM panel_member WHERE panel_id = $1 AND expert_id = $2`;
const RECUSE = `
  UPDATE panel_member SET seat = 'recused', recused_at = $3, recused_by = $4, recused_reason = $5
  WHERE panel_id = $1 AND expert_id = $2 AND seat <> 'recused'`;
const SEAT = `UPDATE panel_member SET seat = 'member' WHERE panel_id = $1 AND expert_id = $2 AND seat = 'reserve'`;

/** The queries about draws and those who were drawn. What a draw rests on is only ever added. */
@Injectable()
export class PanelDrawRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async commit(manager: EntityManager, row: Commitment, candidates: readonly CandidateRow[]): Promise<void> {
    const { panelId, round, tenant, algorithm, seats, reserves, seed, seedHash, candidateList, candidatesHash, relations, relationsAsOf } = row;
    const values = [
      panelId, round, tenant, algorithm, seats, reserves, seed, seedHash, candidateList, candidatesHash, JSON.stringify(relations), relationsAsOf,
      row.committedAt, row.committedBy,
    ];
    await prepared(manager, 'panel-commit', COMMIT, values);
    await prepared(manager, 'panel-add-candidates', ADD_CANDIDATES, [panelId, round, tenant, JSON.stringify(candidates)]);
  }

  async commitment(panelId: string, round: number): Promise<Commitment | undefined> {
    return (await this.reader.read<Commitment>('panel-commitment', FIND_COMMITMENT, [panelId, round]))[0];
  }

  /** The same inside a transaction. */
  async commitmentWithin(manager: EntityManager, panelId: string, round: number): Promise<Commitment | undefined> {
    return (await prepared<Commitment>(manager, 'panel-commitment', FIND_COMMITMENT, [panelId, round])).rows[0];
  }

  async candidates(manager: EntityManager, panelId: string, round: number): Promise<readonly CandidateRow[]> {
    return (await prepared<CandidateRow>(manager, 'panel-candidates', CANDIDATES, [panelId, round])).rows;
  }

  async insertDraw(manager: EntityManager, row: Omit<DrawRow, 'committedAt'>): Promise<void> {
    const { panelId, round, tenant, publicValue, members, reserveMembers, resultHash, drawnAt, drawnBy } = row;
    await prepared(manager, 'panel-draw', DRAW, [panelId, round, tenant, publicValue, members, reserveMembers, resultHash, drawnAt, drawnBy]);
  }

  async draw(panelId: string, round: number): Promise<DrawRow | undefined> {
    return (await this.reader.read<DrawRow>('panel-find-draw', FIND_DRAW, [panelId, round]))[0];
  }

  async addMembers(manager: EntityManager, panelId: string, tenant: string, members: readonly PanelMember[]): Promise<void> {
    await prepared(manager, 'panel-add-members', ADD_MEMBERS, [panelId, tenant, JSON.stringify(members)]);
  }

  /** All who were drawn, in the order in which reserves take seats. */
  async members(panelId: string): Promise<readonly PanelMember[]> {
    return await this.reader.read<PanelMember>('panel-members', MEMBERS, [panelId]);
  }

  /** The same inside a transaction. */
  async membersWithin(manager: EntityManager, panelId: string): Promise<readonly PanelMember[]> {
    return (await prepared<PanelMember>(manager, 'panel-members', MEMBERS, [panelId])).rows;
  }

  async member(panelId: string, expertId: string): Promise<PanelMember | undefined> {
    return (await this.reader.read<PanelMember>('panel-member', MEMBER_OF, [panelId, expertId]))[0];
  }

  /** The same inside a transaction. */
  async memberWithin(manager: EntityManager, panelId: string, expertId: string): Promise<PanelMember | undefined> {
    return (await prepared<PanelMember>(manager, 'panel-member', MEMBER_OF, [panelId, expertId])).rows[0];
  }

  async recuse(manager: EntityManager, { panelId, expertId }: PanelMember, at: Date, by: string, reason: string): Promise<void> {
    await prepared(manager, 'panel-recuse', RECUSE, [panelId, expertId, at, by, reason]);
  }

  /** Lets a reserve take a seat. */
  async seat(manager: EntityManager, { panelId, expertId }: PanelMember): Promise<void> {
    await prepared(manager, 'panel-seat', SEAT, [panelId, expertId]);
  }
}

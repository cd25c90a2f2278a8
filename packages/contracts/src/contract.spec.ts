import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { catalogue, commandErrors, defineCommand, defineEvent, defineQuery, errorsOf } from './contract.js';
import type { Permission } from './permission.js';

const permission: Permission = { action: 'call.open', roles: ['province-industry'], reach: 'tenant' };
const summary = { zh: '开放申报', en: 'Open a call' };
const empty = z.strictObject({});

function open(subject: string, changes: object = {}) {
  return defineCommand({ subject, summary, permission, request: empty, answer: empty, errors: [], ...changes });
}

function happened(type: string) {
  return defineEvent({ type, summary, data: empty });
}

describe('the name of a command or a query', () => {
  test('is service, noun and verb, and is entered in the catalogue under its kind', () => {
    const command = open('evaluation.call.open');
    const query = defineQuery({ subject: 'evaluation.public-notice.list-open', summary, permission, request: empty, answer: empty, errors: [] });
    expect(command).toMatchObject({ kind: 'command', service: 'evaluation', noun: 'call', verb: 'open' });
    expect(query).toMatchObject({ kind: 'query', service: 'evaluation', noun: 'public-notice', verb: 'list-open' });
    expect(catalogue.commands).toContain(command);
    expect(catalogue.queries).toContain(query);
  });

  test.each([
    'evaluation.call', 'evaluation.call.open.now', 'payments.call.open', 'Evaluation.call.open', 'evaluation.Call.open', 'evaluation.call_list.open', 'evaluation.call.',
    'evaluation..open', 'evaluation.call.-open', 'evaluation.call.open-', 'evaluation.call.*', 'evaluation.call.>', 'evaluation.call open', 'evaluation.call.open\n', '',
  ])('%j is refused', (subject) => {
    expect(() => open(subject)).toThrow(/is no subject/);
  });

  test('is taken once, whatever the kind', () => {
    open('evaluation.call.close');
    expect(() => open('evaluation.call.close')).toThrow(/defined twice/);
    expect(() => defineQuery({ subject: 'evaluation.call.close', summary, permission, request: empty, answer: empty, errors: [] })).toThrow(/defined twice/);
  });
});

describe('the permission of a contract', () => {
  test.each([
    [undefined, /has no permission/],
    [{ ...permission, roles: [] }, /permits no role/],
    [{ ...permission, roles: ['province-industri'] }, /which roles.ts does not have/],
    [{ ...permission, roles: ['expert', 'expert'] }, /names a role twice/],
    [{ ...permission, reach: 'everywhere' }, /has the reach/],
    [{ ...permission, reach: 'public' }, /public/],
    [{ ...permission, roles: ['public'] }, /public/],
    [{ ...permission, action: 'open' }, /has the action/],
    [{ ...permission, states: [] }, /names no state/],
    [{ ...permission, reach: 'service' }, /services alone/],
    [{ ...permission, roles: [], reach: 'service', states: ['open'] }, /services alone/],
  ])('%j is refused', (faulty, message) => {
    expect(() => open('evaluation.call.withdraw', { permission: faulty })).toThrow(message);
  });

  test('a refused definition leaves nothing behind in the catalogue', () => {
    expect(() => open('evaluation.call.amend', { permission: undefined })).toThrow();
    expect(catalogue.commands.map(({ subject }) => subject)).not.toContain('evaluation.call.amend');
    expect(open('evaluation.call.amend').kind).toBe('command');
  });
});

describe('the type of an event', () => {
  test.each(['jiqun.subsidy.instalment.issued.v1', 'jiqun.subsidy.instalment.part-paid.v2', 'jiqun.subsidy.recovery.written-off.v1', 'jiqun.registry.title.withdrawn.v12'])('%s is one', (type) => {
    const event = happened(type);
    expect(`jiqun.${event.service}.${event.noun}.${event.verb}.v${event.version}`).toBe(type);
    expect(catalogue.events).toContain(event);
  });

  test.each([
    'subsidy.instalment.issued.v1', 'jiqun.subsidy.instalment.issued', 'jiqun.subsidy.instalment.issued.v0', 'jiqun.subsidy.instalment.issued.v01', 'jiqun.subsidy.instalment.issued.v100',
    'jiqun.payments.instalment.issued.v1', 'jiqun.subsidy.Instalment.issued.v1', 'jiqun.subsidy.instalment.v1', 'jiqun.subsidy.a.b.issued.v1',
  ])('%s is none', (type) => {
    expect(() => happened(type)).toThrow(/is no event type/);
  });

  test.each(['jiqun.subsidy.instalment.issue.v1', 'jiqun.subsidy.instalment.overdue.v1', 'jiqun.subsidy.instalment.issuing.v1'])('%s is not in the past tense', (type) => {
    expect(() => happened(type)).toThrow(/past tense/);
  });

  test('is taken once', () => {
    happened('jiqun.subsidy.award.approved.v1');
    expect(() => happened('jiqun.subsidy.award.approved.v1')).toThrow(/defined twice/);
    expect(happened('jiqun.subsidy.award.approved.v2').version).toBe(2);
  });
});

describe('what a call can answer with', () => {
  test('a command has its own codes, the common ones and those of commands; a query lacks the last', () => {
    const command = open('evaluation.call.publish', { errors: ['STATE_FORBIDS'] });
    const query = defineQuery({ subject: 'evaluation.call.get', summary, permission, request: empty, answer: empty, errors: ['NOT_FOUND'] });
    expect(errorsOf(command)).toEqual(expect.arrayContaining(['STATE_FORBIDS', 'INVALID_REQUEST', 'IDEMPOTENCY_KEY_REUSED']));
    expect(errorsOf(query)).toEqual(expect.arrayContaining(['NOT_FOUND', 'INVALID_REQUEST']));
    expect(errorsOf(query).filter((code) => commandErrors.includes(code))).toEqual([]);
  });

  test('a code named twice is refused', () => {
    expect(() => open('evaluation.call.reopen', { errors: ['NOT_FOUND', 'NOT_FOUND'] })).toThrow(/error code twice/);
  });
});
